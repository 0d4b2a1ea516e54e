// Numbers on the axes of the charts: short, with the unit, without zeros that say nothing.
import { formatCount, formatRate, formatTime } from '../ui/format'

export type Measure = 'rate' | 'time' | 'count' | 'cores'

const bare = (text: string): string => text.replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*?)0+(?=\D|$)/, '$1')

export function axisLabel(value: number, measure: Measure): string {
  if (value === 0) return '0'
  switch (measure) {
    case 'rate':
      return bare(formatRate(value))
    case 'time':
      return bare(formatTime(value))
    case 'count':
      return Number.isInteger(value) ? bare(formatCount(value)) : ''
    case 'cores':
      return String(Number(value.toFixed(2)))
  }
}

/** Times of an axis with as many digits as their distance needs. */
export function timeLabels(times: readonly number[]): string[] {
  const step = times.length > 1 ? (times[1] as number) - (times[0] as number) : 1
  const digits = decimalsOf(step)
  return times.map((time) => `${time.toFixed(digits)} s`)
}

/** Digits behind the point that write `step` down: 2.5 has one. */
function decimalsOf(step: number): number {
  for (let digits = 0; digits < 9; digits++) {
    const scaled = step * 10 ** digits
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits
  }
  return 9
}

/** Exactly, which `**` is not for negative exponents. */
const powerOfTen = (exponent: number): number => Number(`1e${exponent}`)

/** Where a logarithmic axis has its lines: at every power of ten. */
export function decadeLines(least: number, most: number): number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9)
  const last = Math.floor(Math.log10(most) + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => powerOfTen(first + k))
}

/** A logarithmic axis in whole decades around its values. */
export function decades(least: number | null, most: number | null): [number, number] {
  if (least === null || most === null || least <= 0) return [1e-6, 1e-3]
  const low = Math.floor(Math.log10(least) + 1e-9)
  return [powerOfTen(low), powerOfTen(Math.max(low + 1, Math.ceil(Math.log10(most) - 1e-9)))]
}
