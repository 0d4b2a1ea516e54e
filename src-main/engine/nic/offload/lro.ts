// Merging received TCP segments into larger buffers, by the rules of Linux GRO (net/core/gro.c, net/ipv4/tcp_offload.c):
// up to 8 flows are held within one poll; what cannot be appended flushes what is held, so that order is kept.
// Leaves out fragments and IP options, which the model does not have.
import { FrameList } from '../../kernel/frame-list'
import {
  ACK,
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  DST_IP,
  DST_PORT,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  KIND,
  MSS,
  PACKET,
  PAYLOAD,
  SACK,
  SEGMENTS,
  SEQ,
  SRC,
  SRC_IP,
  SRC_PORT,
  TCP_FLAG,
  TS_ECR,
  TS_VAL,
  VLAN,
  WINDOW,
} from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'

const FLOWS = 8
/** Fragments of a buffer (MAX_SKB_FRAGS). */
const MAX_SEGMENTS = 17
/** Of an IPv4 packet. */
const MAX_BYTES = 65_535
const { fin, psh, ack } = TCP_FLAG

export class ReceiveMerge {
  /** Segments that became part of another, ever. */
  merged = 0
  /** What comes out, in order within each flow. */
  readonly out = new FrameList()
  private readonly held = new Int32Array(FLOWS)
  private count = 0

  constructor(private readonly sim: Simulator) {}

  /** Segments wait for more; `flush` lets them go. */
  get isHolding(): boolean {
    return this.count > 0
  }

  /** Index of the held frame of the same flow, or -1. */
  private find(frame: number): number {
    const d = this.sim.frames.data
    for (let i = 0; i < this.count; i++) {
      const held = this.held[i]
      if (
        d[held + SRC_PORT] === d[frame + SRC_PORT] &&
        d[held + DST_PORT] === d[frame + DST_PORT] &&
        d[held + SRC_IP] === d[frame + SRC_IP] &&
        d[held + DST_IP] === d[frame + DST_IP] &&
        d[held + DST] === d[frame + DST] &&
        d[held + SRC] === d[frame + SRC] &&
        d[held + VLAN] === d[frame + VLAN]
      ) {
        return i
      }
    }
    return -1
  }

  /** A TCP frame: `wanted` when its receiver takes merged buffers. Ends up in `out`, at once, merged, or with `flush`. */
  add(frame: number, wanted: boolean): void {
    const d = this.sim.frames.data
    const at = d[frame + KIND] === FRAME_KIND.tcp ? this.find(frame) : -1
    if (at >= 0) {
      const held = this.held[at]
      if (this.continues(held, frame)) {
        this.append(held, frame)
        const last = d[held + FLAGS] & (fin | psh)
        const full = d[held + SEGMENTS] >= MAX_SEGMENTS || d[held + FRAME_BYTES] + d[held + MSS] > MAX_BYTES
        // A segment that is shorter than the first ends the buffer; append keeps MSS as the first segment's size.
        if (last !== 0 || full || d[held + PAYLOAD] !== d[held + SEGMENTS] * d[held + MSS]) this.release(at)
        return
      }
      this.release(at)
    }
    if (wanted && isHoldable(d, frame)) {
      if (this.count === FLOWS) this.release(0)
      d[frame + MSS] = d[frame + PAYLOAD]
      this.held[this.count++] = frame
    } else this.out.push(frame)
  }

  /** The end of the poll: nothing is held longer. */
  flush(): void {
    for (let i = 0; i < this.count; i++) this.out.push(this.held[i])
    this.count = 0
  }

  private continues(held: number, frame: number): boolean {
    const d = this.sim.frames.data
    return (
      d[frame + PACKET] === 0 &&
      d[frame + SEGMENTS] === 1 &&
      d[frame + PAYLOAD] > 0 &&
      d[frame + PAYLOAD] <= d[held + MSS] &&
      d[frame + SEQ] === d[held + SEQ] + d[held + PAYLOAD] &&
      d[frame + ACK] === d[held + ACK] &&
      d[frame + WINDOW] === d[held + WINDOW] &&
      (d[frame + FLAGS] & ~(fin | psh)) === ack &&
      d[frame + TS_VAL] === d[held + TS_VAL] &&
      d[frame + TS_ECR] === d[held + TS_ECR] &&
      d[frame + SACK] < 0 &&
      d[frame + IP_ID] === d[held + IP_ID] + d[held + SEGMENTS] &&
      d[frame + CHECKSUM] !== CHECKSUM_STATE.bad
    )
  }

  private append(held: number, frame: number): void {
    const { sim } = this
    const d = sim.frames.data
    d[held + PAYLOAD] += d[frame + PAYLOAD]
    d[held + FRAME_BYTES] += d[frame + PAYLOAD]
    d[held + FLAGS] |= d[frame + FLAGS] & (fin | psh)
    sim.traffic.merge(held, frame)
    this.merged++
  }

  private release(at: number): void {
    this.out.push(this.held[at])
    this.count--
    for (let i = at; i < this.count; i++) this.held[i] = this.held[i + 1]
  }
}

/** Data with no flag but ACK, no SACK blocks, and no copies of it elsewhere. */
function isHoldable(d: Float64Array, frame: number): boolean {
  return (
    d[frame + KIND] === FRAME_KIND.tcp &&
    d[frame + PAYLOAD] > 0 &&
    d[frame + FLAGS] === ack &&
    d[frame + SEGMENTS] === 1 &&
    d[frame + PACKET] === 0 &&
    d[frame + SACK] < 0 &&
    d[frame + CHECKSUM] !== CHECKSUM_STATE.bad
  )
}
