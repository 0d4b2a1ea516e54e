import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../../src-main/engine/observe/histogram'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

describe('Histogram', () => {
  it('keeps small numbers exactly', () => {
    const values = Array.from({ length: 256 }, (_, i) => i)
    const histogram = recorded(values)
    for (const p of [0.01, 0.25, 0.5, 0.99]) {
      expect(histogram.percentile(p)).toBe(values[Math.ceil(p * 256) - 1])
    }
  })

  it('keeps count, mean, minimum and maximum exactly, however large', () => {
    const histogram = recorded([3, 1_230_401, 2 ** 52 + 1])
    expect([histogram.count, histogram.min, histogram.max]).toEqual([3, 3, 2 ** 52 + 1])
    expect(histogram.mean).toBe((3 + 1_230_401 + 2 ** 52 + 1) / 3)
  })

  it('finds percentiles within 0.8 % of the sorted values, over twelve orders of magnitude', () => {
    const random = new RandomStream(1, 'histogram')
    const values = Array.from({ length: 20_000 }, () => Math.floor(10 ** (random.uniform() * 12)))
    const histogram = recorded(values)
    values.sort((a, b) => a - b)
    for (const p of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = values[Math.ceil(p * values.length) - 1]
      expect(Math.abs(histogram.percentile(p) - exact)).toBeLessThanOrEqual(exact * 0.008)
    }
  })

  it('says the one value where there is only one', () => {
    const histogram = recorded([1_730_400, 1_730_400])
    for (const p of [0.5, 0.99, 0.999]) expect(histogram.percentile(p)).toBe(1_730_400)
  })

  it('counts a value several times at once', () => {
    const histogram = new Histogram()
    histogram.record(10, 99)
    histogram.record(1000, 1)
    expect([histogram.count, histogram.percentile(0.99), histogram.percentile(0.995)]).toEqual([100, 10, 1000])
  })

  it('is zero where nothing was recorded', () => {
    const histogram = new Histogram()
    expect([histogram.mean, histogram.percentile(0.5)]).toEqual([0, 0])
  })
})
