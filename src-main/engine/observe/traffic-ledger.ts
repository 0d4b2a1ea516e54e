// The account of every frame: sent = delivered + lost by reason + in flight, per flow and direction, always.
// A frame ends in exactly one of `deliver`, `drop`, `filter`, `merge`; numbers are Ethernet frames (SEGMENTS), never super-frames.
// A flooded frame has copies; it is delivered when one copy is, and lost when the last copy ends and none was.
import type { FrameOwner } from '../guest/net-device'
import { DIRECTION, DST, FLOW, isGroup, OWNER, PACKET, SEGMENTS, type FrameStore } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { REASON_CODES, reasonIndex } from './counter-table'

/** Counts of one flow: a line of the cache in `TrafficLedger.counts`, forward then reverse; control traffic has the first. */
const SENT = 0
const DELIVERED = 1
const LOST = 2
const PER_DIRECTION = 4
const PER_FLOW = 2 * PER_DIRECTION

export class FlowAccount {
  /** Frames lost, by reason index. */
  readonly lostBy = new Float64Array(REASON_CODES.length)

  constructor(
    private readonly ledger: TrafficLedger,
    /** Index of the flow; -1: control traffic. */
    private readonly flow: number,
  ) {}

  sent(direction: number): number {
    return this.ledger.count(this.flow, direction, SENT)
  }

  delivered(direction: number): number {
    return this.ledger.count(this.flow, direction, DELIVERED)
  }

  lost(direction: number): number {
    return this.ledger.count(this.flow, direction, LOST)
  }
}

export class TrafficLedger {
  /** By flow index. The lab's flows come first; migrations add theirs behind. */
  readonly flows: FlowAccount[] = []
  /** What belongs to no flow (ARP, RARP, beacons). */
  readonly control = new FlowAccount(this, -1)
  /** Ethernet frames put on a wire or handed to a vNIC. */
  frames = 0
  private readonly store: FrameStore
  private counts = new Float64Array(64 * PER_FLOW)
  /** Of a flood group: copies alive; 0 ends it. Group 0 is unused. */
  private copies = new Int32Array(256)
  private groupDelivered = new Uint8Array(256)
  private freeGroups: number[] = []
  private groups = 1
  private readonly unknownDestination = reasonIndex('unknown-destination')

  constructor(private readonly sim: Simulator) {
    this.store = sim.frames
  }

  /** The account of a new flow; its index in `flows`. */
  addFlow(): number {
    const flow = this.flows.length
    if ((flow + 2) * PER_FLOW > this.counts.length) {
      const counts = new Float64Array(this.counts.length * 2)
      counts.set(this.counts)
      this.counts = counts
    }
    return this.flows.push(new FlowAccount(this, flow)) - 1
  }

  /** Of a flow (-1: of control traffic): what happened to its frames. */
  count(flow: number, direction: number, what: number): number {
    return this.counts[(flow + 1) * PER_FLOW + direction * PER_DIRECTION + what]
  }

  account(flow: number): FlowAccount {
    return flow < 0 ? this.control : this.flows[flow]
  }

  /** A stack hands the frame to its device for the first time. */
  sent(frame: number): void {
    this.add(frame, SENT)
  }

  /** The frame reached the stack it was meant for; it is released. */
  deliver(frame: number): void {
    const d = this.store.data
    const group = d[frame + PACKET] | 0
    if (group === 0 || this.groupDelivered[group] === 0) {
      this.add(frame, DELIVERED)
      if (group !== 0) this.groupDelivered[group] = 1
    }
    this.leaveGroup(frame)
    this.release(frame)
  }

  /** The frame is lost in a component: counted there (`dropBase` of its counters) and in its flow; released. */
  drop(frame: number, reason: number, dropBase: number): void {
    const d = this.store.data
    this.sim.counters.data[dropBase + reason] += d[frame + SEGMENTS]
    this.lose(frame, reason)
  }

  /**
   * A copy that is not for this receiver ends here: a decision, not a loss, unless it was the last. Then a flow's frame for one
   * receiver counts as a drop of the component (`dropBase` of its counters).
   */
  filter(frame: number, dropBase: number, reason = this.unknownDestination): void {
    const d = this.store.data
    const isCounted = d[frame + FLOW] >= 0 && !isGroup(d[frame + DST])
    const segments = d[frame + SEGMENTS]
    if (this.lose(frame, reason) && isCounted) this.sim.counters.data[dropBase + reason] += segments
  }

