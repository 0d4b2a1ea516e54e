// The receiving half of a connection: puts data in order and acknowledges it, every second segment or after 40 ms,
// at once where something is missing or was. A merged frame counts as the segments that it is made of.
// Read first: RFC 9293 section 3.8.6.3, RFC 5681 section 4.2, RFC 2018.
import { FLAGS, PAYLOAD, SCRATCH, SEGMENTS, SENT_AT, SEQ, TCP_FLAG, TS_VAL } from '../../kernel/frame-store'
import { MS } from '../../kernel/sim-time'
import { stageIndex } from '../../observe/cycle-ledger'
import type { StackLane } from './stack-lane'
import type { TcpConnection } from './tcp-connection'
import { TcpReceiveBuffer } from './tcp-receive-buffer'
import { makeSegment, optionBytes, setLength } from './tcp-segment'

const DELAYED_ACK = 40 * MS
const ACK_EVERY = 2

const RECEIVE = stageIndex('tcp-receive')
const ACK_SEND = stageIndex('ack-send')
const READER_WAKE = stageIndex('reader-wake')
const COPY_FIXED = stageIndex('copy-fixed')
const CHECKSUM_BYTE = stageIndex('checksum-copy-byte')

export class TcpReceiver {
  readonly buffer = new TcpReceiveBuffer()
  /** The peer has sent all it will, and all of it has arrived. */
  finished = false
  /** Timestamp to echo, microseconds. */
  recentTimestamp = 0
  /** When the delayed acknowledgement must leave; Infinity: none is due. */
  deadline = Infinity
  private finAt = -1
  /** Slice of the lane in which the application was woken last. */
  private wokenIn = -1
  private unacknowledged = 0

  constructor(private readonly c: TcpConnection) {}

  /** The number that acknowledges all that has arrived in order. */
  get acknowledgement(): number {
    return this.buffer.next + (this.finished ? 1 : 0)
  }

  /** In startSlice: a segment with data or FIN. Leaves in SCRATCH how many of its bytes are in order. */
  receive(lane: StackLane, frame: number): void {
    const { c, buffer } = this
    const { world } = lane
    const d = c.sim.frames.data
    const payload = d[frame + PAYLOAD]
    const seq = d[frame + SEQ]
    world.charge(RECEIVE)
    if (this.wokenIn !== lane.slices) {
      // it reads what the poll brought, and sleeps again
      this.wokenIn = lane.slices
      world.charge(READER_WAKE)
    }
    world.charge(COPY_FIXED)
    world.cpu.dmaCache.chargeCopy(world, frame, payload)
    if (!c.stack.device!.checksum) world.charge(CHECKSUM_BYTE, payload)
    if (d[frame + TS_VAL] >= 0 && seq <= buffer.next) this.recentTimestamp = d[frame + TS_VAL]
    const hadHoles = buffer.hasHoles
    const isNew = seq + payload > buffer.next
    const inOrder = payload > 0 ? buffer.insert(seq, seq + payload, d[frame + SEGMENTS], d[frame + SENT_AT]) : 0
    d[frame + SCRATCH] = inOrder
    if ((d[frame + FLAGS] & TCP_FLAG.fin) !== 0) this.finAt = seq + payload
    if (this.finAt === buffer.next && !this.finished) {
      this.finished = true
      this.acknowledge(lane)
      c.peerFinished()
      return
    }
    this.unacknowledged += d[frame + SEGMENTS]
    if (hadHoles || buffer.hasHoles || !isNew || this.unacknowledged >= ACK_EVERY) this.acknowledge(lane)
    else if (this.deadline === Infinity) {
      this.deadline = c.sim.now + DELAYED_ACK
      c.armAcknowledgement()
    }
  }

  /** In startSlice: sends an acknowledgement of all that has arrived. */
  acknowledge(lane: StackLane): void {
    const { c } = this
    lane.world.charge(ACK_SEND)
    const frame = makeSegment(c, TCP_FLAG.ack, c.sender.next, 0, 1)
    const blocks = this.buffer.writeBlocks(c.sim.frames, frame)
    if (blocks > 0) setLength(c, frame, optionBytes(false, c.timestamps, blocks))
    this.acknowledged()
    c.send(lane, frame)
  }

  /** A segment that carries the acknowledgement has been made. */
  acknowledged(): void {
    this.unacknowledged = 0
    this.deadline = Infinity
  }
}
