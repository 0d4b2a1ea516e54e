// The form of TCP segments: options, header length, and the frame that carries one. Which options a segment has follows
// from its flags and fields, so that `header/tcp.ts` writes the same bytes that were counted here.
// Read first: RFC 9293, RFC 7323 (timestamps, window scale), RFC 2018 (SACK).
import {
  ACK,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  MSS,
  PAYLOAD,
  SEGMENTS,
  SEQ,
  TCP_FLAG,
  TS_ECR,
  TS_VAL,
  WINDOW,
} from '../../kernel/frame-store'
import { MS } from '../../kernel/sim-time'
import { frameBytes, IPV4_BYTES } from './ipv4'
import type { TcpConnection } from './tcp-connection'

export const TCP_BYTES = 20
export const TIMESTAMP_BYTES = 12
/** Shift of the window field; 128 bytes a step. */
export const WINDOW_SCALE = 7

/** Options of a segment in bytes, padded to four. SYN: MSS, SACK permitted, window scale, and timestamps where wanted. */
export function optionBytes(syn: boolean, timestamps: boolean, blocks: number): number {
  if (syn) return timestamps ? 20 : 12
  return (timestamps ? TIMESTAMP_BYTES : 0) + (blocks > 0 ? 4 + 8 * blocks : 0)
}

/** A segment of the connection, with everything but its SACK blocks; the sender's side of the header. */
export function makeSegment(c: TcpConnection, flags: number, seq: number, payload: number, segments: number): number {
  const { frames, now } = c.sim
  const frame = frames.allocate(FRAME_KIND.tcp)
  const d = frames.data
  const syn = (flags & TCP_FLAG.syn) !== 0
  c.label(frame)
  d[frame + FLAGS] = flags
  d[frame + SEQ] = seq
  d[frame + ACK] = c.receiver.acknowledgement
  d[frame + WINDOW] = syn ? 65_535 : c.receiveWindow
  d[frame + PAYLOAD] = payload
  d[frame + SEGMENTS] = segments
  d[frame + MSS] = syn ? c.ownMss : c.mss
  if (c.timestamps) {
    // a clock of 1 ms, as Linux has: segments of one burst carry the same value and can be merged
    d[frame + TS_VAL] = Math.floor(now / MS) * 1000
    d[frame + TS_ECR] = c.receiver.recentTimestamp
  }
  setLength(c, frame, optionBytes(syn, c.timestamps, 0))
  return frame
}

/** Sets FRAME_BYTES for a segment with this many bytes of options. */
export function setLength(c: TcpConnection, frame: number, options: number): void {
  const d = c.sim.frames.data
  d[frame + FRAME_BYTES] = frameBytes(c.stack.device!, IPV4_BYTES + TCP_BYTES + options + d[frame + PAYLOAD])
}
