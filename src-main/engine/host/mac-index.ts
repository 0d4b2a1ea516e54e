// Numbers by MAC address, for those who know their addresses and do not learn: the vSwitch, the embedded switch, RX filters.
// Open addressing with linear probing in typed arrays: a look-up per frame allocates nothing.

const EMPTY = -1

export class MacIndex {
  private keys = new Float64Array(32).fill(EMPTY)
  private values = new Int32Array(32)
  private count = 0

  /** The number of `mac`, or -1. */
  get(mac: number): number {
    const { keys } = this
    const mask = keys.length - 1
    let slot = hash(mac) & mask
    for (;;) {
      const key = keys[slot]
      if (key === mac) return this.values[slot]
      if (key === EMPTY) return -1
      slot = (slot + 1) & mask
    }
  }

  set(mac: number, value: number): void {
    if (this.count * 2 >= this.keys.length) this.grow()
    const mask = this.keys.length - 1
    let slot = hash(mac) & mask
    while (this.keys[slot] !== EMPTY && this.keys[slot] !== mac) slot = (slot + 1) & mask
    if (this.keys[slot] === EMPTY) this.count++
    this.keys[slot] = mac
    this.values[slot] = value
  }

  delete(mac: number): void {
    const { keys, values } = this
    const mask = keys.length - 1
    let slot = hash(mac) & mask
    while (keys[slot] !== mac) {
      if (keys[slot] === EMPTY) return
      slot = (slot + 1) & mask
    }
    keys[slot] = EMPTY
    this.count--
    // Entries behind the hole may have been displaced by it: they are entered again.
    for (slot = (slot + 1) & mask; keys[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const key = keys[slot]
      keys[slot] = EMPTY
      this.count--
      this.set(key, values[slot])
    }
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Float64Array(keys.length * 2).fill(EMPTY)
    this.values = new Int32Array(keys.length * 2)
    this.count = 0
    for (let i = 0; i < keys.length; i++) if (keys[i] !== EMPTY) this.set(keys[i], values[i])
  }
}

function hash(mac: number): number {
  return (Math.imul(mac | 0, 0x9e3779b1) ^ (mac / 0x100000000)) >>> 7
}
