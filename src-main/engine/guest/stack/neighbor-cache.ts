// Which MAC address an IPv4 address has: ARP requests, replies, and the packets that wait for them.
// Groups have the address that RFC 1112 gives them. Entries do not age: a peer that moves announces itself, and labs are short. RARP frames carry no IP address and teach nothing.
// Read first: RFC 826; RFC 1122 section 2.3.2 (the queue); RFC 5227 (announcements update, they do not create).
import { groupMac, isGroupIp } from '../../../../src-shared/lab/addresses'
import {
  ARP_SENDER,
  BROADCAST,
  DST,
  DST_IP,
  FRAME_BYTES,
  FRAME_KIND,
  KIND,
  SRC,
  SRC_IP,
  VLAN,
} from '../../kernel/frame-store'
import { FrameList } from '../../kernel/frame-list'
import { SECOND } from '../../kernel/sim-time'
import { reasonIndex } from '../../observe/counter-table'
import { frameBytes, isOnLink } from './ipv4'
import type { NetworkStack } from './network-stack'
import type { LaneTask } from './socket'
import type { StackLane } from './stack-lane'

const ARP_BYTES = 28
const REQUESTS = 3
const REQUEST_INTERVAL = SECOND
/** Packets that wait for one address: Linux since 3.3; the 3 of older kernels lost packets of every fast sender. */
const PENDING_LIMIT = 101

const UNRESOLVED = reasonIndex('address-unresolved')
const QUEUE_FULL = reasonIndex('queue-full')

/** One address and what waits for it. Sockets keep the object; it stays the same for the life of the stack. */
export class Neighbor implements LaneTask {
  /** -1: not known. */
  mac = -1
  isDue = false
  private readonly pending = new FrameList()
  /** Requests sent since the address was wanted; 0: nobody asks. */
  private requests = 0
  private askedAt = 0
  private lane: StackLane | null = null
  /** Destinations behind this one, where it is the gateway. */
  private readonly behind: Neighbor[] = []

  constructor(
    private readonly stack: NetworkStack,
    readonly ip: number,
    /** It can be reached: directly, or by the gateway. */
    readonly onLink: boolean,
    private readonly index: number,
    /** The gateway that leads there; null: it is on the link itself. */
    private readonly via: Neighbor | null,
  ) {
    if (via === null) return
    this.mac = via.mac
    via.behind.push(this)
  }

  /** Keeps the packet until the address is known; asks for it where nobody has yet. */
  hold(lane: StackLane, frame: number): void {
    const { pending, stack } = this
    if (pending.length >= PENDING_LIMIT) {
      stack.sim.traffic.drop(frame, QUEUE_FULL, stack.device!.dropBase)
      return
    }
    pending.push(frame)
    const next = this.via ?? this
    next.lane = lane
    if (next.requests === 0) next.run(lane)
  }

  /** In startSlice: the address is known (or known to have changed); what waits leaves. */
  learn(lane: StackLane, mac: number): void {
    this.mac = mac
    this.requests = 0
    const { pending, stack } = this
    for (let frame = pending.shift(); frame >= 0; frame = pending.shift()) {
      stack.sim.frames.data[frame + DST] = mac
      lane.output(stack, frame)
    }
    for (const neighbor of this.behind) neighbor.learn(lane, mac)
  }

  /** The address is another one now; nothing waits for it. */
  move(mac: number): void {
    this.mac = mac
    for (const neighbor of this.behind) neighbor.mac = mac
  }

  /** Until when nobody will be asked for the address, ps: Infinity where it is known, 0 where the next packet may ask. */
  get silentUntil(): number {
    if (this.mac >= 0) return Infinity
    return this.requests > 0 ? this.askedAt + REQUEST_INTERVAL : 0
  }

  /** The time for an answer is over. */
  expire(): void {
    if (this.requests > 0) this.lane!.due(this)
  }

