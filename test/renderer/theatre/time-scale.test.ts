import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisTicks, roundStep } from '../../../src-renderer/vmotion/axis-ticks'
import { evenScale, linearScale } from '../../../src-renderer/vmotion/time-scale'

describe('a scale of time', () => {
  it('is true to scale, and goes on beyond its ends', () => {
    const scale = linearScale(2, 4, 800)
    expect(scale.x(3)).toBe(400)
    expect(scale.x(5)).toBe(1200)
    expect(scale.time(-400)).toBe(1)
  })

  it('gives every stretch between two cuts a least width', () => {
    const scale = evenScale(0, 1, 500, [0.5, 0.5001, 0.5002], 60)
    expect(scale.x(0.5001) - scale.x(0.5)).toBeCloseTo(60)
    expect(scale.x(0.5002) - scale.x(0.5001)).toBeCloseTo(60)
    expect(scale.x(1)).toBeCloseTo(500)
    expect(scale.isLinear).toBe(false)
  })

  it('shares the width evenly where the stretches are too many', () => {
    const scale = evenScale(0, 4, 100, [1, 2, 2.5], 60)
    expect([scale.x(1), scale.x(2), scale.x(2.5), scale.x(4)]).toEqual([25, 50, 75, 100])
  })

  it('is monotone, whole and its own inverse for any cuts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 12 }),
        fc.double({ min: 0.1, max: 9.9, noNaN: true }),
        (cuts, time) => {
          const scale = evenScale(0, 10, 700, cuts, 44)
          expect(scale.x(0)).toBe(0)
          expect(scale.x(10)).toBeCloseTo(700, 6)
          const sorted = [0, ...cuts, 10].sort((a, b) => a - b).map((cut) => scale.x(cut))
          sorted.forEach((x, k) => expect(x).toBeGreaterThanOrEqual((sorted[k - 1] ?? 0) - 1e-9))
          expect(scale.time(scale.x(time))).toBeCloseTo(time, 6)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the labels of the axis', () => {
  it('stand at round times', () => {
    expect([0.03, 0.2, 0.21, 7].map(roundStep)).toEqual([0.05, 0.2, 0.5, 10])
    expect(axisTicks(linearScale(2.95, 4.45, 800), []).map((tick) => tick.label)).toEqual([
      '3.0 s',
      '3.2 s',
      '3.4 s',
      '3.6 s',
      '3.8 s',
      '4.0 s',
      '4.2 s',
      '4.4 s',
    ])
  })

  it('have as many digits as their distance needs', () => {
    const labels = axisTicks(linearScale(4.19, 4.1902, 500), []).map((tick) => tick.label)
    expect(labels).toContain('4.19005 s')
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('stand at the cuts where the axis is not true to scale, and never touch', () => {
    const cuts = [3, 3.018, 4.09, 4.157]
    const ticks = axisTicks(evenScale(2.9, 4.3, 600, cuts, 90), cuts)
    expect(ticks.map((tick) => tick.time)).toEqual(cuts)
    ticks.forEach((tick, k) => expect(tick.x - (ticks[k - 1]?.x ?? -100)).toBeGreaterThanOrEqual(84))
  })
})
