import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'

const draws = (stream: RandomStream, count: number, draw: (s: RandomStream) => number) =>
  Array.from({ length: count }, () => draw(stream))
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('RandomStream', () => {
  it('K7: draws the same numbers for the same seed and path, and others for another seed or path', () => {
    const first = draws(new RandomStream(1, 'esx-a/vmnic0'), 100, (s) => s.bits())
    expect(draws(new RandomStream(1, 'esx-a/vmnic0'), 100, (s) => s.bits())).toEqual(first)
    for (const other of [new RandomStream(2, 'esx-a/vmnic0'), new RandomStream(1, 'esx-a/vmnic1')]) {
      const shared = draws(other, 100, (s) => s.bits()).filter((value, i) => value === first[i])
      expect(shared).toEqual([])
    }
  })

  it('K7: is written down: the first numbers of a stream never change', () => {
    const stream = new RandomStream(2644, 'client')
    expect(draws(stream, 4, (s) => s.bits())).toEqual([2853090917, 569779499, 3627431397, 4247369059])
    expect(stream.exponential(1000)).toBe(908.5146914872686)
  })

  it('tells seeds apart beyond 32 bits', () => {
    expect(new RandomStream(1, 'x').bits()).not.toBe(new RandomStream(1 + 2 ** 32, 'x').bits())
  })

  it('spreads uniform numbers evenly over [0, 1)', () => {
    const values = draws(new RandomStream(3, 'uniform'), 100_000, (s) => s.uniform())
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1)
    const bins = new Array<number>(100).fill(0)
    for (const value of values) bins[Math.floor(value * 100)]++
    // chi-square with 99 degrees of freedom: 0.1 % of fair generators exceed 148
    const chi = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chi).toBeLessThan(148)
  })

  it('draws exponential gaps with the given mean and shape', () => {
    const values = draws(new RandomStream(4, 'gaps'), 100_000, (s) => s.exponential(50))
    expect(Math.abs(mean(values) - 50)).toBeLessThan(0.6)
    const above = values.filter((value) => value > 50 * Math.LN2).length
    expect(Math.abs(above - 50_000)).toBeLessThan(700)
    expect(values.every((value) => value >= 0)).toBe(true)
  })

  it('has a logarithm that agrees with the built-in one', () => {
    const stream = new RandomStream(5, 'log')
    const twin = new RandomStream(5, 'log')
    let worst = 0
    for (let i = 0; i < 10_000; i++) {
      const expected = -Math.log(1 - twin.uniform())
      worst = Math.max(worst, Math.abs(stream.exponential(1) - expected) / Math.max(1, expected))
    }
    expect(worst).toBeLessThan(2e-15)
  })

  it('is true with the given probability', () => {
    const stream = new RandomStream(6, 'chance')
    let hits = 0
    for (let i = 0; i < 100_000; i++) if (stream.chance(0.2)) hits++
    expect(Math.abs(hits - 20_000)).toBeLessThan(600)
    expect(stream.chance(0)).toBe(false)
    expect(stream.chance(1)).toBe(true)
  })
})