  /** Asks, or gives up after the last request. */
  run(lane: StackLane): boolean {
    const { stack } = this
    if (this.mac >= 0) return false
    if (this.requests === REQUESTS) {
      this.requests = 0
      this.giveUp()
      return false
    }
    this.requests++
    this.askedAt = stack.sim.now
    stack.neighbors.sendArp(lane, FRAME_KIND.arpRequest, BROADCAST, this.ip)
    stack.sim.post(stack.sim.now + REQUEST_INTERVAL, stack, 0, this.index)
    return false
  }

  private giveUp(): void {
    const { pending, stack } = this
    for (let frame = pending.shift(); frame >= 0; frame = pending.shift()) {
      stack.sim.traffic.drop(frame, UNRESOLVED, stack.device!.dropBase)
    }
    for (const neighbor of this.behind) neighbor.giveUp()
  }
}

export class NeighborCache {
  /** Leads to what is not on the link; null: nothing does. */
  gateway: number | null = null
  private readonly byIp = new Map<number, Neighbor>()
  private readonly entries: Neighbor[] = []

  constructor(private readonly stack: NetworkStack) {}

  /** The entry of an address, made when it is first wanted. Keep it, do not look it up for every packet. */
  lookup(ip: number): Neighbor {
    let entry = this.byIp.get(ip)
    if (!entry) {
      const own = this.stack.ip
      const isGroup = isGroupIp(ip)
      const onLink = own !== null && (isGroup || isOnLink(own, ip))
      const via = onLink || this.gateway === null || this.gateway === ip ? null : this.lookup(this.gateway)
      entry = new Neighbor(this.stack, ip, onLink || via !== null, this.entries.length, via)
      if (isGroup) entry.mac = groupMac(ip)
      this.byIp.set(ip, entry)
      this.entries.push(entry)
    }
    return entry
  }

  /** The MAC address that is known for `ip`, or -1. */
  macOf(ip: number): number {
    return this.byIp.get(ip)?.mac ?? -1
  }

  /** Until when nobody will be asked for the address of `ip`, ps: see `Neighbor`. */
  silentUntil(ip: number): number {
    return this.byIp.get(ip)?.silentUntil ?? 0
  }

  /** In startSlice: an ARP request for our address, or a reply to us. */
  receive(lane: StackLane, frame: number): void {
    const d = this.stack.sim.frames.data
    const { ip } = this.stack
    const sender = d[frame + SRC_IP]
    const mac = d[frame + ARP_SENDER]
    if (ip === null || sender === 0 || sender === ip.address) return
    if (d[frame + KIND] === FRAME_KIND.arpReply) {
      this.byIp.get(sender)?.learn(lane, mac)
      return
    }
    this.lookup(sender).learn(lane, mac)
    this.sendArp(lane, FRAME_KIND.arpReply, mac, sender)
  }

  /** A request that asks for somebody else, or an announcement: it changes what is known and adds nothing. */
  learnFrom(frame: number): void {
    const d = this.stack.sim.frames.data
    const entry = this.byIp.get(d[frame + SRC_IP])
    if (entry && entry.mac >= 0) entry.move(d[frame + ARP_SENDER])
  }

  /** In startSlice: tells everybody which MAC address the interface's IP address has. */
  announce(lane: StackLane): void {
    if (this.stack.ip !== null) this.sendArp(lane, FRAME_KIND.arpRequest, BROADCAST, this.stack.ip.address)
  }

  /** A timer of the entry with this index. */
  retry(index: number): void {
    this.entries[index].expire()
  }

  sendArp(lane: StackLane, kind: number, destination: number, targetIp: number): void {
    const { stack } = this
    const { sim } = stack
    const device = stack.device!
    const frame = sim.frames.allocate(kind)
    const d = sim.frames.data
    d[frame + FRAME_BYTES] = frameBytes(device, ARP_BYTES)
    d[frame + SRC] = device.mac
    d[frame + ARP_SENDER] = device.mac
    d[frame + DST] = destination
    d[frame + VLAN] = device.vlan
    d[frame + SRC_IP] = stack.ip!.address
    d[frame + DST_IP] = targetIp
    sim.traffic.sent(frame)
    lane.output(stack, frame)
  }
}
