// Which MAC address an IPv4 address has: ARP requests, replies, and the packets that wait for them.
// Entries do not age: a peer that moves announces itself, and labs are short. RARP frames carry no IP address and teach nothing.
// Read first: RFC 826; RFC 1122 section 2.3.2 (the queue); RFC 5227 (announcements update, they do not create).
import { BROADCAST, DST, DST_IP, FRAME_BYTES, FRAME_KIND, KIND, SRC, SRC_IP, VLAN } from '../../kernel/frame-store'
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
  private readonly pending: FrameList
  /** Requests sent since the address was wanted; 0: nobody asks. */
  private requests = 0
  private lane: StackLane | null = null

  constructor(
    private readonly stack: NetworkStack,
    readonly ip: number,
    readonly onLink: boolean,
    private readonly index: number,
  ) {
    this.pending = new FrameList(stack.sim.frames)
  }

  /** Keeps the packet until the address is known; asks for it where nobody has yet. */
  hold(lane: StackLane, frame: number): void {
    const { pending, stack } = this
    if (pending.length >= PENDING_LIMIT) {
      stack.sim.traffic.drop(frame, QUEUE_FULL, stack.device!.dropBase)
      return
    }
    pending.push(frame)
    this.lane = lane
    if (this.requests === 0) this.run(lane)
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
  }

  /** The time for an answer is over. */
  expire(): void {
    if (this.requests > 0) this.lane!.due(this)
  }

  /** Asks, or gives up after the last request. */
  run(lane: StackLane): boolean {
    const { pending, stack } = this
    if (this.mac >= 0) return false
    if (this.requests === REQUESTS) {
      this.requests = 0
      for (let frame = pending.shift(); frame >= 0; frame = pending.shift()) {
        stack.sim.traffic.drop(frame, UNRESOLVED, stack.device!.dropBase)
      }
      return false
    }
    this.requests++
    stack.neighbors.sendArp(lane, FRAME_KIND.arpRequest, BROADCAST, this.ip)
    stack.sim.post(stack.sim.now + REQUEST_INTERVAL, stack, 0, this.index)
    return false
  }
}

export class NeighborCache {
  private readonly byIp = new Map<number, Neighbor>()
  private readonly entries: Neighbor[] = []

  constructor(private readonly stack: NetworkStack) {}

  /** The entry of an address, made when it is first wanted. Keep it, do not look it up for every packet. */
  lookup(ip: number): Neighbor {
    let entry = this.byIp.get(ip)
    if (!entry) {
      const own = this.stack.ip
      entry = new Neighbor(this.stack, ip, own !== null && isOnLink(own, ip), this.entries.length)
      this.byIp.set(ip, entry)
      this.entries.push(entry)
    }
    return entry
  }

  /** The MAC address that is known for `ip`, or -1. */
  macOf(ip: number): number {
    return this.byIp.get(ip)?.mac ?? -1
  }

  /** In startSlice: an ARP request for our address, or a reply to us. */
  receive(lane: StackLane, frame: number): void {
    const d = this.stack.sim.frames.data
    const { ip } = this.stack
    const sender = d[frame + SRC_IP]
    const mac = d[frame + SRC]
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
    if (entry && entry.mac >= 0) entry.mac = d[frame + SRC]
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
    d[frame + DST] = destination
    d[frame + VLAN] = device.vlan
    d[frame + SRC_IP] = stack.ip!.address
    d[frame + DST_IP] = targetIp
    sim.traffic.sent(frame)
    lane.output(stack, frame)
  }
}
