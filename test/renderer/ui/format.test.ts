import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCount,
  formatExact,
  formatFrames,
  formatPerSecond,
  formatRate,
  formatShare,
  formatTime,
  significant,
} from '../../../src-renderer/ui/format'

describe('numbers for people', () => {
  it.each([
    [9.41e9, '9.41 Gb/s'],
    [10e9, '10 Gb/s'],
    [100e6, '100 Mb/s'],
    [81_500, '81.5 kb/s'],
    [0, '0 b/s'],
    [999.96e6, '1.00 Gb/s'],
    [null, '– b/s'],
  ])('a rate: %s is %s', (rate, text) => expect(formatRate(rate)).toBe(text))

  it.each([
    [34.2e-6, '34.2 µs'],
    [0.5, '500 ms'],
    [3, '3 s'],
    [1e-12, '1 ps'],
    [0, '0 s'],
    [-2e-3, '-2 ms'],
  ])('a time: %s is %s', (seconds, text) => expect(formatTime(seconds)).toBe(text))

  it('counts in whole things until there are many', () => {
    expect([0, 1, 999, 1204, 1_204_332].map(formatCount)).toEqual(['0', '1', '999', '1.20 k', '1.20 M'])
    expect(formatFrames(1)).toBe('1 frame')
    expect(formatFrames(1_204_332)).toBe('1.20 M frames')
    expect(formatPerSecond(14.88e6)).toBe('14.9 M/s')
  })

  it('measures memory in powers of two', () => {
    expect([512, 2048, 64 * 2 ** 30, 1.5 * 2 ** 20].map(formatBytes)).toEqual(['512 B', '2 KiB', '64 GiB', '1.50 MiB'])
  })

  it('shows shares in per cent', () => {
    expect([0, 0.4217, 1].map(formatShare)).toEqual(['0 %', '42.2 %', '100 %'])
  })

  it('groups exact numbers by three', () => {
    expect(formatExact(1204332)).toBe('1\u202f204\u202f332')
    expect(formatExact(-1234.5)).toBe('-1\u202f234.5')
    expect(formatExact(null)).toBe('–')
  })

  it('writes the clock always as wide within a second', () => {
    expect(formatClock(3.2045128)).toBe('3.204\u202f513 s')
    expect(formatClock(0)).toHaveLength(formatClock(9.999999).length)
  })

  it('is never further off than half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 999, noNaN: true }), (value) => {
        expect(Math.abs(Number(significant(value)) - value) / value).toBeLessThan(0.051)
        if (value >= 1) expect(Math.abs(Number(significant(value)) - value) / value).toBeLessThan(0.0051)
      }),
    )
  })
})
