// ping: echo requests at a fixed interval, whether or not the last one was answered. Each reply gives a round trip.
import { DIRECTION, FLOW, FRAME_BYTES, FRAME_KIND, PAYLOAD, SENT_AT, SEQ, SRC_PORT } from '../../kernel/frame-store'
import { stageIndex } from '../../observe/cycle-ledger'
import { ICMP_BYTES } from '../stack/icmp'
import { frameBytes, IPV4_BYTES } from '../stack/ipv4'
import type { Neighbor } from '../stack/neighbor-cache'
import type { LaneTask, Socket } from '../stack/socket'
import type { StackLane } from '../stack/stack-lane'
import { OWN_EVENT, Workload } from './workload'

const DUE = OWN_EVENT

const SOCKET_SEND = stageIndex('socket-send')
const TRANSMIT = stageIndex('udp-transmit')
const RECEIVE = stageIndex('udp-receive')

export class Ping extends Workload implements LaneTask, Socket {
  isDue = false
  lane!: StackLane
  private identifier = 0
  private sequence = 0
  private neighbor: Neighbor | null = null

  /** In startSlice: one request. */
  run(lane: StackLane): boolean {
    if (!this.active) return false
    const { sim, from, model } = this
    lane.world.charge(SOCKET_SEND)
    lane.world.charge(TRANSMIT)
    const frame = sim.frames.allocate(FRAME_KIND.echoRequest)
    const d = sim.frames.data
    d[frame + FLOW] = this.flow
    d[frame + DIRECTION] = 0
    d[frame + PAYLOAD] = model.sizeBytes
    d[frame + SEQ] = ++this.sequence
    d[frame + SENT_AT] = sim.now
    d[frame + SRC_PORT] = this.identifier
    d[frame + FRAME_BYTES] = frameBytes(from.device!, IPV4_BYTES + ICMP_BYTES + model.sizeBytes)
    from.send(lane, frame, this.neighbor!)
    return false
  }

  receive(lane: StackLane): void {
    lane.world.charge(RECEIVE)
  }

  delivered(frame: number): void {
    this.statistics.deliverFrame(frame, this.sim.frames.data[frame + PAYLOAD])
  }

  transmitted(): void {
    // a request has no account with its sender
  }

  protected override begin(): void {
    const { from, to } = this
    this.lane = from.assignLane()
    this.identifier = from.echo.bind(this, true)
    this.neighbor = from.neighbors.lookup(to.ip!.address)
    this.timer()
  }

  protected override finish(): void {
    // `timer` looks at `active`
  }

  protected override timer(): void {
    if (!this.active) return
    this.sim.post(this.sim.now + this.model.intervalPs, this, DUE, 0)
    this.lane.due(this)
  }
}
