import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACK,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  MSS,
  OWNER,
  PAYLOAD,
  SEGMENTS,
  SEQ,
  TCP_FLAG,
} from '../../../../src-main/engine/kernel/frame-store'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { countedBytes, cutSegment, largestFrame } from '../../../../src-main/engine/nic/offload/tso'

const HEADER = 58

function superFrame(sim: Simulator, payload: number, mss: number, flags: number): number {
  const frame = sim.frames.allocate(FRAME_KIND.tcp)
  const d = sim.frames.data
  d[frame + PAYLOAD] = payload
  d[frame + MSS] = mss
  d[frame + SEGMENTS] = Math.ceil(payload / mss)
  d[frame + FRAME_BYTES] = HEADER + payload
  d[frame + SEQ] = 1000
  d[frame + ACK] = 77
  d[frame + IP_ID] = 5
  d[frame + FLAGS] = flags
  d[frame + OWNER] = 3
  return frame
}

/** The frames in their order, each with a look at its fields. */
function cut(sim: Simulator, frame: number) {
  const frames: number[] = []
  while (sim.frames.data[frame + SEGMENTS] > 1) frames.push(cutSegment(sim.frames, frame))
  frames.push(frame)
  const { data } = sim.frames
  return frames.map((one) => ({
    payload: data[one + PAYLOAD],
    bytes: data[one + FRAME_BYTES],
    seq: data[one + SEQ],
    id: data[one + IP_ID],
    flags: data[one + FLAGS],
    ack: data[one + ACK],
    owner: data[one + OWNER],
  }))
}

describe('cutting a super-frame', () => {
  it('65,536 bytes at 1,460 are 45 frames: 44 full ones and the rest', () => {
    const sim = new Simulator(1)
    const frames = cut(sim, superFrame(sim, 65536, 1460, TCP_FLAG.ack))
    expect(frames).toHaveLength(45)
    expect(frames[0].bytes).toBe(1518)
    expect(frames[44].payload).toBe(65536 - 44 * 1460)
  })

  it('sequence numbers and IP identifications count up; FIN and PSH stand on the last alone', () => {
    const sim = new Simulator(1)
    const { ack, psh, fin } = TCP_FLAG
    const frames = cut(sim, superFrame(sim, 4000, 1460, ack | psh | fin))
    expect(frames.map((frame) => frame.seq)).toEqual([1000, 2460, 3920])
    expect(frames.map((frame) => frame.id)).toEqual([5, 6, 7])
    expect(frames.map((frame) => frame.flags)).toEqual([ack, ack, ack | psh | fin])
    expect(frames.every((frame) => frame.ack === 77)).toBe(true)
  })

  it('the owner is told once: by the last frame', () => {
    const sim = new Simulator(1)
    expect(cut(sim, superFrame(sim, 4000, 1460, TCP_FLAG.ack)).map((frame) => frame.owner)).toEqual([-1, -1, 3])
  })

  it('no byte is lost or doubled, no frame is longer than the MSS allows or shorter than Ethernet does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_000 }), fc.integer({ min: 100, max: 8960 }), (payload, mss) => {
        const sim = new Simulator(1)
        const frame = superFrame(sim, payload, mss, TCP_FLAG.ack)
        const counted = countedBytes(sim.frames.data, frame)
        const longest = largestFrame(sim.frames.data, frame)
        const frames = cut(sim, frame)
        expect(frames.reduce((sum, one) => sum + one.payload, 0)).toBe(payload)
        expect(Math.max(...frames.map((one) => one.bytes))).toBeLessThanOrEqual(Math.max(longest, 64))
        if (frames.length > 1) {
          expect(Math.min(...frames.map((one) => one.bytes))).toBeGreaterThanOrEqual(64)
          const padding = frames.reduce((sum, one) => sum + one.bytes - 4, 0) - counted
          expect(padding).toBe(Math.max(0, 64 - HEADER - frames[frames.length - 1].payload))
        }
        frames.forEach((one, i) => expect(one.seq).toBe(1000 + i * mss))
      }),
    )
  })
})
