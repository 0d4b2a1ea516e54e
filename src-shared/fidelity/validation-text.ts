// Figures of the validation table as people read them: the same in a terminal, in Markdown and in the window.
import type { ValidationRow, ValidationUnit } from './validation-table'

const SCALES: Partial<Record<ValidationUnit, readonly [number, string][]>> = {
  'bit/s': [
    [1e9, 'Gb/s'],
    [1e6, 'Mb/s'],
    [1, 'bit/s'],
  ],
  'frames/s': [
    [1e6, 'Mpps'],
    [1e3, 'kpps'],
    [1, 'pps'],
  ],
  s: [
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'us'],
    [1e-9, 'ns'],
  ],
  bytes: [
    [1e6, 'MB'],
    [1, 'B'],
  ],
}

const digits = (value: number): string => {
  const rounded = Number(value.toPrecision(4))
  return Number.isInteger(value) ? String(value) : String(rounded)
}

/** `9.41 Gb/s`; figures of the same row share the scale of `like`. */
export function quantity(value: number | null, unit: ValidationUnit, like = value): string {
  // JSON has no NaN
  if (value === null || Number.isNaN(value)) return 'nothing'
  const scales = SCALES[unit]
  if (!scales) return unit === 'ratio' ? digits(value) : `${digits(value)} ${unit}`
  const [scale, name] = scales.find(([least]) => Math.abs(like ?? 0) >= least) ?? scales[scales.length - 1]!
  return `${digits(value / scale)} ${name}`
}

export function limits(row: ValidationRow): string {
  const { low, high, unit, expected } = row
  if (low === high) return low === null ? 'any' : 'exact'
  if (high === null) return `>= ${quantity(low, unit, expected)}`
  if (low === null) return `<= ${quantity(high, unit, expected)}`
  return `${quantity(low, unit, expected)} .. ${quantity(high, unit, expected)}`
}

/** Expected, limits and measured, in the scale of what was expected. */
export const figures = (row: ValidationRow): { expected: string; limits: string; measured: string } => ({
  expected: quantity(row.expected, row.unit),
  limits: limits(row),
  measured: quantity(row.measured, row.unit, row.expected),
})
