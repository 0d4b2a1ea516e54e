// Numbers for people: three significant digits, a unit that keeps the number between 1 and 1000, and a thin separation.
// Every function takes the base unit (bit/s, seconds, bytes, frames, cycles); the exact value belongs into the tooltip.

export interface Quantity {
  number: string
  unit: string
}

const NOTHING = '–'
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const SECONDS: readonly (readonly [number, string])[] = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
  [1e-12, 'ps'],
]

/** Three significant digits without an exponent: 9.41, 34.2, 120, 0.05; whole numbers whole: 10. */
export function significant(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value)) return String(value)
  if (size >= 99.95) return value.toFixed(0)
  if (size >= 9.995) return value.toFixed(1)
  if (size >= 0.995) return value.toFixed(2)
  return String(Number(value.toPrecision(2)))
}

function scaled(value: number, step: number, units: readonly string[]): { number: string; prefix: string } {
  let size = value
  let k = 0
  while (Math.abs(size) >= step * 0.9995 && k < units.length - 1) {
    size /= step
    k++
  }
  return { number: significant(size), prefix: units[k] as string }
}

const isNumber = (value: number | null | undefined): value is number => value != null && Number.isFinite(value)

/** `{ number: '9.41', unit: 'Gb/s' }` */
export function rateParts(bitsPerSecond: number | null | undefined): Quantity {
  if (!isNumber(bitsPerSecond)) return { number: NOTHING, unit: 'b/s' }
  const { number, prefix } = scaled(bitsPerSecond, 1000, DECIMAL)
  return { number, unit: `${prefix}b/s` }
}

export function timeParts(seconds: number | null | undefined): Quantity {
  if (!isNumber(seconds)) return { number: NOTHING, unit: 's' }
  if (seconds === 0) return { number: '0', unit: 's' }
  const size = Math.abs(seconds)
  const found = SECONDS.find(([unit]) => size >= unit * 0.9995) ?? (SECONDS[SECONDS.length - 1] as [number, string])
  return { number: significant(seconds / found[0]), unit: found[1] }
}

/** Counted things: `{ number: '1.2', unit: 'M' }`. */
export function countParts(count: number | null | undefined): Quantity {
  if (!isNumber(count)) return { number: NOTHING, unit: '' }
  const { number, prefix } = scaled(count, 1000, DECIMAL)
  return { number, unit: prefix }
}

export function bytesParts(bytes: number | null | undefined): Quantity {
  if (!isNumber(bytes)) return { number: NOTHING, unit: 'B' }
  const { number, prefix } = scaled(bytes, 1024, BINARY)
  return { number, unit: prefix }
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
