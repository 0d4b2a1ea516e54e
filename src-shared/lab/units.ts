// Quantities: "10Gbps", "64GiB", "20us", "3GHz" to numbers in base units (bit/s, byte, picosecond, Hz), and back for people.
// Decimal text is converted exactly, without going through a binary fraction: 3.000000000001s is one picosecond past three.
import type { Quantity } from './schema'

export type Dimension = 'rate' | 'size' | 'time' | 'clock'

export type ParsedQuantity = { ok: true; value: number } | { ok: false; says: string }

export const PS_PER_SECOND = 1e12

/** Powers of ten or of two in base units. Keys are lower case, except where b (bit) and B (byte) must differ. */
const TIME: Record<string, bigint> = {
  ps: 1n,
  ns: 1000n,
  us: 1000_000n,
  µs: 1000_000n,
  μs: 1000_000n,
  ms: 1000_000_000n,
  s: 1000_000_000_000n,
  min: 60_000_000_000_000n,
}
const RATE: Record<string, bigint> = {}
const SIZE: Record<string, bigint> = { b: 1n }
const CLOCK: Record<string, bigint> = { hz: 1n, khz: 1000n, mhz: 1000_000n, ghz: 1000_000_000n }

const PREFIXES: [string, bigint, bigint][] = [
  ['', 1n, 1n],
  ['k', 1000n, 1n << 10n],
  ['m', 1000_000n, 1n << 20n],
  ['g', 1000_000_000n, 1n << 30n],
  ['t', 1000_000_000_000n, 1n << 40n],
]
for (const [prefix, decimal, binary] of PREFIXES) {
  for (const bit of ['bps', 'bit/s', 'b/s']) RATE[prefix + bit] = decimal
  for (const byte of ['Bps', 'B/s']) RATE[prefix + byte] = decimal * 8n
  SIZE[`${prefix}b`] = decimal
  if (prefix) SIZE[`${prefix}ib`] = binary
}

const UNITS: Record<Dimension, Record<string, bigint>> = { time: TIME, rate: RATE, size: SIZE, clock: CLOCK }

const BASE: Record<Dimension, bigint> = { time: TIME.s, rate: 1n, size: 1n, clock: 1n }

export const DIMENSION_EXAMPLE: Record<Dimension, string> = {
  rate: '10Gbps',
  size: '64GiB',
  time: '20us',
  clock: '3GHz',
}

const DIMENSION_NAME: Record<Dimension, string> = {
  rate: 'a rate in bit/s',
  size: 'a size in bytes',
  time: 'a time in seconds',
  clock: 'a clock in Hz',
}

const SHAPE = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?\s*([a-zµμ/]*)$/i

const refuse = (dimension: Dimension, why: string): ParsedQuantity => ({
  ok: false,
  says: `${why}; expected ${DIMENSION_NAME[dimension]}, such as ${DIMENSION_EXAMPLE[dimension]}`,
})

function unitOf(text: string, dimension: Dimension): bigint | undefined {
  if (text === '') return BASE[dimension]
  const units = UNITS[dimension]
  // only rates tell bits from bytes by case
  const key =
    dimension === 'rate'
      ? /^[kmgt]?B(ps|\/s)$/i.test(text) && text.includes('B')
        ? text.charAt(0).replace(/[KMGT]/i, (letter) => letter.toLowerCase()) + text.slice(1)
        : text.toLowerCase()
      : text.toLowerCase()
  return Object.hasOwn(units, key) ? units[key] : undefined
}

