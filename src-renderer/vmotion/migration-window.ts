// The stretch of time that the theatre shows: a migration, its stop, or the whole run, with some air on both sides; and
// how wheel and keys change it.
import type { MigrationResult } from '../../src-shared/result/result'
import { endOfMigration } from '../stores/seen-run'
import { stopOf } from './migration-parts'

export interface TimeWindow {
  from: number
  to: number
}

/** No shorter than this: a picosecond clock has no use for more, and a double no room. */
const LEAST = 1e-6

export function migrationWindow(migration: MigrationResult, duration: number): TimeWindow {
  const length = Math.max(endOfMigration(migration) - migration.at, 1e-3)
  return clamped({ from: migration.at - length * 0.07, to: migration.at + length * 1.1 }, duration)
}

export function stopWindow(migration: MigrationResult, duration: number): TimeWindow | null {
  const stop = stopOf(migration)
  if (!stop) return null
  const end = Math.max(stop.end ?? stop.start, endOfMigration(migration))
  const length = Math.max(end - stop.start, 1e-3)
  return clamped({ from: stop.start - length * 0.35, to: end + length * 0.25 }, duration)
}

export function clamped(window: TimeWindow, duration: number): TimeWindow {
  const length = Math.min(Math.max(window.to - window.from, LEAST), duration)
  const from = Math.min(Math.max(0, window.from), duration - length)
  return { from, to: from + length }
}

/** `factor` < 1 shows less time; `around` stays where it is. */
export function zoomed(window: TimeWindow, factor: number, around: number, duration: number): TimeWindow {
  const length = Math.min(Math.max((window.to - window.from) * factor, LEAST), duration)
  const share = (around - window.from) / (window.to - window.from)
  return clamped({ from: around - share * length, to: around + (1 - share) * length }, duration)
}

export function shifted(window: TimeWindow, by: number, duration: number): TimeWindow {
  return clamped({ from: window.from + by, to: window.to + by }, duration)
}
