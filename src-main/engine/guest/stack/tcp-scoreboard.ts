// What a sender has in the network: one record a segment, acknowledged from the front, with what SACK says about the rest.
// A segment is lost when three segments above it were selectively acknowledged (RFC 6675), and again when something that
// was sent after its retransmission has arrived (RFC 8985 without its timer). Counts are in segments, as in Linux.

const SACKED = 1
const LOST = 2
/** Retransmitted since it was found lost. */
const RETRANSMITTED = 4
/** Retransmitted at any time: its round trip is ambiguous. */
const AMBIGUOUS = 8

const DUPLICATE_THRESHOLD = 3
const BLOCKS = 3

export class TcpScoreboard {
  /** Record numbers only grow: `first` is the oldest that is not acknowledged, `next` the next to be sent. */
  first = 0
  next = 0
  sacked = 0
  lost = 0
  retransmitted = 0
  /** Segments that the acknowledgement in work newly reported as arrived. */
  delivered = 0
  /** When the newest unambiguous segment of the acknowledgement in work was sent; -1: there is none. */
  newestSent = -1

  private mask = 63
  private starts = new Float64Array(64)
  private sentAt = new Float64Array(64)
  private firstSentAt = new Float64Array(64)
  private states = new Uint8Array(64)
  private end = 0
  /** All below it that is not SACKED is LOST. */
  private lostBelow = 0
  /** No LOST record below it waits for its retransmission. */
  private retransmitFrom = 0
  private highestSacked = -1
  /** Latest time of sending of anything that has arrived. */
  private latestArrived = -1
  /** SACK blocks of the acknowledgement before and of this one, so that a block that grows costs what it grows by. */
  private knownLeft = new Float64Array(BLOCKS).fill(-1)
  private knownRight = new Float64Array(BLOCKS)
  private blockLeft = new Float64Array(BLOCKS).fill(-1)
  private blockRight = new Float64Array(BLOCKS)
  /** Retransmitted records in the order of retransmission. */
  private order = new Float64Array(64)
  private orderHead = 0
  private orderTail = 0

  constructor(private readonly mss: number) {}

  /** Segments in the network, as far as the sender can know. */
  get pipe(): number {
    return this.next - this.first - this.sacked - this.lost + this.retransmitted
  }

  get outstanding(): number {
    return this.next - this.first
  }

  /** When the oldest segment that is not acknowledged was sent last; it must exist. */
  get oldestSent(): number {
    return this.sentAt[this.first & this.mask]
  }

  start(record: number): number {
    return this.starts[record & this.mask]
  }

  endOf(record: number): number {
    return record + 1 < this.next ? this.starts[(record + 1) & this.mask] : this.end
  }

  firstSent(record: number): number {
    return this.firstSentAt[record & this.mask]
  }

  /** A segment is sent for the first time; segments follow each other without gaps. */
  push(start: number, end: number, now: number): void {
    if (this.next - this.first > this.mask) this.grow()
    const slot = this.next & this.mask
    this.starts[slot] = start
    this.sentAt[slot] = now
    this.firstSentAt[slot] = now
    this.states[slot] = 0
    this.end = end
    this.next++
  }

  /** Call before `sackBlock` and `acknowledge` of one acknowledgement. */
  begin(): void {
    this.delivered = 0
    this.newestSent = -1
    if (this.sacked === 0) return
    const left = this.knownLeft
    const right = this.knownRight
    this.knownLeft = this.blockLeft
    this.knownRight = this.blockRight
    this.blockLeft = left
    this.blockRight = right
    left.fill(-1)
  }

  /** Everything below `sequence` has arrived. */
  acknowledge(sequence: number, now: number, minRtt: number): void {
    while (this.first < this.next && this.endOf(this.first) <= sequence) {
      const slot = this.first & this.mask
      const state = this.states[slot]
      if ((state & SACKED) === 0) this.arrived(slot, state, now, minRtt)
      else this.sacked--
      if ((state & LOST) !== 0) this.lost--
      if ((state & RETRANSMITTED) !== 0) this.retransmitted--
      this.first++
    }
    if (this.lostBelow < this.first) this.lostBelow = this.first
    if (this.retransmitFrom < this.first) this.retransmitFrom = this.first
  }

  /** The receiver holds [left, right). `index` is the block's place in the acknowledgement. */
  sackBlock(index: number, left: number, right: number, now: number, minRtt: number): void {
    if (this.first === this.next || right <= this.start(this.first) || right > this.end) return
    let from = left
    for (let i = 0; i < BLOCKS; i++) {
      if (this.knownLeft[i] === left && this.knownRight[i] <= right) {
        from = this.knownRight[i]
        break
      }
    }
    this.blockLeft[index] = left
    this.blockRight[index] = right
    if (from >= right) return
    for (let record = this.find(from); record < this.next && this.starts[record & this.mask] < right; record++) {
      const slot = record & this.mask
      const state = this.states[slot]
      if ((state & SACKED) !== 0) continue
      this.arrived(slot, state, now, minRtt)
      if ((state & LOST) !== 0) this.lost--
      if ((state & RETRANSMITTED) !== 0) this.retransmitted--
      this.states[slot] = (state & AMBIGUOUS) | SACKED
      this.sacked++
      if (record > this.highestSacked) this.highestSacked = record
    }
  }

