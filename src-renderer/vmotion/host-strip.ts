// Where the VM is over time: on its source, standing still, on its destination.
import type { MigrationResult } from '../../src-shared/result/result'
import { stopOf } from './migration-parts'

export interface HostStretch {
  start: number
  end: number
  /** Null: it stands still. */
  host: string | null
}

/** `migrations` of one VM in order; refused ones change nothing. */
export function hostStrip(migrations: readonly MigrationResult[], from: number, to: number): HostStretch[] {
  const stretches: HostStretch[] = []
  const put = (start: number, end: number, host: string | null): void => {
    const a = Math.max(from, start)
    const b = Math.min(to, end)
    if (b <= a) return
    const last = stretches[stretches.length - 1]
    if (last && last.host === host && last.end >= a) last.end = b
    else stretches.push({ start: a, end: b, host })
  }
  let since = -Infinity
  let host: string | null = null
  for (const migration of migrations) {
    if (migration.outcome === 'refused') continue
    const stop = stopOf(migration)
    host = migration.from
    if (!stop) continue
    put(since, stop.start, host)
    put(stop.start, stop.end ?? Infinity, null)
    since = stop.end ?? Infinity
    host = migration.outcome === 'failed' ? migration.from : migration.to
  }
  if (host !== null) put(since, Infinity, host)
  return stretches
}
