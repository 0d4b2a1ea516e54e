// One end of a TCP connection: handshake, closing, timers; its halves do the rest. Data goes one way in most labs, but both
// ends may write. Leaves out RST, urgent data, a closing window (the application reads at once) and TIME-WAIT: ports are not
// used again. A timer that runs out while the VM is stunned is dealt with when it runs again.
// Read first: RFC 9293 section 3.5–3.6; `tcp-sender.ts`, `tcp-receiver.ts`.
import { Component } from '../../kernel/component'
import {
  ACK,
  DIRECTION,
  DST_PORT,
  FLAGS,
  FLOW,
  IP_ID,
  MSS,
  PAYLOAD,
  SCRATCH,
  SEGMENTS,
  SENT_AT,
  SRC_PORT,
  TCP_FLAG,
  TS_VAL,
} from '../../kernel/frame-store'
import { SECOND } from '../../kernel/sim-time'
import type { Simulator } from '../../kernel/simulator'
import { stageIndex } from '../../observe/cycle-ledger'
import type { FlowStatistics } from '../../observe/flow-statistics'
import { IPV4_BYTES } from './ipv4'
import type { Neighbor } from './neighbor-cache'
import type { NetworkStack } from './network-stack'
import type { LaneTask, Socket } from './socket'
import type { StackLane } from './stack-lane'
import { TcpReceiver } from './tcp-receiver'
import { makeSegment, TCP_BYTES, TIMESTAMP_BYTES, WINDOW_SCALE } from './tcp-segment'
import { TcpSender } from './tcp-sender'

/** Who wants to know what becomes of a connection. Called inside slices. */
export interface TcpObserver {
  /** The handshake is done. */
  connected?(connection: TcpConnection): void
  /** The peer has `bytes` more of what was written here. */
  acknowledged?(connection: TcpConnection, bytes: number): void
  /** The application here has read `bytes`. */
  received?(connection: TcpConnection, bytes: number): void
  /** The peer has sent its last byte, and the application here has read it. */
  finished?(connection: TcpConnection): void
  /** Nobody answers. */
  failed?(connection: TcpConnection): void
}

export interface TcpOptions {
  /** Index in the traffic ledger; -1: control traffic. */
  flow: number
  timestamps: boolean
  /** Of each end, bytes. */
  socketBuffer: number
  /** What an application hands over with one call; absent: a buffer of the stack at a time. */
  writeBytes?: number
  /** Where retransmissions and deliveries are counted; null: nowhere. */
  statistics: FlowStatistics | null
  observer: TcpObserver | null
}

type TcpState = 'closed' | 'syn-sent' | 'listen' | 'syn-received' | 'established'

const SYN_TIMEOUT = SECOND
const SYN_RETRIES = 6

const RETRANSMISSION = 0
const DELAYED_ACK = 1

const RECEIVE = stageIndex('tcp-receive')
const TRANSMIT = stageIndex('tcp-transmit')

export class TcpConnection extends Component implements Socket, LaneTask {
  isDue = false
  state: TcpState = 'closed'
  lane: StackLane
  readonly port: number
  readonly receiver: TcpReceiver
  readonly ownMss: number
  readonly timestamps: boolean
  /** Receive buffer, all of it offered at all times: the application reads at once. Two segments fit in always. */
  readonly receiveWindow: number
  readonly writeBytes: number
  statistics: FlowStatistics | null
  observer: TcpObserver | null
  /** Made with the handshake. */
  sender: TcpSender
  /** Payload of a full segment. */
  mss: number
  private peerPort = 0
  private neighbor: Neighbor | null = null
  private readonly flow: number
  private packetId = 0
  private synSentAt = -1
  private synTries = 0
  private synDeadline = Infinity
  private finishReported = false
  private readonly timers = [-1, -1]
  private readonly timerAt = [Infinity, Infinity]

  constructor(
    sim: Simulator,
    path: string,
    readonly stack: NetworkStack,
    options: TcpOptions,
    /** True for the end that is connected to. */
    readonly isService: boolean,
  ) {
    super(sim, path)
    this.flow = options.flow
    this.timestamps = options.timestamps
    this.statistics = options.statistics
    this.observer = options.observer
    this.lane = stack.assignLane()
    this.port = stack.tcp.bind(this, isService)
    this.ownMss = stack.device!.mtu - IPV4_BYTES - TCP_BYTES
    this.mss = this.segmentSize(this.ownMss)
    this.writeBytes = options.writeBytes ?? Infinity
    const steps = Math.max(options.socketBuffer, 2 * this.ownMss) / (1 << WINDOW_SCALE)
    this.receiveWindow = Math.floor(steps) * (1 << WINDOW_SCALE)
    this.receiver = new TcpReceiver(this)
    this.sender = new TcpSender(this, this.mss, 0)
  }