  /** True when the flow lost it: no copy is left, and none was delivered. */
  private lose(frame: number, reason: number): boolean {
    const d = this.store.data
    const group = d[frame + PACKET] | 0
    const last = this.leaveGroup(frame)
    const isLost = group === 0 || (last && this.groupDelivered[group] === 0)
    if (isLost) {
      this.add(frame, LOST)
      this.account(d[frame + FLOW]).lostBy[reason] += d[frame + SEGMENTS]
    }
    this.release(frame)
    return isLost
  }

  /** A copy for a further receiver; both belong to one group. */
  copy(frame: number): number {
    const d = this.store.data
    let group = d[frame + PACKET] | 0
    if (group === 0) {
      group = this.freeGroups.pop() ?? this.newGroup()
      this.copies[group] = 1
      this.groupDelivered[group] = 0
      d[frame + PACKET] = group
    }
    this.copies[group]++
    return this.store.clone(frame)
  }

  /** `frame` became part of `into` (LRO): its segments count there from here on. */
  merge(into: number, frame: number): void {
    const d = this.store.data
    d[into + SEGMENTS] += d[frame + SEGMENTS]
    this.leaveGroup(frame)
    this.store.release(frame)
  }

  /** Frames of a flow that are held by somebody, by direction; for the balance at the end. Copies count once. */
  inFlight(): { flow: number; direction: number; frames: number }[] {
    const seen = new Set<number>()
    const totals = new Map<string, { flow: number; direction: number; frames: number }>()
    this.store.forEachLive((frame) => {
      const d = this.store.data
      const group = d[frame + PACKET] | 0
      if (group !== 0) {
        if (seen.has(group) || this.groupDelivered[group] === 1) return
        seen.add(group)
      }
      const key = `${d[frame + FLOW]}/${d[frame + DIRECTION]}`
      const row = totals.get(key)
      if (row) row.frames += d[frame + SEGMENTS]
      else totals.set(key, { flow: d[frame + FLOW], direction: d[frame + DIRECTION], frames: d[frame + SEGMENTS] })
    })
    return [...totals.values()]
  }

  /** Throws where sent ≠ delivered + lost + in flight: that is a bug of the engine. */
  assertBalance(): void {
    const inFlight = new Map<string, number>()
    for (const row of this.inFlight()) inFlight.set(`${row.flow}/${row.direction}`, row.frames)
    for (let flow = -1; flow < this.flows.length; flow++) {
      const account = this.account(flow)
      for (const direction of [0, 1]) {
        const held = inFlight.get(`${flow}/${direction}`) ?? 0
        const { sent, delivered, lost } = {
          sent: account.sent(direction),
          delivered: account.delivered(direction),
          lost: account.lost(direction),
        }
        if (sent !== delivered + lost + held) {
          throw new Error(
            `frames do not balance: flow ${flow}, direction ${direction}: sent ${sent}, delivered ${delivered}, lost ${lost}, in flight ${held}`,
          )
        }
      }
    }
  }

  /** Counts a frame on a wire or handed to a vNIC. */
  countFrame(frame: number): void {
    this.frames += this.store.data[frame + SEGMENTS]
  }

  /** Whoever waits for its transmission is told, once: it has left, or somebody else has it or its copy. */
  complete(frame: number): void {
    const owner = this.store.data[frame + OWNER] | 0
    if (owner < 0) return
    this.store.data[frame + OWNER] = -1
    ;(this.sim.components[owner] as unknown as FrameOwner).transmitted(frame)
  }

  private add(frame: number, what: number): void {
    const d = this.store.data
    const at = (((d[frame + FLOW] + 1) * PER_FLOW) | 0) + ((d[frame + DIRECTION] * PER_DIRECTION) | 0) + what
    this.counts[at] += d[frame + SEGMENTS]
  }

  private release(frame: number): void {
    this.complete(frame)
    this.store.release(frame)
  }

  /** True when it was the last copy (or the only frame). */
  private leaveGroup(frame: number): boolean {
    const group = this.store.data[frame + PACKET] | 0
    if (group === 0) return true
    if (--this.copies[group] > 0) return false
    this.freeGroups.push(group)
    return true
  }

  private newGroup(): number {
    const group = this.groups++
    if (group === this.copies.length) {
      const copies = new Int32Array(group * 2)
      copies.set(this.copies)
      this.copies = copies
      const delivered = new Uint8Array(group * 2)
      delivered.set(this.groupDelivered)
      this.groupDelivered = delivered
    }
    return group
  }
}