/** `text` in base units; times in whole picoseconds. Signs are let through: the caller knows the range. */
export function parseQuantity(text: Quantity, dimension: Dimension): ParsedQuantity {
  if (typeof text === 'number' && !Number.isFinite(text)) return refuse(dimension, 'not a finite number')
  if (typeof text === 'number' && dimension !== 'time') return { ok: true, value: text }
  const match = SHAPE.exec(String(text).trim())
  if (!match) return refuse(dimension, `"${shorten(String(text))}" is not a number with a unit`)
  const [, sign, whole, fraction = '', exponent = '0', unitText] = match
  const unit = unitOf(unitText, dimension)
  if (unit === undefined) return refuse(dimension, `"${unitText}" is not a unit here`)
  if (whole.length + fraction.length > 40) return refuse(dimension, 'too many digits')

  // digits * 10^scale * unit, in whole numbers
  const scale = Number(exponent) - fraction.length
  if (scale > 30 || scale < -60) return refuse(dimension, 'out of range')
  const product = BigInt(whole + fraction) * unit
  let value: bigint
  if (scale >= 0) value = product * 10n ** BigInt(scale)
  else {
    const divisor = 10n ** BigInt(-scale)
    value = product / divisor
    const rest = product % divisor
    if (rest !== 0n) {
      if (dimension === 'time' && typeof text === 'string') return refuse(dimension, 'finer than a picosecond')
      if (dimension !== 'time') {
        const exact = Number(product) / Number(divisor)
        return { ok: true, value: sign === '-' ? -exact : exact }
      }
      // a number carries the noise of binary fractions: to the nearest picosecond
      if (rest * 2n >= divisor) value += 1n
    }
  }
  if (dimension === 'time' && value > BigInt(Number.MAX_SAFE_INTEGER)) return refuse(dimension, 'longer than 2.5 hours')
  const result = Number(value)
  return { ok: true, value: sign === '-' && result !== 0 ? -result : result }
}

/** The value of a quantity that `checkLab` has accepted; `fallback` where the document is silent. */
export function quantityOr(text: Quantity | undefined, dimension: Dimension, fallback: number): number {
  if (text === undefined) return fallback
  const parsed = parseQuantity(text, dimension)
  if (!parsed.ok) throw new Error(`unchecked quantity: ${parsed.says}`)
  return parsed.value
}

const TIME_TEXT: [bigint, string][] = [
  [TIME.s, 's'],
  [TIME.ms, 'ms'],
  [TIME.us, 'us'],
  [TIME.ns, 'ns'],
  [TIME.ps, 'ps'],
]

/** Text for a document that means exactly this many picoseconds: `3s`, `500ms`, `3.000000000001s`. */
export function exactTime(ps: number): string {
  const value = BigInt(ps)
  if (value === 0n) return '0s'
  for (const [unit, name] of TIME_TEXT) if (value % unit === 0n) return `${value / unit}${name}`
  return `${value}ps`
}

const digits = (value: number) => String(Number(value.toPrecision(value >= 999.5 ? 4 : 3)))

function scaled(value: number, step: number, units: readonly string[]): string {
  let size = Math.abs(value)
  let unit = 0
  while (unit < units.length - 1 && Number(size.toPrecision(3)) >= step) {
    size /= step
    unit++
  }
  return `${value < 0 ? '-' : ''}${digits(size)} ${units[unit]}`
}

/** For people: three digits and a unit, "9.41 Gbps". */
export const formatRate = (bps: number): string => scaled(bps, 1000, ['bps', 'kbps', 'Mbps', 'Gbps', 'Tbps'])

export const formatSize = (bytes: number): string => scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'])

export const formatClock = (hz: number): string => scaled(hz, 1000, ['Hz', 'kHz', 'MHz', 'GHz'])

/** Of picoseconds: "12.5 us". */
export function formatTime(ps: number): string {
  if (!Number.isFinite(ps)) return 'for ever'
  if (ps !== 0 && Math.abs(ps) >= 100 * PS_PER_SECOND) return `${Number((ps / PS_PER_SECOND).toFixed(1))} s`
  return ps === 0 ? '0 s' : scaled(ps, 1000, ['ps', 'ns', 'us', 'ms', 's'])
}

/** Text as it may stand in a message: never more than forty characters. */
export function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`
}
