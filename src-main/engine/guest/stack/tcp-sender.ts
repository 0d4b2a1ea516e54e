// The sending half of a connection: what may leave now, what is retransmitted, and when the timer gives up waiting.
// Data leaves in buffers of up to 64 KiB: as super-frames where the device cuts them, else as the frames cut in software.
// Read first: RFC 5681, RFC 6675, RFC 6937, RFC 6298; tcp_output.c of Linux for small queues (TSQ), sizes of
// buffers (autosizing) and deferral.
import { ACK, PAYLOAD, SACK, SENT_AT, TCP_FLAG, WINDOW } from '../../kernel/frame-store'
import { MS } from '../../kernel/sim-time'
import { stageIndex } from '../../observe/cycle-ledger'
import { NewReno } from './new-reno'
import { RttEstimator } from './rtt-estimator'
import type { StackLane } from './stack-lane'
import type { TcpConnection } from './tcp-connection'
import { TcpScoreboard } from './tcp-scoreboard'
import { makeSegment } from './tcp-segment'

/** Largest IPv4 packet, and what of it is kept for headers. */
const SUPER_BYTES = 65_535
const HEADER_ROOM = 80
/** What a connection may have in the device and above it: as much as leaves in this time, at most this much. */
const QUEUE_TIME = MS
const QUEUE_LIMIT = 1024 * 1024
const QUEUE_GAIN = 1.2
/** In slow start the rate doubles in a round trip. */
const SLOW_START_GAIN = 2
const LEAST_BUFFER = 2
/** Buffers sent in one slice; fewer where each of their frames costs, or where received frames wait for the lane. */
const BUFFERS_PER_SLICE = 8
const FEW_BUFFERS = 1

