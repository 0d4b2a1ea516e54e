// What the names of a check mean: the parts of a result. Wall time is left out on purpose: it differs from run to run.
// `counters["esx-a/vmnic0"].rxFrames` finds a counter of the row, `.drops.queue-full` a loss; both are 0 where nothing
// happened, and an unknown name is a problem that names the nearest known one.
import { COUNTERS, isCounter } from '../result/counters'
import { DROP_REASON_CODES } from '../result/drop-reasons'
import type { LabResult } from '../result/result'
import type { OtherRuns } from './other-runs'
import { CheckProblem, describe, isRecord, type Evaluated, suggestion } from './check-value'

/** The parts of a result that a check may read; the checks themselves come out of it. */
export type CheckedResult = Omit<LabResult, 'format' | 'wall' | 'digest' | 'checks' | 'engine'> & {
  /** Further runs, made only where a check asks for them. */
  others?: OtherRuns
}

export const ROOTS = [
  'flows',
  'counters',
  'cpu',
  'memory',
  'migrations',
  'modes',
  'capabilities',
  'guest',
  'log',
  'series',
  'simulated',
  'events',
  'frames',
  'seed',
] as const satisfies readonly (keyof CheckedResult)[]

const REASONS: ReadonlySet<string> = new Set(DROP_REASON_CODES)

export function rootValue(result: CheckedResult, name: string): Evaluated {
  if (name === 'lab') return result.document
  const root = ROOTS.find((candidate) => candidate === name)
  if (root === undefined) return new CheckProblem(`"${name}" is not known.${suggestion(name, [...ROOTS, 'lab'])}`)
  return result[root] ?? {}
}

type CounterRow = LabResult['counters'][string]

const isCounterRow = (value: Record<string, unknown>): value is CounterRow =>
  typeof value.kind === 'string' && isRecord(value.counters) && isRecord(value.drops)

function counterOf(row: CounterRow, name: string): Evaluated {
  if (name === 'kind' || name === 'counters' || name === 'drops') return row[name]
  const value = Object.hasOwn(row.counters, name) ? row.counters[name] : undefined
  if (value !== undefined) return value
  if (isCounter(row.kind, name)) return 0
  const known = Object.hasOwn(COUNTERS, row.kind)
    ? Object.keys(COUNTERS[row.kind as keyof typeof COUNTERS])
    : Object.keys(row.counters)
  return new CheckProblem(`A ${row.kind} has no counter "${name}".${suggestion(name, [...known, 'drops'])}`)
}

/** `value.name`, where `path` is how the value was reached. */
export function member(value: Evaluated, name: string, path: string): Evaluated {
  if (value instanceof CheckProblem) return value
  if (value === null || value === undefined) return new CheckProblem(`${path} is not there, so it has no "${name}".`)
  if (Array.isArray(value)) {
    if (name === 'length') return value.length
    return new CheckProblem(`${path} is a list: write ${path}[0].${name} or ${path}[*].${name}.`)
  }
  if (!isRecord(value)) return new CheckProblem(`${path} is ${describe(value)} and has no "${name}".`)
  if (isCounterRow(value)) return counterOf(value, name)
  if (Object.hasOwn(value, name)) return value[name]
  if (REASONS.has(name) && /\.(drops|lostBy)$/.test(path)) return 0
  return new CheckProblem(`${path} has no "${name}".${suggestion(name, Object.keys(value))}`)
}

/** `value[index]`: a position in a list, or a name. */
export function item(value: Evaluated, index: Evaluated, path: string): Evaluated {
  if (value instanceof CheckProblem) return value
  if (index instanceof CheckProblem) return index
  if (typeof index === 'string') return member(value, index, path)
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    return new CheckProblem(`${path}[...] takes a whole number or a "name", not ${describe(index)}.`)
  }
  if (!Array.isArray(value)) return new CheckProblem(`${path} is not a list.`)
  const at = index < 0 ? value.length + index : index
  if (at < 0 || at >= value.length) {
    return new CheckProblem(
      `${path} has ${value.length === 0 ? 'no entries' : `${value.length} entries`}, none is ${index}.`,
    )
  }
  return value[at]
}

/** All values of a list or a record. */
export function each(value: Evaluated, path: string): CheckProblem | unknown[] {
  if (value instanceof CheckProblem) return value
  if (Array.isArray(value)) return value
  if (isRecord(value)) return Object.values(value)
  return new CheckProblem(`${path} is ${describe(value)}: "*" needs a list or a group.`)
}
