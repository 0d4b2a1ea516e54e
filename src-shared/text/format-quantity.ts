// Numbers for people, as the reports, the pictures and the command line show them: three significant digits and a unit
// (`9.41 Gb/s`, `34.2 µs`, `1 GiB`, `1.2 M`). Exact values belong beside them where space allows.

/** In place of a number where nothing was measured. */
export const NOTHING = '–'
export const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P']
export const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
const TIME: readonly (readonly [number, string])[] = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
  [1e-12, 'ps'],
]

/** Three significant digits without an exponent and without idle zeros: 9.41, 34.2, 120, 0.05. */
export function significant(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size >= 99.95) return value.toFixed(0)
  return String(Number(value.toPrecision(3)))
}

/** The number in the largest of the units, each `step` times the one before, in which it shows as 1 or more. */
export function inUnits(value: number, step: number, units: readonly string[]): readonly [number, string] {
  let size = value
  let unit = 0
  while (Math.abs(size) >= step * 0.9995 && unit < units.length - 1) {
    size /= step
    unit++
  }
  return [size, units[unit]!]
}

/** Seconds in the unit, s to ps, in which they show as 1 or more. */
export function inTimeUnit(seconds: number): readonly [number, string] {
  const size = Math.abs(seconds)
  const [unit, name] = TIME.find(([step]) => size === 0 || size >= step * 0.9995) ?? TIME[TIME.length - 1]!
  return [seconds / unit, name]
}

const withPrefix = (value: number, unit: string): string => {
  const [size, prefix] = inUnits(value, 1000, DECIMAL)
  return `${shown(size, value)} ${prefix}${unit}`
}

/** Whole numbers below the first step are exact. */
const shown = (size: number, value: number): string =>
  size === value && Number.isInteger(value) ? String(value) : significant(size)

export const formatBitRate = (bps: number): string => (Number.isFinite(bps) ? withPrefix(bps, 'b/s') : 'no limit')

export const formatBytes = (bytes: number): string => {
  if (!Number.isFinite(bytes)) return 'no limit'
  const [size, unit] = inUnits(bytes, 1024, BINARY)
  return `${shown(size, bytes)} ${unit}`
}

export const formatHertz = (hz: number): string => withPrefix(hz, 'Hz')

/** Things that are counted: `345`, `1.23 M`. */
export const formatCount = (count: number): string => withPrefix(count, '').trimEnd()

/** Of seconds; nothing measured is a dash. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return NOTHING
  if (!Number.isFinite(seconds)) return 'no end'
  const [size, unit] = inTimeUnit(seconds)
  return `${significant(size)} ${unit}`
}

/** An instant of a run: always milliseconds, so that instants line up: `3.015 s`. */
export const formatInstant = (seconds: number): string => `${seconds.toFixed(3)} s`

/** Of one: `0.423` is `42.3 %`. */
export const formatShare = (share: number): string => `${significant(share * 100)} %`

/** Whole numbers in groups of three, for tables: `1 234 567` with narrow no-break spaces. */
export function formatExact(value: number): string {
  if (!Number.isInteger(value)) return significant(value)
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}
