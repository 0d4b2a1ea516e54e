import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Dimension,
  exactTime,
  formatClock,
  formatRate,
  formatSize,
  formatTime,
  parseQuantity,
} from '@shared/lab/units'

const value = (text: string | number, dimension: Dimension): number => {
  const parsed = parseQuantity(text, dimension)
  if (!parsed.ok) throw new Error(parsed.says)
  return parsed.value
}

describe('L5: quantities', () => {
  it.each<[string | number, Dimension, number]>([
    ['10Gbps', 'rate', 10e9],
    ['2.5 Gbit/s', 'rate', 2.5e9],
    ['100mbps', 'rate', 100e6],
    ['1MB/s', 'rate', 8e6],
    ['1.5kbps', 'rate', 1500],
    [9600, 'rate', 9600],
    ['64GiB', 'size', 64 * 2 ** 30],
    ['1500', 'size', 1500],
    ['1.5KiB', 'size', 1536],
    ['3 MB', 'size', 3e6],
    ['3GHz', 'clock', 3e9],
    ['2660MHz', 'clock', 2.66e9],
    ['20us', 'time', 20e6],
    ['20µs', 'time', 20e6],
    ['20μs', 'time', 20e6],
    ['2min', 'time', 120e12],
    [1.5, 'time', 1.5e12],
    [0.1, 'time', 100e9],
    ['1e-9s', 'time', 1000],
    ['-3s', 'time', -3e12],
    ['0', 'time', 0],
  ])('reads %s as a %s', (text, dimension, expected) => {
    expect(value(text, dimension)).toBe(expected)
  })

  it.each<[string | number, Dimension]>([
    ['', 'rate'],
    ['fast', 'rate'],
    ['10', 'rate'],
    ['10GiB', 'rate'],
    ['10Gbps', 'size'],
    ['10MBPS', 'rate'],
    ['1..5s', 'time'],
    ['0.5ps', 'time'],
    ['9e300s', 'time'],
    ['1e999s', 'time'],
    ['3h', 'time'],
    [Number.NaN, 'rate'],
    [Number.POSITIVE_INFINITY, 'time'],
    ['constructor', 'time'],
    [`1${'0'.repeat(50)}`, 'size'],
  ])('refuses %s as a %s, except a plain number', (text, dimension) => {
    if (text === '10') expect(value(text, dimension)).toBe(10)
    else expect(parseQuantity(text, dimension)).toMatchObject({ ok: false })
  })

  it('converts decimal seconds to picoseconds exactly', () => {
    expect(value('3.000000000001s', 'time')).toBe(3_000_000_000_001)
    expect(value('8999.999999999999s', 'time')).toBe(8_999_999_999_999_999)
    expect(value('0.1s', 'time') + value('0.2s', 'time')).toBe(value('0.3s', 'time'))
    expect(parseQuantity('3.0000000000001s', 'time')).toMatchObject({ ok: false })
  })

  it('takes the noise of binary fractions out of numbers of seconds', () => {
    expect(value(0.1 + 0.2, 'time')).toBe(300_000_000_000)
  })

  it('agrees with whole-number arithmetic for any decimal text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9n * 10n ** 15n }), (ps) => {
        const digits = ps.toString().padStart(13, '0')
        const text = `${digits.slice(0, -12)}.${digits.slice(-12)}s`
        expect(value(text, 'time')).toBe(Number(ps))
      }),
    )
  })
})

describe('L6: what is written means what was meant', () => {
  it('exactTime and parseQuantity are inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ps) => {
        expect(value(exactTime(ps), 'time')).toBe(ps)
      }),
    )
    expect(exactTime(500e9)).toBe('500ms')
    expect(exactTime(3_000_000_000_001)).toBe('3000000000001ps')
  })

  it('formats for people with three digits', () => {
    expect(formatRate(9.41e9)).toBe('9.41 Gbps')
    expect(formatRate(999_900)).toBe('1 Mbps')
    expect(formatSize(64 * 2 ** 30)).toBe('64 GiB')
    expect(formatClock(2.66e9)).toBe('2.66 GHz')
    expect(formatTime(12_500_000)).toBe('12.5 us')
    expect(formatTime(0)).toBe('0 s')
    expect(formatTime(Infinity)).toBe('for ever')
    expect(formatTime(600e12)).toBe('600 s')
  })

  it('never formats a value as another unit would read it back by more than a rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 13 }), (bps) => {
        const back = value(formatRate(bps).replace(' ', ''), 'rate')
        expect(Math.abs(back - bps) / bps).toBeLessThan(0.006)
      }),
    )
  })
})
