// Cutting a TSO super-frame into frames for the wire, and merging received frames of one connection into a larger one.
// Both are neutral for the traffic ledger: the segments stay the same ones. What it costs is charged by whoever does it.
// Leaves out the congestion bits (nobody marks). Read first: net/ipv4/tcp_offload.c of Linux, whose rules these are.
import {
  ACK,
  CHECKSUM,
  DST,
  DST_IP,
  DST_PORT,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  KIND,
  MIN_FRAME_BYTES,
  MSS,
  PACKET,
  PAYLOAD,
  SACK,
  SEGMENTS,
  SEQ,
  SRC_IP,
  SRC_PORT,
  TCP_FLAG,
  TS_ECR,
  TS_VAL,
  VLAN,
  type FrameStore,
} from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'

/** Largest IPv4 packet that a super-frame or a merge may become. */
export const SUPER_BYTES = 65_535

const ENDS = TCP_FLAG.fin | TCP_FLAG.psh

/**
 * Takes the first segment off a super-frame of two or more and returns it as a frame of its own, which nobody owns.
 * The super-frame keeps the rest, its owner and its place; when it is down to one segment it is the last frame itself.
 */
export function cutSegment(frames: FrameStore, superFrame: number): number {
  const segment = frames.clone(superFrame)
  const d = frames.data
  const mss = d[superFrame + MSS]
  const rest = d[superFrame + PAYLOAD] - mss
  const header = d[superFrame + FRAME_BYTES] - d[superFrame + PAYLOAD]
  d[segment + SEGMENTS] = 1
  d[segment + PAYLOAD] = mss
  d[segment + FRAME_BYTES] = header + mss
  d[segment + FLAGS] = d[segment + FLAGS] & ~ENDS
  d[superFrame + SEGMENTS]--
  d[superFrame + PAYLOAD] = rest
  d[superFrame + SEQ] += mss
  d[superFrame + IP_ID]++
  d[superFrame + FRAME_BYTES] = Math.max(header + rest, MIN_FRAME_BYTES)
  return segment
}

/** True where `frame` continues `into` in every respect that a merge must keep. */
export function canMerge(frames: FrameStore, into: number, frame: number): boolean {
  const d = frames.data
  if (d[frame + KIND] !== FRAME_KIND.tcp || d[into + KIND] !== FRAME_KIND.tcp) return false
  const first = d[into + SEGMENTS] === 1 ? d[into + PAYLOAD] : d[into + MSS]
  return (
    d[frame + SEQ] === d[into + SEQ] + d[into + PAYLOAD] &&
    d[frame + PAYLOAD] > 0 &&
    d[frame + PAYLOAD] <= first &&
    // a short or pushed segment closes the merge
    d[into + PAYLOAD] === first * d[into + SEGMENTS] &&
    (d[into + FLAGS] & (ENDS | TCP_FLAG.syn | TCP_FLAG.rst)) === 0 &&
    (d[frame + FLAGS] & ~ENDS) === d[into + FLAGS] &&
    d[frame + SRC_IP] === d[into + SRC_IP] &&
    d[frame + DST_IP] === d[into + DST_IP] &&
    d[frame + SRC_PORT] === d[into + SRC_PORT] &&
    d[frame + DST_PORT] === d[into + DST_PORT] &&
    d[frame + DST] === d[into + DST] &&
    d[frame + VLAN] === d[into + VLAN] &&
    d[frame + ACK] === d[into + ACK] &&
    d[frame + TS_VAL] === d[into + TS_VAL] &&
    d[frame + TS_ECR] === d[into + TS_ECR] &&
    d[frame + IP_ID] === d[into + IP_ID] + d[into + SEGMENTS] &&
    d[frame + CHECKSUM] === d[into + CHECKSUM] &&
    d[frame + SACK] < 0 &&
    d[into + SACK] < 0 &&
    d[frame + PACKET] === 0 &&
    d[into + PACKET] === 0 &&
    d[into + FRAME_BYTES] + d[frame + PAYLOAD] <= SUPER_BYTES
  )
}

/** Appends `frame` to `into`; `frame` is gone. Call only where `canMerge`. */
export function mergeInto(sim: Simulator, into: number, frame: number): void {
  const d = sim.frames.data
  if (d[into + SEGMENTS] === 1) d[into + MSS] = d[into + PAYLOAD]
  d[into + PAYLOAD] += d[frame + PAYLOAD]
  d[into + FRAME_BYTES] += d[frame + PAYLOAD]
  d[into + FLAGS] = d[into + FLAGS] | d[frame + FLAGS]
  sim.traffic.merge(into, frame)
}
