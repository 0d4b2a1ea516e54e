// Request and response over UDP, one outstanding: the next request leaves when the answer is there. It measures latency.
// A request without an answer is repeated after a second; its round trip counts from the first try.
import { PAYLOAD, SEQ } from '../../kernel/frame-store'
import { SECOND } from '../../kernel/sim-time'
import type { Neighbor } from '../stack/neighbor-cache'
import type { NetworkStack } from '../stack/network-stack'
import type { LaneTask } from '../stack/socket'
import type { StackLane } from '../stack/stack-lane'
import { UdpSocket, type DatagramReader } from '../stack/udp'
import { OWN_EVENT, Workload } from './workload'

const RETRY_AFTER = SECOND
const RETRY = OWN_EVENT

/** The answering end. */
class Responder implements LaneTask, DatagramReader {
  isDue = false
  readonly socket: UdpSocket
  private readonly client: Neighbor
  private requested = -1

  constructor(
    private readonly workload: RequestResponse,
    stack: NetworkStack,
    from: NetworkStack,
  ) {
    this.socket = new UdpSocket(stack, true, workload.flow, this)
    this.client = stack.neighbors.lookup(from.ip!.address)
  }

  datagram(frame: number): void {
    const d = this.workload.sim.frames.data
    this.workload.statistics.countBytes(d[frame + PAYLOAD])
    this.requested = d[frame + SEQ]
    this.socket.lane.due(this)
  }

  run(lane: StackLane): boolean {
    const { workload } = this
    this.socket.send(lane, this.client, workload.port, workload.model.replyBytes, this.requested, 1)
    return false
  }
}

export class RequestResponse extends Workload implements LaneTask, DatagramReader {
  isDue = false
  private socket: UdpSocket | null = null
  private responder: Responder | null = null
  private neighbor: Neighbor | null = null
  private sequence = 0
  private isWaiting = false
  /** When the request that waits was sent first, and when it is given up and sent again. */
  private askedAt = 0
  private deadline = 0
  private pending = false

  /** Port of the asking end. */
  get port(): number {
    return this.socket!.port
  }

  /** In startSlice: the next request, or the same one again. */
  run(lane: StackLane): boolean {
    const { sim, model } = this
    if (!this.active) return false
    if (this.isWaiting) this.statistics.countRetransmit()
    else {
      this.isWaiting = true
      this.sequence++
      this.askedAt = sim.now
    }
    this.deadline = sim.now + RETRY_AFTER
    this.arm()
    this.socket!.send(lane, this.neighbor!, this.responder!.socket.port, model.sizeBytes, this.sequence, 0)
    return false
  }

  datagram(frame: number): void {
    const { sim, statistics, socket } = this
    const d = sim.frames.data
    if (!this.isWaiting || d[frame + SEQ] !== this.sequence) return
    this.isWaiting = false
    statistics.deliver(d[frame + PAYLOAD], sim.now - this.askedAt, 1)
    socket!.lane.due(this)
  }

  protected override begin(): void {
    const { from, to, flow } = this
    this.socket = new UdpSocket(from, false, flow, this)
    this.responder = new Responder(this, to, from)
    this.neighbor = from.neighbors.lookup(to.ip!.address)
    this.socket.lane.due(this)
  }

  protected override finish(): void {
    this.isWaiting = false
  }

  /** One event runs behind the deadline, which moves with every request. */
  protected override timer(): void {
    this.pending = false
    if (!this.active || !this.isWaiting) return
    if (this.deadline > this.sim.now) this.arm()
    else this.socket!.lane.due(this)
  }

  private arm(): void {
    if (this.pending) return
    this.pending = true
    this.sim.post(this.deadline, this, RETRY, 0)
  }
}