  /** The two ends of a connection between two stacks, known to each other; `open` the first. */
  static pair(
    sim: Simulator,
    path: string,
    from: NetworkStack,
    to: NetworkStack,
    options: TcpOptions,
  ): [client: TcpConnection, service: TcpConnection] {
    const client = new TcpConnection(sim, `${path}/client`, from, options, false)
    const service = new TcpConnection(sim, `${path}/service`, to, options, true)
    client.peerPort = service.port
    client.neighbor = from.neighbors.lookup(to.ip!.address)
    service.peerPort = client.port
    service.neighbor = to.neighbors.lookup(from.ip!.address)
    service.state = 'listen'
    client.steer(to.ip!.address)
    service.steer(from.ip!.address)
    return [client, service]
  }

  /** Works where the NIC delivers its frames, so that nothing of it happens in two lanes at once. */
  private steer(peer: number): void {
    this.lane = this.stack.laneOfPeer(peer, this.peerPort, this.port) ?? this.lane
  }

  /** Starts the handshake. What was written before leaves behind it. */
  open(): void {
    this.state = 'syn-sent'
    this.synDeadline = this.sim.now
    this.lane.due(this)
  }

  /** The application has `bytes` more to send; Infinity: without end. */
  write(bytes: number): void {
    this.sender.written += bytes
    this.lane.due(this)
  }

  /** The application has nothing more: what has not left by now, of an endless write, never will. */
  finish(): void {
    const { sender } = this
    if (sender.finishing) return
    sender.finishing = true
    if (sender.written === Infinity) sender.written = sender.next
    this.lane.due(this)
  }

