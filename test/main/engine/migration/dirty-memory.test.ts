import { describe, expect, it } from 'vitest'
import { DirtyMemory } from '../../../../src-main/engine/migration/dirty-memory'
import { judgeRate } from '../../../../src-main/engine/migration/pre-copy'

const PAGE = 4096
const SECOND = 1e12

describe('G1: the memory of a guest', () => {
  it('dirties a page once a lap: as many as were written, and no more than the set has', () => {
    const memory = new DirtyMemory(1000 * PAGE, 100 * PAGE, 50)
    memory.startTracking(0)
    expect([1, 2, 3].map((seconds) => memory.dirtyPages(seconds * SECOND))).toEqual([50, 100, 100])
  })

  it('adds up its sets, each at its own rate', () => {
    const memory = new DirtyMemory(1000 * PAGE, 100 * PAGE, 1000, [{ bytes: 500 * PAGE, rate: 10 }])
    memory.startTracking(0)
    expect([0.05, 1, 20, 99].map((seconds) => memory.dirtyPages(seconds * SECOND))).toEqual([50, 110, 300, 600])
    expect(memory.collect(20 * SECOND)).toBe(300)
    expect(memory.dirtyPages(21 * SECOND)).toBe(110)
  })

  it('is never more than the VM has', () => {
    const memory = new DirtyMemory(100 * PAGE, 100 * PAGE, 1000, [{ bytes: 100 * PAGE, rate: 1000 }])
    memory.startTracking(0)
    expect(memory.dirtyPages(SECOND)).toBe(100)
  })
})

describe('G17: pages that were written again since their round began', () => {
  it('are, in the first round, all that were written', () => {
    const memory = new DirtyMemory(1000 * PAGE, 100 * PAGE, 50)
    memory.startTracking(0)
    expect([0, 1, 3].map((seconds) => memory.rewritten(seconds * SECOND))).toEqual([0, 50, 100])
  })

  it('are, in later rounds, those that the lap has come to again', () => {
    const memory = new DirtyMemory(1000 * PAGE, 100 * PAGE, 50)
    memory.startTracking(0)
    expect(memory.collect(SECOND)).toBe(50)
    // the other half of the lap comes first
    expect([1, 2, 2.5, 3, 9].map((seconds) => memory.rewritten(seconds * SECOND))).toEqual([0, 0, 25, 50, 50])
  })

  it('are none while the VM stands still', () => {
    const memory = new DirtyMemory(1000 * PAGE, 100 * PAGE, 50)
    memory.startTracking(0)
    memory.stop(SECOND)
    memory.collect(SECOND)
    expect([memory.rewritten(5 * SECOND), memory.dirtyPages(5 * SECOND)]).toEqual([0, 0])
  })
})

describe('G16: the rate of the next round', () => {
  const rate = { minBps: 100e6, maxBps: 500e6, incrementBps: 50e6, remainderBytes: 64 * PAGE }
  const judged = (pages: number, seconds: number, lastBps = 100e6) =>
    judgeRate([{ pages: 9999, seconds }], lastBps, pages, rate, 30)
  const pagesAt = (bps: number) => bps / 8 / PAGE

  it('is that of writing and the increment, between the limits', () => {
    expect(judged(pagesAt(200e6), 1)).toEqual({ verdict: 'next-round', bps: 250e6 })
    expect(judged(pagesAt(10e6), 1)).toEqual({ verdict: 'next-round', bps: 100e6 })
    expect(judged(pagesAt(900e6), 1)).toEqual({ verdict: 'next-round', bps: 500e6 })
  })

  it('is none after a round at the maximum that was not enough, or when little is left, or when no round is', () => {
    expect(judged(pagesAt(900e6), 1, 500e6).verdict).toBe('not-converging')
    expect(judged(pagesAt(400e6), 1, 500e6).verdict).toBe('next-round')
    expect(judged(64, 1).verdict).toBe('switch-over')
    const rounds = Array.from({ length: 30 }, () => ({ pages: 1, seconds: 1 }))
    expect(judgeRate(rounds, 100e6, 9999, rate, 30).verdict).toBe('not-converging')
  })
})
