// The log of a run: what a person should know happened, with a code from the closed list.
import type { LogEntry } from '../../../src-shared/result/result'
import type { LogCode } from '../../../src-shared/result/log-codes'
import type { Simulator } from '../kernel/simulator'
import { OrderedRows } from './ordered-rows'

/** More entries than anyone reads; what comes after is counted, not kept. */
const LIMIT = 10_000

export class EventLog {
  /** Entries that did not fit. */
  omitted = 0
  private readonly kept: OrderedRows<LogEntry>

  constructor(sim: Simulator) {
    this.kept = new OrderedRows(sim)
  }

  get entries(): LogEntry[] {
    return this.kept.rows
  }

  add(level: LogEntry['level'], source: string, code: LogCode, says: string): void {
    this.kept.add({ level, source, code, says })
    if (this.kept.rows.length <= LIMIT) return
    this.kept.pop()
    this.omitted++
  }
}
