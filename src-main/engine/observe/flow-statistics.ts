// What an application sees of a flow: bytes, latency, gaps; and what TCP did for it. Frames sent, delivered and lost are the
// traffic ledger's. Goodput is payload over the active time: from the start of the flow to its stop (or to the present);
// a transfer of a fixed size ends with its last delivery. What arrives behind the stop counts as bytes and not as time.
// tcp, udp: bytes and latency one way; rr: bytes of both ways, latency of the round trip; ping: bytes and round trips of replies.
import { SEGMENTS, SENT_AT } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { toSeconds } from '../kernel/sim-time'
import { Histogram } from './histogram'

/** A flow during one interval of a chart. */
export interface FlowSample {
  /** bit/s of payload. */
  goodput: number
  /** Seconds; null: nothing was delivered. */
  latency: number | null
  /** Frames. */
  lost: number
}

export class FlowStatistics {
  /** One entry a delivered frame, ps. */
  readonly latency = new Histogram()
  /** Payload that reached the application. */
  bytes = 0
  retransmits = 0
  duplicateAcks = 0
  /** Datagrams that arrived behind one that was sent later. */
  reordered = 0
  /** When the flow had delivered all that it ever will; Infinity before. */
  endedAt = Infinity
  /** Of what is being booked: a number that is no small integer would be put into an object to be passed on. */
  private latencyPs = 0
  private lastDelivery = 0
  private highestSeq = -1
  private widestGap = 0
  private sampledAt = 0
  private sampledBytes = 0
  private sampledCount = 0
  private sampledSum = 0
  private sampledLost = 0

  constructor(
    private readonly sim: Simulator,
    /** Index in the traffic ledger. */
    readonly flow: number,
    readonly startPs: number,
    readonly stopPs: number,
  ) {
    this.lastDelivery = startPs
  }

  /** In endSlice: the application has `bytes` of the frame; they were handed over when it says so. */
  deliverFrame(frame: number, bytes: number): void {
    const d = this.sim.frames.data
    this.latencyPs = this.sim.now - d[frame + SENT_AT]
    this.book(bytes, d[frame + SEGMENTS])
  }

  /** In endSlice: the application has `bytes` that came in `frames`, `latencyPs` after they were handed over. */
  deliver(bytes: number, latencyPs: number, frames: number): void {
    this.latencyPs = latencyPs
    this.book(bytes, frames)
  }

  /** A numbered datagram arrived; copies of it count as what they are, late. */
  arrived(seq: number): void {
    if (seq < this.highestSeq) this.reordered++
    else this.highestSeq = seq
  }

  /** Bytes that reached the far application of a request: no latency of their own. */
  countBytes(bytes: number): void {
    this.bytes += bytes
  }

  countRetransmit(): void {
    this.retransmits++
  }

  countDuplicateAck(): void {
    this.duplicateAcks++
  }

  /** The last byte of a transfer has been delivered. */
  end(): void {
    this.endedAt = this.lastDelivery
  }

  /** bit/s of payload over the active time up to now. */
  get goodput(): number {
    const active = this.activeUntil - this.startPs
    return active <= 0 ? 0 : (this.bytes * 8) / toSeconds(active)
  }

  /** Longest time without a delivery while the flow was active, ps: from its start, between deliveries, to its end. */
  get longestGap(): number {
    return Math.max(this.widestGap, this.activeUntil - this.lastDelivery)
  }

  /** What happened since the call before (or the start of the run). */
  sample(): FlowSample {
    const { now } = this.sim
    const account = this.sim.traffic.account(this.flow)
    const lost = account.lost(0) + account.lost(1)
    const count = this.latency.count - this.sampledCount
    const elapsed = now - this.sampledAt
    const sample: FlowSample = {
      goodput: elapsed <= 0 ? 0 : ((this.bytes - this.sampledBytes) * 8) / toSeconds(elapsed),
      latency: count === 0 ? null : toSeconds((this.latency.sum - this.sampledSum) / count),
      lost: lost - this.sampledLost,
    }
    this.sampledAt = now
    this.sampledBytes = this.bytes
    this.sampledCount = this.latency.count
    this.sampledSum = this.latency.sum
    this.sampledLost = lost
    return sample
  }

  private book(bytes: number, frames: number): void {
    this.bytes += bytes
    this.latency.record(this.latencyPs, frames)
    const { now } = this.sim
    const until = now < this.stopPs ? now : this.stopPs
    const gap = until - this.lastDelivery
    if (gap > this.widestGap) this.widestGap = gap
    this.lastDelivery = now
  }

  private get activeUntil(): number {
    return Math.min(this.sim.now, this.stopPs, this.endedAt)
  }
}
