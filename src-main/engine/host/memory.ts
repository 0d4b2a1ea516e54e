// Memory of a host: what is physically there, what VMs were promised, and what is pinned because a device writes to it.
// Leaves out ballooning and swapping: memory beyond the physical one is a promise that costs nothing here.

export class HostMemory {
  /** Bytes that powered-on VMs believe they have. */
  configured = 0
  /** Bytes that cannot be taken back: mapped for DMA of a function. */
  pinned = 0

  constructor(
    readonly physical: number,
    /** Configured memory may be this many times the physical one. */
    readonly overcommit: number,
  ) {}

  get limit(): number {
    return this.physical * this.overcommit
  }

  /** Configured over physical. */
  get ratio(): number {
    return this.configured / this.physical
  }

  /** Admission of a VM: promises within the limit, pinned memory within the physical one. */
  admits(bytes: number, pinnedBytes: number): boolean {
    return this.configured + bytes <= this.limit && this.pinned + pinnedBytes <= this.physical
  }

  add(bytes: number): void {
    this.configured += bytes
  }

  remove(bytes: number): void {
    this.configured -= bytes
  }

  canPin(bytes: number): boolean {
    return this.pinned + bytes <= this.physical
  }

  pin(bytes: number): void {
    this.pinned += bytes
  }

  unpin(bytes: number): void {
    this.pinned -= bytes
  }
}
