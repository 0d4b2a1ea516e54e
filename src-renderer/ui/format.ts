// Numbers for people, as the window shows them: like those of the reports (`@shared/text/format-quantity`), but with the zeros at
// their end, so that a number that grows stays as wide as it is. Number and unit can be had apart.
// Every function takes the base unit (bit/s, seconds, bytes, frames, cycles); the exact value belongs into the tooltip.
import { BINARY, DECIMAL, inTimeUnit, inUnits, NOTHING } from '../../src-shared/text/format-quantity'

export interface Quantity {
  number: string
  unit: string
}

/** Three significant digits without an exponent: 9.41, 34.2, 120, 0.05; whole numbers whole: 10. */
export function significant(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value)) return String(value)
  if (size >= 99.95) return value.toFixed(0)
  if (size >= 9.995) return value.toFixed(1)
  if (size >= 0.995) return value.toFixed(2)
  return String(Number(value.toPrecision(2)))
}

const isNumber = (value: number | null | undefined): value is number => value != null && Number.isFinite(value)

const quantity = ([size, unit]: readonly [number, string], suffix = ''): Quantity => ({
  number: significant(size),
  unit: unit + suffix,
})

/** `{ number: '9.41', unit: 'Gb/s' }` */
export function rateParts(bitsPerSecond: number | null | undefined): Quantity {
  if (!isNumber(bitsPerSecond)) return { number: NOTHING, unit: 'b/s' }
  return quantity(inUnits(bitsPerSecond, 1000, DECIMAL), 'b/s')
}

export function timeParts(seconds: number | null | undefined): Quantity {
  return isNumber(seconds) ? quantity(inTimeUnit(seconds)) : { number: NOTHING, unit: 's' }
}

/** Counted things: `{ number: '1.20', unit: 'M' }`. */
export function countParts(count: number | null | undefined): Quantity {
  return isNumber(count) ? quantity(inUnits(count, 1000, DECIMAL)) : { number: NOTHING, unit: '' }
}

export function bytesParts(bytes: number | null | undefined): Quantity {
  return isNumber(bytes) ? quantity(inUnits(bytes, 1024, BINARY)) : { number: NOTHING, unit: 'B' }
}

const joined = ({ number, unit }: Quantity): string => (unit === '' ? number : `${number} ${unit}`)

export const formatRate = (bitsPerSecond: number | null | undefined): string => joined(rateParts(bitsPerSecond))
export const formatTime = (seconds: number | null | undefined): string => joined(timeParts(seconds))
export const formatCount = (count: number | null | undefined): string => joined(countParts(count))
export const formatBytes = (bytes: number | null | undefined): string => joined(bytesParts(bytes))

/** `1.2 M frames`, `1 frame` */
export function formatFrames(frames: number | null | undefined): string {
  return `${formatCount(frames)} ${frames === 1 ? 'frame' : 'frames'}`
}

/** Per second: `14.9 M/s` */
export function formatPerSecond(rate: number | null | undefined): string {
  const { number, unit } = countParts(isNumber(rate) && rate < 1000 ? Math.round(rate * 100) / 100 : rate)
  return `${number} ${unit}/s`
}

/** Of one: `0.42` → `42 %` */
export function formatShare(share: number | null | undefined): string {
  return isNumber(share) ? `${significant(share * 100)} %` : NOTHING
}

/** Whole and grouped, for tooltips: `1 204 332`. */
export function formatExact(value: number | null | undefined): string {
  if (!isNumber(value)) return NOTHING
  const [whole = '', fraction] = String(value).split('.')
  if (whole.includes('e')) return String(value)
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** The clock of a run, always as wide: `3.204 512 s` (microseconds). */
export function formatClock(seconds: number): string {
  const [whole = '0', fraction = ''] = seconds.toFixed(6).split('.')
  return `${whole}.${fraction.slice(0, 3)}\u202f${fraction.slice(3)} s`
}

/** Milliseconds since 1970, as people of this place write a day and a time. */
export const formatWhen = (ms: number): string => new Date(ms).toLocaleString()
