// Numbers by MAC address, for those who know their addresses and do not learn: the vSwitch, the embedded switch, RX filters.
// Open addressing with linear probing in one typed array (address, number, …): a look-up allocates nothing and touches one line.

const EMPTY = -1
const FIRST_SLOTS = 16

export class MacIndex {
  /** Pairs of address and number. */
  private entries = new Float64Array(FIRST_SLOTS * 2).fill(EMPTY)
  private mask = FIRST_SLOTS - 1
  private count = 0

  /** The number of `mac`, or -1. */
  get(mac: number): number {
    const { entries, mask } = this
    let slot = hash(mac) & mask
    for (;;) {
      const key = entries[slot * 2]
      if (key === mac) return entries[slot * 2 + 1]
      if (key === EMPTY) return -1
      slot = (slot + 1) & mask
    }
  }

  set(mac: number, value: number): void {
    if (this.count * 2 > this.mask) this.grow()
    const { entries, mask } = this
    let slot = hash(mac) & mask
    while (entries[slot * 2] !== EMPTY && entries[slot * 2] !== mac) slot = (slot + 1) & mask
    if (entries[slot * 2] === EMPTY) this.count++
    entries[slot * 2] = mac
    entries[slot * 2 + 1] = value
  }

  delete(mac: number): void {
    const { entries, mask } = this
    let slot = hash(mac) & mask
    while (entries[slot * 2] !== mac) {
      if (entries[slot * 2] === EMPTY) return
      slot = (slot + 1) & mask
    }
    entries[slot * 2] = EMPTY
    this.count--
    // Entries behind the hole may have been displaced by it: they are entered again.
    for (slot = (slot + 1) & mask; entries[slot * 2] !== EMPTY; slot = (slot + 1) & mask) {
      const key = entries[slot * 2]
      entries[slot * 2] = EMPTY
      this.count--
      this.set(key, entries[slot * 2 + 1])
    }
  }

  private grow(): void {
    const { entries } = this
    const slots = (this.mask + 1) * 2
    this.entries = new Float64Array(slots * 2).fill(EMPTY)
    this.mask = slots - 1
    this.count = 0
    for (let i = 0; i < entries.length; i += 2) if (entries[i] !== EMPTY) this.set(entries[i], entries[i + 1])
  }
}

function hash(mac: number): number {
  return (Math.imul(mac | 0, 0x9e3779b1) ^ (mac / 0x100000000)) >>> 7
}
