// Measurements of a real host as CSV: a row a measurement, with what was sent and how many cores were busy.
// Columns: `cpu` (cores) or `cpu%` (percent of one core); `pps` and `size` of the lab's one udp flow; any place of the
// document, such as flows/load/rate or vms/web-1/nics/eth0/adapter.
import { checkLab } from '@shared/lab/check-lab'
import { DEFAULTS } from '@shared/lab/defaults'
import { entries } from '@shared/lab/maps'
import { type Lab } from '@shared/lab/schema'
import { quantityOr } from '@shared/lab/units'
import { withChanges } from '@shared/lab/variants'

export interface Measurement {
  /** Of the file. */
  line: number
  /** The lab as it was measured. */
  lab: Lab
  /** Busy, on average. */
  cores: number
}

/** Problems: all of them, each with its line. */
export type ReadMeasurements = { ok: true; measurements: Measurement[] } | { ok: false; problems: string[] }

const FRACTION: Readonly<Record<string, number>> = { cpu: 1, 'cpu%': 0.01 }

interface Line {
  number: number
  cells: string[]
}

export function readMeasurements(text: string, lab: Lab): ReadMeasurements {
  const lines: Line[] = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
    .map((line) => ({
      number: line.number,
      cells: line.text.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
    }))
  const [head, ...rows] = lines
  if (head === undefined) return { ok: false, problems: ['the file is empty'] }
  const problems = headProblems(head, lab)
  if (problems.length > 0) return { ok: false, problems }
  const measurements = rows.flatMap((row) => measurementOf(row, head.cells, lab, problems))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, measurements }
}

const isPlace = (column: string): boolean => column.includes('/')

function headProblems({ number, cells }: Line, lab: Lab): string[] {
  const problems: string[] = []
  if (cells.filter((cell) => cell in FRACTION).length !== 1) {
    problems.push(`line ${number}: there is one column "cpu" (cores busy) or "cpu%" (percent of one core): name it so`)
  }
  for (const cell of cells) {
    if (cell in FRACTION || isPlace(cell)) continue
    if (cell !== 'pps' && cell !== 'size') {
      problems.push(
        `line ${number}: "${cell}" is no column: there are cpu, cpu%, pps, size, and places such as flows/load/rate`,
      )
    } else if (udpFlow(lab) === null) {
      problems.push(
        `line ${number}: "${cell}" is of the udp flow, and the lab has not exactly one: name a place, such as flows/load/rate`,
      )
    }
  }
  const twice = cells.find((cell, index) => cells.indexOf(cell) !== index)
  if (twice !== undefined) problems.push(`line ${number}: "${twice}" is there twice`)
  return problems
}

/** Its id; null: there are several, or none. */
function udpFlow(lab: Lab): string | null {
  const flows = entries(lab.flows).filter(([, { type }]) => type === 'udp')
  return flows.length === 1 ? flows[0]![0] : null
}

function measurementOf({ number, cells }: Line, columns: string[], lab: Lab, problems: string[]): Measurement[] {
  if (cells.length !== columns.length) {
    problems.push(`line ${number}: has ${cells.length} values for ${columns.length} columns`)
    return []
  }
  const values = new Map(columns.map((column, index) => [column, cells[index]!]))
  const numberOf = (column: string): number => {
    const value = Number(values.get(column))
    if (values.get(column) !== '' && Number.isFinite(value) && value > 0) return value
    problems.push(`line ${number}: ${column} is "${values.get(column)}": a number above 0 is needed`)
    return NaN
  }
  const measured = columns.find((column) => column in FRACTION)!
  const cores = numberOf(measured) * FRACTION[measured]!
  const set: Record<string, unknown> = {}
  for (const [column, cell] of values) if (isPlace(column)) set[column] = valueOf(cell)
  const flow = udpFlow(lab)
  if (flow !== null && values.has('size')) set[`flows/${flow}/size`] = numberOf('size')
  if (flow !== null && values.has('pps')) {
    const given = set[`flows/${flow}/size`] ?? lab.flows?.[flow]?.size
    const size = quantityOr(given as number | string | undefined, 'size', DEFAULTS.udpSize)
    set[`flows/${flow}/rate`] = numberOf('pps') * size * 8
  }
  if (problems.length > 0) return []
  const changed = withChanges(lab, set)
  const problem = checkLab(changed).find(({ level }) => level === 'error')
  if (problem === undefined) return [{ line: number, lab: changed, cores }]
  problems.push(`line ${number}: the lab cannot run so: ${problem.path}: ${problem.says}`)
  return []
}

function valueOf(cell: string): string | number | boolean {
  if (cell === 'true' || cell === 'false') return cell === 'true'
  return cell !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell
}
