// The merge rules of Linux GRO, as domain knowledge states them, one by one.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  ACK,
  DST_PORT,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  PAYLOAD,
  SEGMENTS,
  SEQ,
  SRC_PORT,
  TCP_FLAG,
  TS_VAL,
  WINDOW,
} from '../../../../src-main/engine/kernel/frame-store'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { ReceiveMerge } from '../../../../src-main/engine/nic/offload/lro'

const SIZE = 1460
let sim: Simulator
let merge: ReceiveMerge

beforeEach(() => {
  sim = new Simulator(1)
  merge = new ReceiveMerge(sim)
})

/** The i-th full segment of a connection, with fields changed. */
function segment(i: number, changes: Record<number, number> = {}): number {
  const frame = sim.frames.allocate(FRAME_KIND.tcp)
  const d = sim.frames.data
  const payload = changes[PAYLOAD] ?? SIZE
  const fields = {
    [SRC_PORT]: 40000,
    [DST_PORT]: 5001,
    [SEQ]: i * SIZE,
    [ACK]: 1,
    [WINDOW]: 1000,
    [IP_ID]: i,
    [FLAGS]: TCP_FLAG.ack,
    [PAYLOAD]: payload,
    [FRAME_BYTES]: 58 + payload,
    ...changes,
  }
  for (const [field, value] of Object.entries(fields)) d[frame + Number(field)] = value
  sim.traffic.sent(frame)
  return frame
}

/** Payload and segments of what comes out of one poll. */
function poll(...frames: number[]): [number, number][] {
  for (const frame of frames) merge.add(frame, true)
  merge.flush()
  const out: [number, number][] = []
  for (let frame = merge.out.shift(); frame >= 0; frame = merge.out.shift()) {
    out.push([sim.frames.data[frame + PAYLOAD], sim.frames.data[frame + SEGMENTS]])
    sim.traffic.deliver(frame)
  }
  sim.traffic.assertBalance()
  return out
}

describe('merging', () => {
  it('joins consecutive segments of a connection; every one is delivered', () => {
    expect(poll(segment(0), segment(1), segment(2))).toEqual([[3 * SIZE, 3]])
    expect(sim.traffic.control.delivered(0)).toBe(3)
  })

  it('keeps connections apart and joins each of them', () => {
    const other = { [SRC_PORT]: 40001 }
    expect(poll(segment(0), segment(0, other), segment(1), segment(1, other))).toEqual([
      [2 * SIZE, 2],
      [2 * SIZE, 2],
    ])
  })

  it('a shorter segment is joined and ends the buffer', () => {
    expect(poll(segment(0), segment(1, { [PAYLOAD]: 100 }), segment(2, { [SEQ]: SIZE + 100 }))).toEqual([
      [SIZE + 100, 2],
      [SIZE, 1],
    ])
  })

  it('a longer segment than the first is not joined', () => {
    expect(poll(segment(0, { [PAYLOAD]: 100 }), segment(1, { [SEQ]: 100 }))).toEqual([
      [100, 1],
      [SIZE, 1],
    ])
  })

  it('PSH and FIN are joined and end the buffer', () => {
    const { ack, psh, fin } = TCP_FLAG
    expect(poll(segment(0), segment(1, { [FLAGS]: ack | psh }), segment(2))).toEqual([
      [2 * SIZE, 2],
      [SIZE, 1],
    ])
    expect(poll(segment(0), segment(1, { [FLAGS]: ack | fin }))).toEqual([[2 * SIZE, 2]])
  })

  it.each([
    ['a gap in the sequence', { [SEQ]: 5 * SIZE }],
    ['another acknowledgement', { [ACK]: 2 }],
    ['another window', { [WINDOW]: 999 }],
    ['another timestamp', { [TS_VAL]: 7 }],
    ['an IP identification that does not count up', { [IP_ID]: 9 }],
    ['SYN', { [FLAGS]: TCP_FLAG.ack | TCP_FLAG.syn }],
  ])('%s flushes what is held, in order', (_, change) => {
    expect(poll(segment(0), segment(1, change)).map(([, segments]) => segments)).toEqual([1, 1])
  })

  it('a pure acknowledgement flushes what is held and is passed on by itself', () => {
    expect(poll(segment(0), segment(1), segment(2, { [PAYLOAD]: 0 }), segment(2))).toEqual([
      [2 * SIZE, 2],
      [0, 1],
      [SIZE, 1],
    ])
  })

  it('a buffer has 17 fragments at most', () => {
    expect(poll(...Array.from({ length: 20 }, (_, i) => segment(i))).map(([, segments]) => segments)).toEqual([17, 3])
  })

  it('holds 8 flows; a ninth pushes out the oldest', () => {
    const flow = (n: number, i: number): number => segment(i, { [SRC_PORT]: 40000 + n })
    const first = Array.from({ length: 9 }, (_, n) => flow(n, 0))
    expect(poll(...first, flow(0, 1), flow(8, 1)).filter(([, segments]) => segments === 2)).toHaveLength(1)
  })

  it('does nothing for a receiver that does not take merged buffers', () => {
    merge.add(segment(0), false)
    merge.add(segment(1), false)
    expect(merge.out.length).toBe(2)
  })

  it('nothing is held beyond the end of a poll', () => {
    expect(poll(segment(0))).toHaveLength(1)
    expect(poll(segment(1))).toEqual([[SIZE, 1]])
    expect(merge.isHolding).toBe(false)
  })
})
