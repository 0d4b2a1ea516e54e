// The table of a validation as text for a terminal: one line a row, the reason below a miss.
import type { ValidationEntry, ValidationRow, ValidationUnit } from '../../src-shared/fidelity/validation-table'

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
export function quantity(value: number, unit: ValidationUnit, like = value): string {
  const scales = SCALES[unit]
  if (!scales) return unit === 'ratio' ? digits(value) : `${digits(value)} ${unit}`
  const [scale, name] = scales.find(([least]) => Math.abs(like) >= least) ?? scales[scales.length - 1]
  return `${digits(value / scale)} ${name}`
}

export function limits(row: ValidationRow): string {
  const { low, high, unit, expected } = row
  if (low === high) return 'exact'
  if (high === null) return low === null ? 'any' : `>= ${quantity(low, unit, expected)}`
  if (low === null) return `<= ${quantity(high, unit, expected)}`
  return `${quantity(low, unit, expected)} .. ${quantity(high, unit, expected)}`
}

export function printEntry(entry: ValidationEntry): string {
  const lines = [`\n${entry.item}  ${entry.title}  [${entry.profile}]`, `    ${entry.source}`]
  for (const row of entry.rows) {
    const { says, unit, expected, measured, verdict, basis } = row
    const figures = [quantity(expected, unit), limits(row), quantity(measured, unit, expected)]
    const cells = [says.padEnd(58), ...figures.map((text, i) => text.padEnd(i === 1 ? 26 : 14))]
    lines.push(`  ${verdict === 'hit' ? 'hit ' : 'MISS'}  ${cells.join(' ')} ${basis}`)
    if (row.because) lines.push(`        because ${row.because}`)
  }
  return lines.join('\n')
}
