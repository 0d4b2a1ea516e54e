// The forwarding table of a physical switch: (VLAN, address) → port. Read `RULES.md` first; every rule has a test.
// Open addressing in typed arrays with deletion by shifting back: no object an entry, nothing allocated on the path of a frame.
import { isGroup } from '../kernel/frame-store'
import { SECOND } from '../kernel/sim-time'

export const MAC_AGE_PS = 300 * SECOND

/** What `learn` did. */
export const LEARNED = { nothing: 0, added: 1, moved: 2, full: 3 } as const

const EMPTY = -1
const NONE = -1

export class MacTable {
  /** Entries, aged ones included until somebody meets them. */
  size = 0
  /** Most entries at a time. */
  high = 0
  private macs: Float64Array
  private vlans: Int32Array
  private ports: Int32Array
  private seen: Float64Array
  private fixed: Uint8Array
  private mask: number

  constructor(
    readonly capacity = 16_384,
    private readonly agePs = MAC_AGE_PS,
  ) {
    let slots = 64
    while (slots < capacity * 2 && slots < 1024) slots *= 2
    this.mask = slots - 1
    this.macs = new Float64Array(slots)
    this.vlans = new Int32Array(slots)
    this.ports = new Int32Array(slots).fill(EMPTY)
    this.seen = new Float64Array(slots)
    this.fixed = new Uint8Array(slots)
  }

  /** The source address of a frame was seen on a port; one of LEARNED. */
  learn(vlan: number, mac: number, port: number, now: number): number {
    if (isGroup(mac)) return LEARNED.nothing
    const at = this.find(vlan, mac)
    if (this.ports[at] !== EMPTY) {
      if (this.fixed[at] === 1) return LEARNED.nothing
      this.seen[at] = now
      if (this.ports[at] === port) return LEARNED.nothing
      this.ports[at] = port
      return LEARNED.moved
    }
    if (this.size >= this.capacity && this.expire(now) === 0) return LEARNED.full
    this.insert(vlan, mac, port, now, 0)
    return LEARNED.added
  }

  /** Port behind which the address is, or -1. */
  lookup(vlan: number, mac: number, now: number): number {
    const at = this.find(vlan, mac)
    const port = this.ports[at]
    if (port === EMPTY) return NONE
    if (this.fixed[at] === 0 && now - this.seen[at] > this.agePs) {
      this.removeAt(at)
      return NONE
    }
    return port
  }

  /** An entry of the administrator: it neither moves nor ages. False when the table is full. */
  setStatic(vlan: number, mac: number, port: number, now: number): boolean {
    const at = this.find(vlan, mac)
    if (this.ports[at] !== EMPTY) this.removeAt(at)
    if (this.size >= this.capacity && this.expire(now) === 0) return false
    this.insert(vlan, mac, port, now, 1)
    return true
  }

  /** Forgets what was learned on a port (it lost its carrier); static entries stay. */
  flushPort(port: number): void {
    this.removeWhere((at) => this.ports[at] === port && this.fixed[at] === 0)
  }

  /** Forgets everything that was learned. */
  flush(): void {
    this.removeWhere((at) => this.fixed[at] === 0)
  }

  /** Removes what is older than the age; returns how many. */
  expire(now: number): number {
    return this.removeWhere((at) => this.fixed[at] === 0 && now - this.seen[at] > this.agePs)
  }

  private insert(vlan: number, mac: number, port: number, now: number, fixed: number): void {
    if ((this.size + 1) * 2 > this.mask + 1) this.grow()
    const at = this.find(vlan, mac)
    this.vlans[at] = vlan
    this.macs[at] = mac
    this.ports[at] = port
    this.seen[at] = now
    this.fixed[at] = fixed
    if (++this.size > this.high) this.high = this.size
  }

  /** Slot of the key, or the empty slot where it belongs. */
  private find(vlan: number, mac: number): number {
    const { macs, vlans, ports, mask } = this
    let at = this.hash(vlan, mac)
    while (ports[at] !== EMPTY && (macs[at] !== mac || vlans[at] !== vlan)) at = (at + 1) & mask
    return at
  }

  private hash(vlan: number, mac: number): number {
    const low = mac | 0
    const high = (mac / 0x100000000) | 0
    let h = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(vlan, 0xc2b2ae35)
    h ^= h >>> 15
    return h & this.mask
  }

  private removeWhere(matches: (at: number) => boolean): number {
    const doomed: number[] = []
    for (let at = 0; at <= this.mask; at++) if (this.ports[at] !== EMPTY && matches(at)) doomed.push(at)
    const keys = doomed.map((at) => [this.vlans[at], this.macs[at]] as const)
    for (const [vlan, mac] of keys) this.removeAt(this.find(vlan, mac))
    return keys.length
  }

  private removeAt(slot: number): void {
    const { mask, ports } = this
    let hole = slot
    let at = slot
    for (;;) {
      at = (at + 1) & mask
      if (ports[at] === EMPTY) break
      const home = this.hash(this.vlans[at], this.macs[at])
      // an entry may fill the hole unless its home lies behind the hole, on the way to the entry
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      this.vlans[hole] = this.vlans[at]
      this.macs[hole] = this.macs[at]
      ports[hole] = ports[at]
      this.seen[hole] = this.seen[at]
      this.fixed[hole] = this.fixed[at]
      hole = at
    }
    ports[hole] = EMPTY
    this.size--
  }

  private grow(): void {
    const { macs, vlans, ports, seen, fixed } = this
    const slots = (this.mask + 1) * 2
    this.mask = slots - 1
    this.macs = new Float64Array(slots)
    this.vlans = new Int32Array(slots)
    this.ports = new Int32Array(slots).fill(EMPTY)
    this.seen = new Float64Array(slots)
    this.fixed = new Uint8Array(slots)
    for (let from = 0; from < ports.length; from++) {
      if (ports[from] === EMPTY) continue
      const at = this.find(vlans[from], macs[from])
      this.vlans[at] = vlans[from]
      this.macs[at] = macs[from]
      this.ports[at] = ports[from]
      this.seen[at] = seen[from]
      this.fixed[at] = fixed[from]
    }
  }
}
