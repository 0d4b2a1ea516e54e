// The pages of a receive ring as a copy of memory that does not see DMA leaves them (RULES.md G19): a function fills one buffer
// after the other, each of a page of its own, and nobody notes it. A page is stale where it was filled after it had been sent.
// Leaves out what the guest does with stale data. The ring lies evenly in the memory of the VM.

export class DmaPages {
  /** Frames that had been written when the page of a slot was sent. */
  private readonly sentAt: Float64Array

  constructor(
    private readonly slots: number,
    /** Frames that the function has written so far. */
    private readonly written: () => number,
  ) {
    this.sentAt = new Float64Array(slots).fill(written())
  }

  /** A part of memory was sent, in fractions of all of it. */
  sent(from: number, to: number): void {
    const frames = this.written()
    for (let slot = Math.ceil(from * this.slots); slot < to * this.slots; slot++) this.sentAt[slot] = frames
  }

  /** Pages whose last frame came after they were sent. */
  stale(): number {
    const { slots, sentAt } = this
    const frames = this.written()
    let pages = 0
    for (let slot = 0; slot < slots; slot++) {
      // frame n, counted from 1, fills slot n mod slots
      const last = frames - ((((frames - slot) % slots) + slots) % slots)
      if (last > sentAt[slot]) pages++
    }
    return pages
  }
}