  /** Finds what is lost by what arrived; returns true where something was found that was not known. */
  detectLoss(): boolean {
    let found = false
    if (this.sacked >= DUPLICATE_THRESHOLD) {
      let above = 0
      let record = this.highestSacked
      for (; record > this.lostBelow && above < DUPLICATE_THRESHOLD; record--) {
        if ((this.states[record & this.mask] & SACKED) !== 0) above++
      }
      if (above === DUPLICATE_THRESHOLD) found = this.loseBelow(record + 1)
    }
    while (this.orderHead < this.orderTail) {
      const record = this.order[this.orderHead & (this.order.length - 1)]
      const slot = record & this.mask
      if (record >= this.first && (this.states[slot] & RETRANSMITTED) !== 0) {
        if (this.sentAt[slot] >= this.latestArrived) break
        this.states[slot] &= ~RETRANSMITTED
        this.retransmitted--
        if (record < this.retransmitFrom) this.retransmitFrom = record
        found = true
      }
      this.orderHead++
    }
    return found
  }

  /** The timer ran out: nothing that is not SACKED is in the network any more. */
  loseAll(): void {
    for (let record = this.first; record < this.next; record++) {
      const slot = record & this.mask
      const state = this.states[slot]
      if ((state & SACKED) !== 0) continue
      if ((state & LOST) === 0) this.lost++
      this.states[slot] = (state & AMBIGUOUS) | LOST
    }
    this.retransmitted = 0
    this.orderHead = this.orderTail
    this.lostBelow = this.next
    this.retransmitFrom = this.first
  }

  /** The first lost segment that waits for its retransmission, or -1. */
  nextLost(): number {
    if (this.lost === this.retransmitted) return -1
    for (; this.retransmitFrom < this.lostBelow; this.retransmitFrom++) {
      if ((this.states[this.retransmitFrom & this.mask] & (LOST | RETRANSMITTED)) === LOST) return this.retransmitFrom
    }
    return -1
  }

  markRetransmitted(record: number, now: number): void {
    const slot = record & this.mask
    this.states[slot] |= RETRANSMITTED | AMBIGUOUS
    this.sentAt[slot] = now
    this.retransmitted++
    if (this.orderTail - this.orderHead === this.order.length) this.growOrder()
    this.order[this.orderTail++ & (this.order.length - 1)] = record
  }

  private arrived(slot: number, state: number, now: number, minRtt: number): void {
    this.delivered++
    const sent = this.sentAt[slot]
    if ((state & AMBIGUOUS) === 0) {
      if (sent > this.newestSent) this.newestSent = sent
      if (sent > this.latestArrived) this.latestArrived = sent
    } else if (now - sent >= minRtt && sent > this.latestArrived) this.latestArrived = sent
  }

  private loseBelow(limit: number): boolean {
    let found = false
    for (let record = this.lostBelow; record < limit; record++) {
      const slot = record & this.mask
      if ((this.states[slot] & (SACKED | LOST)) !== 0) continue
      this.states[slot] |= LOST
      this.lost++
      found = true
    }
    if (limit > this.lostBelow) this.lostBelow = limit
    return found
  }

  /** The record that holds `sequence`. Segments are nearly all of one size, so the guess is nearly always right. */
  private find(sequence: number): number {
    const base = this.start(this.first)
    if (sequence <= base) return this.first
    let record = Math.min(this.first + Math.floor((sequence - base) / this.mss), this.next - 1)
    while (record > this.first && this.starts[record & this.mask] > sequence) record--
    while (record + 1 < this.next && this.starts[(record + 1) & this.mask] <= sequence) record++
    return record
  }

  private grow(): void {
    const size = (this.mask + 1) * 2
    const starts = new Float64Array(size)
    const sentAt = new Float64Array(size)
    const firstSentAt = new Float64Array(size)
    const states = new Uint8Array(size)
    for (let record = this.first; record < this.next; record++) {
      const from = record & this.mask
      const to = record & (size - 1)
      starts[to] = this.starts[from]
      sentAt[to] = this.sentAt[from]
      firstSentAt[to] = this.firstSentAt[from]
      states[to] = this.states[from]
    }
    this.starts = starts
    this.sentAt = sentAt
    this.firstSentAt = firstSentAt
    this.states = states
    this.mask = size - 1
  }

  private growOrder(): void {
    const order = new Float64Array(this.order.length * 2)
    for (let i = this.orderHead; i < this.orderTail; i++) {
      order[i & (order.length - 1)] = this.order[i & (this.order.length - 1)]
    }
    this.order = order
  }
}