const SOCKET_SEND = stageIndex('socket-send')
const TRANSMIT = stageIndex('tcp-transmit')
const GSO_SEGMENT = stageIndex('gso-segment')
const ACK_RECEIVE = stageIndex('ack-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
const CHECKSUM_BYTE = stageIndex('checksum-copy-byte')

export class TcpSender {
  readonly congestion = new NewReno()
  readonly rtt = new RttEstimator()
  readonly board: TcpScoreboard
  /** Oldest sequence number that is not acknowledged. */
  unacknowledged = 0
  /** Next sequence number to be sent. */
  next = 0
  /** Bytes that the application has written, from the start of the connection; Infinity: it always has more. */
  written = 0
  /** The application is done: FIN follows what is written. */
  finishing = false
  /** Sequence number of the FIN that was sent; -1: none. */
  finAt = -1
  /** When the retransmission timer runs out; Infinity: it does not run. */
  deadline = Infinity
  private windowEdge = 0
  private queuedBytes = 0
  private throttled = false
  private limited = false
  private bytesPerQueueTime = 0
  private bytesInSpan = 0
  private spanStart = 0
  private flight = 0
  private flightUntil = 0
  /** End of the last segment that was sent short of a full one. */
  private partialEnd = 0
  private readonly bufferSegments: number

  constructor(
    private readonly c: TcpConnection,
    /** Payload of a full segment. */
    private readonly mss: number,
    window: number,
  ) {
    this.board = new TcpScoreboard(mss)
    this.windowEdge = window
    this.bufferSegments = Math.max(1, Math.floor((SUPER_BYTES - HEADER_ROOM) / mss))
  }

  /** Everything written, and the FIN where there is one, has been acknowledged. */
  get isDrained(): boolean {
    return this.finAt >= 0 && this.unacknowledged > this.finAt
  }

  /** In startSlice: sends what windows and queue allow. Returns true where the slice was too short for it. */
  transmit(lane: StackLane): boolean {
    const { board, congestion } = this
    let buffers = this.c.stack.device!.tso && !lane.isPressed ? BUFFERS_PER_SLICE : FEW_BUFFERS
    this.throttled = false
    let limited = false
    for (;;) {
      if (this.queuedBytes >= this.queueLimit) {
        this.throttled = true
        break
      }
      const room = congestion.window - board.pipe
      const lost = board.nextLost()
      if (room <= 0) {
        limited = lost >= 0 || this.next < this.written
        break
      }
      if (buffers-- === 0) return true
      if (lost >= 0) this.retransmit(lane, lost)
      else {
        const bytes = this.sendable(room)
        if (bytes > 0) this.sendBuffer(lane, bytes)
        else {
          limited = bytes < 0
          if (this.finishing && this.next === this.written && this.finAt < 0) this.sendFin(lane)
          break
        }
      }
    }
    this.noteUse(limited)
    return false
  }

  /** In startSlice: the acknowledgement and the SACK blocks of a received segment. */
  acknowledge(lane: StackLane, frame: number): void {
    const { c, board, congestion, rtt } = this
    const { now } = c.sim
    const d = c.sim.frames.data
    const ack = d[frame + ACK]
    if (d[frame + PAYLOAD] === 0) lane.world.charge(ACK_RECEIVE)
    if (ack > this.next) return
    const edge = ack + d[frame + WINDOW]
    const isUpdate = edge > this.windowEdge
    if (isUpdate) this.windowEdge = edge
    board.begin()
    for (let i = 0; i < 3; i++) {
      const left = d[frame + SACK + 2 * i]
      if (left < 0) break
      board.sackBlock(i, left, d[frame + SACK + 2 * i + 1], now, rtt.min)
    }
    const before = this.unacknowledged
    const first = board.first
    const outstanding = board.outstanding
    if (ack > before) {
      this.unacknowledged = ack
      board.acknowledge(ack, now, rtt.min)
      rtt.resetBackoff()
      this.noteRate(ack - before, now)
    } else if (ack === before && outstanding > 0 && !isUpdate && d[frame + PAYLOAD] === 0) {
      c.statistics?.countDuplicateAck()
    }
    if (board.newestSent >= 0) rtt.sample(Math.max(1, now - board.newestSent))
    if (board.sacked > 0 || board.retransmitted > 0) board.detectLoss()
    const acked = board.first - first
    if (congestion.state !== 'open' && this.unacknowledged >= congestion.recoveryPoint) congestion.leave()
    if (congestion.state === 'recovery') congestion.reduce(board.delivered, board.pipe)
    else if (congestion.state === 'loss') congestion.grow(acked, true, this.flight)
    else if (board.lost > 0) congestion.enterRecovery(board.pipe, this.next)
    else if (acked > 0) congestion.grow(acked, this.limited, this.flight)
    if (board.outstanding === 0) this.deadline = Infinity
    else if (acked > 0) this.armTimer()
    if (ack > before) c.acknowledged(ack - before)
    lane.due(c)
  }

  /** In startSlice: the timer ran out. Everything is taken for lost and sent again from the front. */
  timeOut(lane: StackLane): void {
    const { c } = this
    c.sim.log.add('warning', c.path, 'tcp-timeout', `no acknowledgement beyond byte ${this.unacknowledged}`)
    this.board.loseAll()
    this.rtt.backOff()
    this.congestion.enterLoss(this.board.outstanding, this.next)
    this.deadline = Infinity
    if (this.board.nextLost() >= 0) this.retransmit(lane, this.board.first)
  }

  /** The memory of `bytes` of payload is free again. */
  transmitted(bytes: number): void {
    this.queuedBytes -= bytes
    if (this.throttled && this.queuedBytes <= this.queueLimit / 2) {
      this.throttled = false
      this.c.lane.due(this.c)
    }
  }

  /** What the device and the stack may hold: what was acknowledged in 1 ms and a little more, at least two buffers. */
  private get queueLimit(): number {
    const least = 2 * this.bufferSegments * this.mss
    const bytes = QUEUE_GAIN * this.bytesPerQueueTime
    return bytes < least ? least : bytes > QUEUE_LIMIT ? QUEUE_LIMIT : bytes
  }

  /** Segments of a buffer: what the window lets through in 1 ms, so that slow connections do not send in bursts. */
  private get autosized(): number {
    const { rtt, congestion, bufferSegments } = this
    if (rtt.smoothed === 0) return bufferSegments
    const gain = congestion.isSlowStart ? SLOW_START_GAIN : QUEUE_GAIN
    const segments = Math.floor((gain * congestion.window * QUEUE_TIME) / rtt.smoothed)
    return segments >= bufferSegments ? bufferSegments : segments < LEAST_BUFFER ? LEAST_BUFFER : segments
  }

  /** Measures the rate of acknowledgements over spans of 1 ms, or a round trip where that is longer. */
  private noteRate(bytes: number, now: number): void {
    this.bytesInSpan += bytes
    const span = now - this.spanStart
    if (span < QUEUE_TIME || span < this.rtt.smoothed) return
    this.bytesPerQueueTime = (this.bytesInSpan * QUEUE_TIME) / span
    this.bytesInSpan = 0
    this.spanStart = now
  }

  /** Bytes of new data that may leave in one buffer, `room` segments allowed by the congestion window; -1: better wait. */
  private sendable(room: number): number {
    const { mss } = this
    const unsent = this.written - this.next
    const buffer = this.autosized
    const most = Math.min(room, buffer)
    let bytes = Math.min(unsent, most * mss, this.windowEdge - this.next)
    const part = bytes % mss
    // a short segment: the last one of what is written, and only one of them on its way (Minshall)
    if (part > 0 && (bytes < unsent || (this.partialEnd > this.unacknowledged && !this.finishing))) bytes -= part
    if (bytes <= 0) return 0
    // wait for more room where acknowledgements are about to bring it: larger buffers, fewer of them
    const { congestion, windowEdge } = this
    const allowed = Math.min(room * mss, windowEdge - this.next)
    const window = Math.min(congestion.window * mss, windowEdge - this.unacknowledged)
    const isDeferred =
      congestion.state === 'open' &&
      bytes < unsent &&
      bytes < buffer * mss &&
      allowed < window / 3 &&
      2 * (this.c.sim.now - this.board.oldestSent) > this.rtt.smoothed
    return isDeferred ? -1 : bytes
  }

  private sendBuffer(lane: StackLane, bytes: number): void {
    const { c, mss } = this
    const { now } = c.sim
    const { world } = lane
    const device = c.stack.device!
    // small writes gather in one buffer, each with its call
    world.charge(SOCKET_SEND, bytes > c.writeBytes ? bytes / c.writeBytes : 1)
    world.charge(TRANSMIT)
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE, bytes)
    if (!device.checksum) world.charge(CHECKSUM_BYTE, bytes)
    const end = this.next + bytes
    const segments = Math.ceil(bytes / mss)
    if (bytes % mss > 0) this.partialEnd = end
    if (device.tso || segments === 1) this.sendData(lane, this.next, bytes, segments, now, TCP_FLAG.psh)
    else world.charge(GSO_SEGMENT, segments)
    for (let seq = this.next; seq < end; seq += mss) {
      const payload = Math.min(mss, end - seq)
      this.board.push(seq, seq + payload, now)
      if (device.tso || segments === 1) continue
      this.sendData(lane, seq, payload, 1, now, seq + payload === end ? TCP_FLAG.psh : 0)
    }
    this.next = end
    this.congestion.sent(segments)
    if (this.deadline === Infinity) this.armTimer()
  }

  private sendData(lane: StackLane, seq: number, bytes: number, segments: number, sentAt: number, flag: number): void {
    const { c } = this
    const frame = makeSegment(c, TCP_FLAG.ack | flag, seq, bytes, segments)
    c.sim.frames.data[frame + SENT_AT] = sentAt
    this.queuedBytes += bytes
    c.receiver.acknowledged()
    c.send(lane, frame)
  }

  private retransmit(lane: StackLane, record: number): void {
    const { board, c } = this
    const start = board.start(record)
    lane.world.charge(TRANSMIT)
    const firstSent = board.firstSent(record)
    board.markRetransmitted(record, c.sim.now)
    if (start === this.finAt) this.sendFlag(lane, start)
    else this.sendData(lane, start, board.endOf(record) - start, 1, firstSent, TCP_FLAG.psh)
    this.congestion.sent(1)
    c.statistics?.countRetransmit()
    if (this.deadline === Infinity) this.armTimer()
  }

  private sendFin(lane: StackLane): void {
    this.finAt = this.next
    this.board.push(this.next, this.next + 1, this.c.sim.now)
    this.next++
    lane.world.charge(TRANSMIT)
    this.sendFlag(lane, this.finAt)
    if (this.deadline === Infinity) this.armTimer()
  }

  private sendFlag(lane: StackLane, seq: number): void {
    const frame = makeSegment(this.c, TCP_FLAG.ack | TCP_FLAG.fin, seq, 0, 1)
    this.c.receiver.acknowledged()
    this.c.send(lane, frame)
  }

  /** Remembers whether the congestion window was what held the sender back (RFC 7661). */
  private noteUse(limited: boolean): void {
    const { outstanding } = this.board
    if (!limited && this.unacknowledged < this.flightUntil && outstanding <= this.flight) return
    this.limited = limited
    this.flight = outstanding
    this.flightUntil = this.next
  }

  private armTimer(): void {
    this.deadline = this.c.sim.now + this.rtt.timeout
    this.c.armRetransmission()
  }
}
