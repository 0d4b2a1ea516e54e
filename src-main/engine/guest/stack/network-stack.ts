// The network stack of one interface: its address, its neighbours and its sockets. It sends through a NetDevice and works
// in one or more lanes. The device may be another one later (a mode switch, a migration); addresses and sockets stay.
// IPv4 on one subnet: no fragments, no options; groups without IGMP. Read first: RFC 791, RFC 826, RFC 1112, RFC 1122.
import type { IpModel } from '../../../../src-shared/lab/lab-model'
import { Component } from '../../kernel/component'
import {
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  DST_IP,
  DST_PORT,
  FRAME_KIND,
  HANDED,
  KIND,
  PAYLOAD,
  SRC_IP,
  SRC_PORT,
  isGroup,
} from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { hashEndpoints, type Rss } from '../../nic/rss'
import { reasonIndex } from '../../observe/counter-table'
import type { NetDevice } from '../net-device'
import { EchoResponder } from './icmp'
import { NeighborCache, type Neighbor } from './neighbor-cache'
import { PortTable } from './port-table'
import { addressAndQueue, forwardPacket } from './ipv4'
import type { Socket } from './socket'
import type { StackLane } from './stack-lane'

const NOT_ADDRESSED = reasonIndex('not-addressed-to-us')
const CHECKSUM_ERROR = reasonIndex('checksum-error')

export class NetworkStack extends Component {
  /** What frames leave through; null until `attach`. */
  device: NetDevice | null = null
  /** While true nothing is handed to the device: frames wait in the stack. */
  quiesced = false
  readonly neighbors: NeighborCache
  readonly tcp = new PortTable()
  readonly udp = new PortTable()
  /** Sockets that send echo requests; the identifier of the echo is the port. */
  readonly echo = new PortTable()
  /** Passes on what is addressed to it and meant for another (a router). */
  forwards = false
  /** Chooses the lane of received frames by their hash; null: each goes to the lane of its socket. */
  rss: Rss | null = null
  /** Identification of the next datagram, not yet reduced to 16 bits; TCP connections count their own. */
  packetId = 0
  private readonly responder: EchoResponder
  private assigned = 0

  constructor(
    sim: Simulator,
    /** `web-1/eth0/stack` */
    path: string,
    /** Null: the interface speaks no IP. */
    readonly ip: IpModel | null,
    /** The threads that it works in; those of a VM are shared by its stacks. */
    readonly lanes: readonly StackLane[],
  ) {
    super(sim, path)
    this.neighbors = new NeighborCache(this)
    this.responder = new EchoResponder(this)
  }

  /** From here on frames leave through `device`, and what it receives is this stack's. Before the first frame, or any time. */
  attach(device: NetDevice): void {
    this.device = device
    for (const lane of this.lanes) lane.connect(this, device)
  }

  /** The lane of the next socket: they are spread over the lanes in turn. */
  assignLane(): StackLane {
    return this.lanes[this.assigned++ % this.lanes.length]
  }

  /** The lane of a connection whose frames come from `port` of `ip` to `ownPort`, or null: any will do. */
  laneOfPeer(ip: number, port: number, ownPort: number): StackLane | null {
    const { rss } = this
    if (rss === null) return null
    return this.lanes[rss.queueOfHash(hashEndpoints(ip, this.ip!.address, port, ownPort))]
  }

  /** The lane that should get a received frame: the one of its hash, or its socket's, or the first. */
  laneFor(frame: number): StackLane {
    const d = this.sim.frames.data
    if (this.rss !== null) return this.lanes[this.rss.queueOf(d, frame)]
    const table = this.tableOf(d[frame + KIND])
    const socket = table === null ? null : table.find(d[frame + DST_PORT])
    return socket === null ? this.lanes[0] : socket.lane
  }

  /** Stops handing frames to the device; received ones are still processed. */
  quiesce(): void {
    this.quiesced = true
  }

  unquiesce(): void {
    this.quiesced = false
    for (const lane of this.lanes) lane.wake()
  }

  /** Called by the device: the guest learned that a frame that the device had taken is gone. */
  transmitted(frame: number): void {
    const d = this.sim.frames.data
    if (d[frame + KIND] !== FRAME_KIND.tcp) return
    // a packet that was passed on is no socket's, whatever its ports
    if (this.forwards && d[frame + SRC_IP] !== this.ip!.address) return
    this.tcp.find(d[frame + SRC_PORT])?.transmitted(d[frame + HANDED])
  }

  /** In startSlice: false where the frame is not for this interface, and has ended here or is passed on. */
  accepts(lane: StackLane, frame: number): boolean {
    const { sim } = this
    const d = sim.frames.data
    const destination = d[frame + DST]
    const kind = d[frame + KIND]
    const isForAll = isGroup(destination)
    const forUs =
      (destination === this.device!.mac || isForAll) &&
      (kind > FRAME_KIND.echoReply ||
        (this.ip !== null && (d[frame + DST_IP] === this.ip.address || (isForAll && this.hears(frame)))))
    if (!forUs || (kind === FRAME_KIND.arpRequest && d[frame + DST_IP] !== this.ip?.address)) {
      if (kind === FRAME_KIND.arpRequest) this.neighbors.learnFrom(frame)
      if (this.forwards && destination === this.device!.mac && kind <= FRAME_KIND.echoReply) {
        forwardPacket(this, lane, frame)
        return false
      }
      sim.traffic.filter(frame, this.device!.dropBase, NOT_ADDRESSED)
      return false
    }
    if (d[frame + CHECKSUM] === CHECKSUM_STATE.bad) {
      sim.traffic.drop(frame, CHECKSUM_ERROR, this.device!.dropBase)
      return false
    }
    return true
  }

  /** In startSlice: the reaction to a frame that is for this interface; returns whom it is delivered to. */
  receive(lane: StackLane, frame: number): Socket | null {
    const d = this.sim.frames.data
    switch (d[frame + KIND]) {
      case FRAME_KIND.tcp:
      case FRAME_KIND.udp:
      case FRAME_KIND.echoReply: {
        const socket = this.tableOf(d[frame + KIND])!.find(d[frame + DST_PORT])
        if (socket !== null) socket.receive(lane, frame)
        return socket
      }
      case FRAME_KIND.echoRequest:
        this.responder.receive(lane, frame)
        return null
      case FRAME_KIND.arpRequest:
      case FRAME_KIND.arpReply:
        this.neighbors.receive(lane, frame)
        return null
      default:
        return null
    }
  }

  /** In startSlice: addresses the packet, counts it as sent and queues it for the device, or behind the resolution. */
  send(lane: StackLane, frame: number, neighbor: Neighbor): void {
    const d = this.sim.frames.data
    if (d[frame + KIND] === FRAME_KIND.tcp) d[frame + HANDED] = d[frame + PAYLOAD]
    addressAndQueue(this, lane, frame, neighbor)
  }

  override handle(_kind: number, argument: number): void {
    this.neighbors.retry(argument)
  }

  private hears(frame: number): boolean {
    const d = this.sim.frames.data
    return (
      this.tableOf(d[frame + KIND])
        ?.find(d[frame + DST_PORT])
        ?.hears?.(frame) === true
    )
  }

  private tableOf(kind: number): PortTable | null {
    if (kind === FRAME_KIND.tcp) return this.tcp
    if (kind === FRAME_KIND.udp) return this.udp
    if (kind === FRAME_KIND.echoReply) return this.echo
    return null
  }
}
