// `count(what, …)`: how often something happened in a run, by what and where.
import { own } from '../lab/maps'
import { DROP_REASONS, DROP_REASON_CODES } from '../result/drop-reasons'
import { LOG_CODES } from '../result/log-codes'
import { LIFE_STAGES } from '../result/packet-life'
import type { CheckedResult } from './check-scope'
import { CheckProblem, isProblem, type Evaluated, suggestion } from './check-value'
import { logEntries } from './check-moments'
import type { LogEntry } from '../result/result'

export type Where = Readonly<Record<string, string | number>>

const total = (values: Iterable<number>) => {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** Losses of one flow, of one component, or of all components. */
function drops(result: CheckedResult, where: Where): Evaluated {
  const reason = where.reason === undefined ? undefined : String(where.reason)
  if (reason !== undefined && !Object.hasOwn(DROP_REASONS, reason)) {
    return new CheckProblem(`There is no drop reason "${reason}".${suggestion(reason, DROP_REASON_CODES)}`)
  }
  const of = (lost: Record<string, number>) =>
    reason === undefined ? total(Object.values(lost)) : (own(lost, reason) ?? 0)
  if (where.flow !== undefined) {
    const flow = own(result.flows, String(where.flow))
    if (flow) return of(flow.lostBy)
    return new CheckProblem(
      `There is no flow "${where.flow}".${suggestion(String(where.flow), Object.keys(result.flows))}`,
    )
  }
  if (where.at !== undefined) {
    const row = own(result.counters, String(where.at))
    if (row) return of(row.drops)
    return new CheckProblem(
      `Nothing counts at "${where.at}".${suggestion(String(where.at), Object.keys(result.counters))}`,
    )
  }
  return total(Object.values(result.counters).map((row) => of(row.drops)))
}

/** Of one host, or of all. */
function perHost(result: CheckedResult, where: Where, of: (row: CheckedResult['cpu'][string]) => number): Evaluated {
  if (where.host === undefined) return total(Object.values(result.cpu).map(of))
  const row = own(result.cpu, String(where.host))
  if (row) return of(row)
  return new CheckProblem(`There is no host "${where.host}".${suggestion(String(where.host), Object.keys(result.cpu))}`)
}

const inTime = (at: number, where: Where) =>
  (where.after === undefined || at >= Number(where.after)) && (where.before === undefined || at <= Number(where.before))

/** The log entries behind a count, in their order; none where it counts something else. */
export function logOf(result: CheckedResult, what: string, where: Where): LogEntry[] {
  const found = Object.hasOwn(LOG_CODES, what) ? logEntries(result, { code: what, ...(where as object) }) : []
  return isProblem(found) ? [] : found
}

export function countOf(result: CheckedResult, what: string, where: Where): Evaluated {
  switch (what) {
    case 'drop':
      return drops(result, where)
    case 'exit':
      return perHost(result, where, (row) => row.exits)
    case 'interrupt':
      if (where.kind !== undefined && where.kind !== 'physical' && where.kind !== 'virtual') {
        return new CheckProblem(`Interrupts are "physical" or "virtual", not "${where.kind}".`)
      }
      return perHost(result, where, ({ interrupts }) =>
        where.kind === undefined
          ? interrupts.physical + interrupts.virtual
          : interrupts[where.kind as 'physical' | 'virtual'],
      )
    case 'migration':
      return result.migrations.filter(
        (move) =>
          (where.vm === undefined || move.vm === where.vm) &&
          (where.outcome === undefined || move.outcome === where.outcome) &&
          inTime(move.at, where),
      ).length
    case 'mode':
      return result.modes.filter(
        (row) =>
          (where.nic === undefined || row.nic === where.nic) &&
          (where.mode === undefined || row.mode === where.mode) &&
          inTime(row.at, where),
      ).length
    default: {
      if (!Object.hasOwn(LOG_CODES, what)) {
        const counted = ['drop', 'exit', 'interrupt', 'migration', 'mode', 'dma']
        const known = [...counted, ...Object.keys(LOG_CODES), ...Object.keys(LIFE_STAGES)]
        return new CheckProblem(`count() does not know "${what}".${suggestion(what, known)}`)
      }
      const found = logEntries(result, { code: what, ...(where as object) })
      return isProblem(found) ? found : found.length
    }
  }
}
