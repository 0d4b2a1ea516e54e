// The forwarding table of a physical switch: (VLAN, address) → port. Read `RULES.md` first; every rule has a test.
// Open addressing in typed arrays with deletion by shifting back: no object an entry, nothing allocated on the path of a frame.
import { isGroup } from '../kernel/frame-store'
import { SECOND } from '../kernel/sim-time'

export const MAC_AGE_PS = 300 * SECOND
export const MAC_TABLE_SIZE = 16_384

/** What `learn` did. */
export const LEARNED = { nothing: 0, added: 1, moved: 2, full: 3 } as const

const EMPTY = -1
const NONE = -1

/** An entry is a line of the table: SEEN as a double, then integers: the low 32 bits of the address, and so on. */
const WORDS = 4
const SEEN = 3
const LOW = 0
const HIGH = 1
const PORT = 2
const FIXED = 3

const low = (mac: number): number => mac | 0
/** The upper 16 bits of the address, and the VLAN. */
const high = (vlan: number, mac: number): number => ((mac / 0x100000000) & 0xffff) | (vlan << 16)

export class MacTable {
  /** Entries, aged ones included until somebody meets them. */
  size = 0
  /** Most entries at a time. */
  high = 0
  private times: Float64Array
  private entries: Int32Array
  private mask: number
  /** The present, as the caller says. */
  private now = 0

  constructor(
    readonly capacity = MAC_TABLE_SIZE,
    private readonly agePs = MAC_AGE_PS,
  ) {
    let slots = 64
    while (slots < capacity * 2 && slots < 1024) slots *= 2
    this.mask = slots - 1
    this.times = new Float64Array(slots * WORDS)
    this.entries = new Int32Array(this.times.buffer)
    this.clear()
  }

  /** The source address of a frame was seen on a port; one of LEARNED. */
  learn(vlan: number, mac: number, port: number, now: number): number {
    if (isGroup(mac)) return LEARNED.nothing
    this.now = now
    return this.learnKey(low(mac), high(vlan, mac), port)
  }

  /** Port behind which the address is, or -1. */
  lookup(vlan: number, mac: number, now: number): number {
    this.now = now
    return this.lookupKey(low(mac), high(vlan, mac))
  }

  /** An entry of the administrator: it neither moves nor ages. False when the table is full. */
  setStatic(vlan: number, mac: number, port: number, now: number): boolean {
    this.now = now
    const at = this.find(low(mac), high(vlan, mac))
    if (this.entries[at + PORT] !== EMPTY) this.removeAt(at)
    if (this.size >= this.capacity && this.expire(now) === 0) return false
    this.insert(low(mac), high(vlan, mac), port, 1)
    return true
  }

  /** Forgets what was learned on a port (it lost its carrier); static entries stay. */
  flushPort(port: number): void {
    this.removeWhere((at) => this.entries[at + PORT] === port)
  }

  /** Forgets everything that was learned. */
  flush(): void {
    this.removeWhere(() => true)
  }

  /** All entries, in no order. */
  forEach(visit: (vlan: number, mac: number, port: number) => void): void {
    const { entries } = this
    for (let at = 0; at < entries.length; at += 2 * WORDS) {
      if (entries[at + PORT] === EMPTY) continue
      const upper = entries[at + HIGH]
      visit(upper >>> 16, (upper & 0xffff) * 0x100000000 + (entries[at + LOW] >>> 0), entries[at + PORT])
    }
  }

  /** Removes what is older than the age; returns how many. */
  expire(now: number): number {
    this.now = now
    return this.removeWhere((at) => this.isAged(at))
  }

  private learnKey(key: number, upper: number, port: number): number {
    const { entries } = this
    const at = this.find(key, upper)
    if (entries[at + PORT] !== EMPTY) {
      if (entries[at + FIXED] === 1) return LEARNED.nothing
      this.times[(at >> 1) + SEEN] = this.now
      if (entries[at + PORT] === port) return LEARNED.nothing
      entries[at + PORT] = port
      return LEARNED.moved
    }
    if (this.size >= this.capacity && this.expire(this.now) === 0) return LEARNED.full
    this.insert(key, upper, port, 0)
    return LEARNED.added
  }

  private lookupKey(key: number, upper: number): number {
    const at = this.find(key, upper)
    const port = this.entries[at + PORT]
    if (port === EMPTY) return NONE
    if (!this.isAged(at)) return port
    this.removeAt(at)
    return NONE
  }

  private isAged(at: number): boolean {
    return this.entries[at + FIXED] === 0 && this.now - this.times[(at >> 1) + SEEN] > this.agePs
  }

  private insert(key: number, upper: number, port: number, fixed: number): void {
    if ((this.size + 1) * 2 > this.mask + 1) this.grow()
    this.write(key, upper, port, fixed, this.now)
    if (++this.size > this.high) this.high = this.size
  }

  private write(key: number, upper: number, port: number, fixed: number, seen: number): void {
    const at = this.find(key, upper)
    this.entries[at + LOW] = key
    this.entries[at + HIGH] = upper
    this.entries[at + PORT] = port
    this.entries[at + FIXED] = fixed
    this.times[(at >> 1) + SEEN] = seen
  }

  /** Where the entry is, or would be. Positions are offsets in `entries`. */
  private find(key: number, upper: number): number {
    const { entries, mask } = this
    let slot = this.hash(key, upper)
    for (;;) {
      const at = slot * 2 * WORDS
      if (entries[at + PORT] === EMPTY || (entries[at + LOW] === key && entries[at + HIGH] === upper)) return at
      slot = (slot + 1) & mask
    }
  }

  private hash(key: number, upper: number): number {
    let h = Math.imul(key, 0x9e3779b1) ^ Math.imul(upper, 0x85ebca6b)
    h ^= h >>> 15
    return h & this.mask
  }

  /** Of what was learned. */
  private removeWhere(matches: (at: number) => boolean): number {
    const { entries } = this
    const keys: [number, number][] = []
    for (let at = 0; at < entries.length; at += 2 * WORDS) {
      if (entries[at + PORT] === EMPTY || entries[at + FIXED] === 1 || !matches(at)) continue
      keys.push([entries[at + LOW], entries[at + HIGH]])
    }
    for (const [key, upper] of keys) this.removeAt(this.find(key, upper))
    return keys.length
  }

  private removeAt(position: number): void {
    const { mask, entries, times } = this
    let hole = position / (2 * WORDS)
    let slot = hole
    for (;;) {
      slot = (slot + 1) & mask
      const at = slot * 2 * WORDS
      if (entries[at + PORT] === EMPTY) break
      const home = this.hash(entries[at + LOW], entries[at + HIGH])
      // an entry may fill the hole unless its home lies behind the hole, on the way to the entry
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      times.copyWithin(hole * WORDS, slot * WORDS, (slot + 1) * WORDS)
      hole = slot
    }
    entries[hole * 2 * WORDS + PORT] = EMPTY
    this.size--
  }

  private clear(): void {
    for (let at = 0; at < this.entries.length; at += 2 * WORDS) this.entries[at + PORT] = EMPTY
  }

  private grow(): void {
    const { entries, times } = this
    const slots = (this.mask + 1) * 2
    this.mask = slots - 1
    this.times = new Float64Array(slots * WORDS)
    this.entries = new Int32Array(this.times.buffer)
    this.clear()
    for (let at = 0; at < entries.length; at += 2 * WORDS) {
      if (entries[at + PORT] === EMPTY) continue
      const seen = times[(at >> 1) + SEEN]
      this.write(entries[at + LOW], entries[at + HIGH], entries[at + PORT], entries[at + FIXED], seen)
    }
  }
}
