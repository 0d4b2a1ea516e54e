// The log of a run: what a person should know happened, with a code from the closed list.
import type { LogEntry } from '../../../src-shared/result/result'
import type { LogCode } from '../../../src-shared/result/log-codes'
import { toSeconds } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'

/** More entries than anyone reads; what comes after is counted, not kept. */
const LIMIT = 10_000

export class EventLog {
  readonly entries: LogEntry[] = []
  /** Entries that did not fit. */
  omitted = 0

  constructor(private readonly sim: Simulator) {}

  add(level: LogEntry['level'], source: string, code: LogCode, says: string): void {
    if (this.entries.length >= LIMIT) this.omitted++
    else this.entries.push({ at: toSeconds(this.sim.now), level, source, code, says })
  }
}
