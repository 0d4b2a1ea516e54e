// When things happened: the instants of a result by name. `vm-stunned` is the first log entry of that code,
// `link-down@esx-a/vmnic0` the first one that comes from there; a number is an instant itself.
import { LOG_CODES } from '../result/log-codes'
import { MIGRATION_PHASES } from '../result/migration-codes'
import type { LogEntry, MigrationResult, ModeChange } from '../result/result'
import { CheckProblem, describe, isProblem, type Evaluated, suggestion } from './check-value'
import type { CheckedResult } from './check-scope'

export interface LogFilter {
  code: string
  source?: string
  level?: string
  /** Seconds, both ends included. */
  after?: number
  before?: number
}

export function logEntries(result: CheckedResult, filter: LogFilter): CheckProblem | LogEntry[] {
  if (!Object.hasOwn(LOG_CODES, filter.code)) {
    return new CheckProblem(`The log has no code "${filter.code}".${suggestion(filter.code, Object.keys(LOG_CODES))}`)
  }
  return result.log.filter(
    (entry) =>
      entry.code === filter.code &&
      (filter.source === undefined || entry.source === filter.source) &&
      (filter.level === undefined || entry.level === filter.level) &&
      (filter.after === undefined || entry.at >= filter.after) &&
      (filter.before === undefined || entry.at <= filter.before),
  )
}

/** `code` or `code@source` to its entries, an instant to itself, nothing to none. */
export function momentsOf(result: CheckedResult, what: Evaluated): CheckProblem | number[] {
  if (isProblem(what)) return what
  if (typeof what === 'number') return [what]
  if (what === null || what === undefined) return []
  if (typeof what !== 'string') return new CheckProblem(`An event is a log code or a time, not ${describe(what)}.`)
  const split = what.indexOf('@')
  const found = logEntries(
    result,
    split < 0 ? { code: what } : { code: what.slice(0, split), source: what.slice(split + 1) },
  )
  return isProblem(found) ? found : found.map((entry) => entry.at)
}

/** The migration that is meant: a record of the result, or its position. */
export function migrationOf(result: CheckedResult, which: Evaluated): CheckProblem | MigrationResult {
  if (isProblem(which)) return which
  if (typeof which === 'number') {
    const found = result.migrations[which]
    return found ?? new CheckProblem(`There is no migration ${which}: there were ${result.migrations.length}.`)
  }
  const found = result.migrations.find((one) => one === which)
  return found ?? new CheckProblem(`A migration is meant, such as migrations[0], not ${describe(which)}.`)
}

/** Start or end of a phase; nothing where the migration never came to it. */
export function phaseTime(migration: MigrationResult, phase: string, edge: string): Evaluated {
  if (!Object.hasOwn(MIGRATION_PHASES, phase)) {
    return new CheckProblem(`There is no phase "${phase}".${suggestion(phase, Object.keys(MIGRATION_PHASES))}`)
  }
  if (edge !== 'start' && edge !== 'end') return new CheckProblem(`A phase has a "start" and an "end", no "${edge}".`)
  return migration.phases.find((one) => one.name === phase)?.[edge] ?? null
}

/** The changes of one vNIC, in their order; the first is the start of the run. */
export function modesOf(result: CheckedResult, nic: string): CheckProblem | ModeChange[] {
  const rows = result.modes.filter((row) => row.nic === nic)
  if (rows.length > 0) return rows
  const known = [...new Set(result.modes.map((row) => row.nic))]
  return new CheckProblem(`No vNIC "${nic}" has run.${suggestion(nic, known)}`)
}

/** The last change at or before an instant. */
export function modeAt(rows: readonly ModeChange[], at: number): ModeChange | null {
  let present: ModeChange | null = null
  for (const row of rows) if (row.at <= at) present = row
  return present
}

/** Where a VM is at an instant: where the document puts it, and then where its migrations have carried it. */
export function hostAt(result: CheckedResult, vm: string, start: string, at: number): string {
  let host = start
  for (const move of result.migrations) {
    if (move.vm !== vm || move.outcome !== 'completed') continue
    const arrival = move.phases.find((phase) => phase.name === 'resume')?.start ?? move.at + move.total
    if (arrival <= at) host = move.to
  }
  return host
}
