import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TcpReceiveBuffer } from '../../../../src-main/engine/guest/stack/tcp-receive-buffer'
import { FRAME_KIND, FrameStore, SACK } from '../../../../src-main/engine/kernel/frame-store'

function blocksOf(buffer: TcpReceiveBuffer): [number, number][] {
  const frames = new FrameStore()
  const frame = frames.allocate(FRAME_KIND.tcp)
  const count = buffer.writeBlocks(frames, frame)
  const d = frames.data
  if (count < 3) expect(d[frame + SACK + 2 * count]).toBe(-1)
  return Array.from({ length: count }, (_, i) => [d[frame + SACK + 2 * i], d[frame + SACK + 2 * i + 1]])
}

describe('the receive buffer', () => {
  it('holds what every order of segments brings, as a set of bytes would', () => {
    const segment = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 8 }))
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 80 }), (arrivals) => {
        const buffer = new TcpReceiveBuffer()
        const held = new Set<number>()
        let read = 0
        for (const [from, length] of arrivals) {
          read += buffer.insert(from, from + length, 1, 100)
          for (let byte = from; byte < from + length; byte++) held.add(byte)
          let next = 0
          while (held.has(next)) next++
          expect(buffer.next).toBe(next)
          expect(read + buffer.releasedBytes).toBe(next)
          const behind = [...held].filter((byte) => byte >= next)
          expect(buffer.heldBytes).toBe(behind.length)
          expect(buffer.hasHoles).toBe(behind.length > 0)
          const blocks = blocksOf(buffer)
          // the first block has the segment that arrived, and all blocks are ranges of their full extent
          if (from > next) {
            expect(blocks[0][0]).toBeLessThanOrEqual(from)
            expect(blocks[0][1]).toBeGreaterThanOrEqual(from + length)
          }
          expect(new Set(blocks.map(([left]) => left)).size).toBe(blocks.length)
          for (const [left, right] of blocks) {
            for (let byte = left; byte < right; byte++) expect(held.has(byte)).toBe(true)
            expect(held.has(left - 1) || left === next).toBe(false)
            expect(held.has(right)).toBe(false)
          }
          let ranges = 0
          for (const byte of behind) if (!held.has(byte - 1)) ranges++
          expect(blocks.length).toBe(Math.min(3, ranges))
        }
      }),
      { numRuns: 300, seed: 2644 },
    )
  })

  it('knows when what a filled hole releases was sent, on average', () => {
    const buffer = new TcpReceiveBuffer()
    buffer.insert(10, 20, 1, 1000)
    buffer.insert(20, 50, 3, 3000)
    expect(buffer.insert(0, 10, 1, 5000)).toBe(10)
    expect(buffer.releasedBytes).toBe(40)
    expect(buffer.releasedSegments).toBe(4)
    expect(buffer.releasedSentAt / buffer.releasedSegments).toBe(2500)
  })

  it('names the ranges that were touched last, newest first', () => {
    const buffer = new TcpReceiveBuffer()
    for (const at of [10, 30, 50, 70]) buffer.insert(at, at + 5, 1, 0)
    expect(blocksOf(buffer).map(([left]) => left)).toEqual([70, 50, 30])
    buffer.insert(15, 20, 1, 0)
    expect(blocksOf(buffer)).toEqual([
      [10, 20],
      [70, 75],
      [50, 55],
    ])
    buffer.insert(20, 30, 1, 0)
    expect(blocksOf(buffer)).toEqual([
      [10, 35],
      [70, 75],
      [50, 55],
    ])
  })
})