  /** Forgets everything at once; frames that still arrive find nobody. */
  abort(): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.sender.deadline = Infinity
    this.receiver.deadline = Infinity
    this.synDeadline = Infinity
    for (const timer of this.timers) this.sim.cancel(timer)
    this.stack.tcp.release(this.port)
  }

  /** In startSlice: what has come due, and what may be sent. */
  run(lane: StackLane): boolean {
    const { now } = this.sim
    if (this.synDeadline <= now) this.sendSyn(lane)
    if (this.state !== 'established') return false
    if (this.receiver.deadline <= now) this.receiver.acknowledge(lane)
    if (this.sender.deadline <= now) this.sender.timeOut(lane)
    return this.sender.transmit(lane)
  }

  receive(lane: StackLane, frame: number): void {
    const d = this.sim.frames.data
    d[frame + SCRATCH] = 0
    const flags = d[frame + FLAGS]
    if ((flags & TCP_FLAG.syn) !== 0) {
      this.receiveSyn(lane, frame)
      return
    }
    if (this.state === 'syn-received' && (flags & TCP_FLAG.ack) !== 0 && d[frame + ACK] >= 0) this.establish(lane)
    if (this.state !== 'established') return
    if (d[frame + PAYLOAD] > 0 || (flags & TCP_FLAG.fin) !== 0) this.receiver.receive(lane, frame)
    this.sender.acknowledge(lane, frame)
  }

  delivered(frame: number): void {
    const d = this.sim.frames.data
    const { now } = this.sim
    const { buffer, finished } = this.receiver
    const read = d[frame + SCRATCH]
    if (read > 0) this.statistics?.deliverFrame(frame, read)
    const released = buffer.releasedBytes
    if (released > 0) {
      const sentAt = buffer.releasedSentAt / buffer.releasedSegments
      this.statistics?.deliver(released, Math.round(now - sentAt), buffer.releasedSegments)
      buffer.releasedBytes = 0
      buffer.releasedSegments = 0
      buffer.releasedSentAt = 0
    }
    if (read + released > 0) this.observer?.received?.(this, read + released)
    if (finished && !this.finishReported) {
      this.finishReported = true
      this.observer?.finished?.(this)
    }
  }

  transmitted(bytes: number): void {
    this.sender.transmitted(bytes)
  }

  /** Called by the receiver: the peer is done, so this end is too. */
  peerFinished(): void {
    this.finish()
  }

  /** Called by the sender. */
  acknowledged(bytes: number): void {
    this.observer?.acknowledged?.(this, bytes)
  }

  /** Fills in what all segments of this end have in common. */
  label(frame: number): void {
    const d = this.sim.frames.data
    d[frame + FLOW] = this.flow
    d[frame + DIRECTION] = this.isService ? 1 : 0
    d[frame + SRC_PORT] = this.port
    d[frame + DST_PORT] = this.peerPort
    d[frame + SENT_AT] = this.sim.now
  }

  /** In startSlice: a segment leaves. */
  send(lane: StackLane, frame: number): void {
    const d = this.sim.frames.data
    d[frame + IP_ID] = this.packetId
    this.packetId += d[frame + SEGMENTS]
    this.stack.send(lane, frame, this.neighbor!)
  }

  armRetransmission(): void {
    this.arm(RETRANSMISSION, Math.min(this.sender.deadline, this.synDeadline))
  }

  armAcknowledgement(): void {
    this.arm(DELAYED_ACK, this.receiver.deadline)
  }

  /** A timer event: late ones are set again, due ones wake the lane. */
  override handle(timer: number): void {
    this.timerAt[timer] = Infinity
    const deadline = timer === DELAYED_ACK ? this.receiver.deadline : Math.min(this.sender.deadline, this.synDeadline)
    if (deadline > this.sim.now) this.arm(timer, deadline)
    else this.lane.due(this)
  }

  /** One event a timer: it is moved forward when needed and looks for its deadline when it runs. */
  private arm(timer: number, deadline: number): void {
    if (deadline === Infinity || this.timerAt[timer] <= deadline) return
    if (this.timerAt[timer] !== Infinity) this.sim.cancel(this.timers[timer])
    this.timerAt[timer] = deadline
    this.timers[timer] = this.sim.scheduleAt(deadline, this, timer, 0)
  }

  private segmentSize(mss: number): number {
    return mss - (this.timestamps ? TIMESTAMP_BYTES : 0)
  }

  private sendSyn(lane: StackLane): void {
    const { now } = this.sim
    if (this.synTries > SYN_RETRIES) {
      this.abort()
      this.observer?.failed?.(this)
      return
    }
    if (this.synTries > 0) this.statistics?.countRetransmit()
    this.synSentAt = this.synTries === 0 ? now : -1
    this.synDeadline = now + SYN_TIMEOUT * (1 << this.synTries++)
    this.armRetransmission()
    lane.world.charge(TRANSMIT)
    const flags = this.isService ? TCP_FLAG.syn | TCP_FLAG.ack : TCP_FLAG.syn
    this.send(lane, makeSegment(this, flags, -1, 0, 1))
  }

  private receiveSyn(lane: StackLane, frame: number): void {
    const d = this.sim.frames.data
    lane.world.charge(RECEIVE)
    if (d[frame + TS_VAL] >= 0) this.receiver.recentTimestamp = d[frame + TS_VAL]
    if (this.state === 'listen') {
      this.state = 'syn-received'
      this.mss = this.segmentSize(Math.min(this.ownMss, d[frame + MSS]))
      this.sendSyn(lane)
    } else if (this.state === 'syn-received') {
      // our answer was lost, or is late: it is sent again, and its round trip means nothing
      this.synTries = Math.max(this.synTries, 1)
      this.sendSyn(lane)
    } else if (this.state === 'syn-sent' && (d[frame + FLAGS] & TCP_FLAG.ack) !== 0) {
      this.mss = this.segmentSize(Math.min(this.ownMss, d[frame + MSS]))
      this.establish(lane)
      this.receiver.acknowledge(lane)
    } else if (this.state === 'established') this.receiver.acknowledge(lane)
  }

  private establish(lane: StackLane): void {
    const { written, finishing } = this.sender
    this.state = 'established'
    this.synDeadline = Infinity
    this.sender = new TcpSender(this, this.mss, this.receiveWindow)
    this.sender.written = written
    this.sender.finishing = finishing
    if (this.synSentAt >= 0) this.sender.rtt.sample(Math.max(1, this.sim.now - this.synSentAt))
    lane.due(this)
    this.observer?.connected?.(this)
  }
}
