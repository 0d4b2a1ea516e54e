// Cutting a TSO super-frame into frames of one segment each, as the transmit engine of a NIC (or software in its place) does.
// IP ID counts up, FIN and PSH stand on the last segment only, everything else is copied. Leaves out CWR, which the model's TCP
// does not use, and UDP segmentation. Read first: net/ipv4/tcp_offload.c of Linux.
import {
  FCS_BYTES,
  FLAGS,
  FRAME_BYTES,
  IP_ID,
  MIN_FRAME_BYTES,
  MSS,
  PAYLOAD,
  SEGMENTS,
  SEQ,
  TCP_FLAG,
  type FrameStore,
} from '../../kernel/frame-store'

const NOT_LAST = ~(TCP_FLAG.fin | TCP_FLAG.psh)

/**
 * Takes the first segment off a super-frame: a frame of its own, owned by nobody. The super-frame keeps the rest (and its
 * owner); when SEGMENTS is 1 it is the last segment itself and is not cut further.
 */
export function cutSegment(frames: FrameStore, superFrame: number): number {
  const segment = frames.clone(superFrame)
  const d = frames.data
  const payload = d[superFrame + MSS]
  const rest = d[superFrame + PAYLOAD] - payload
  const header = d[superFrame + FRAME_BYTES] - d[superFrame + PAYLOAD]
  d[segment + PAYLOAD] = payload
  d[segment + FRAME_BYTES] = header + payload
  d[segment + SEGMENTS] = 1
  d[segment + FLAGS] &= NOT_LAST
  d[superFrame + PAYLOAD] = rest
  d[superFrame + SEQ] += payload
  d[superFrame + IP_ID]++
  const left = --d[superFrame + SEGMENTS]
  const bytes = header + rest
  d[superFrame + FRAME_BYTES] = left === 1 && bytes < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : bytes
  return segment
}

/** Bytes of all frames that this stands for, with their headers, without check sequence: what counters count. */
export function countedBytes(d: Float64Array, frame: number): number {
  const segments = d[frame + SEGMENTS]
  const bytes = d[frame + FRAME_BYTES] - FCS_BYTES
  return segments === 1 ? bytes : bytes + (segments - 1) * (bytes - d[frame + PAYLOAD])
}

/** Length of the longest frame that is cut from a super-frame; of a plain frame, its own. */
export function largestFrame(d: Float64Array, frame: number): number {
  return d[frame + SEGMENTS] === 1
    ? d[frame + FRAME_BYTES]
    : d[frame + FRAME_BYTES] - d[frame + PAYLOAD] + d[frame + MSS]
}
