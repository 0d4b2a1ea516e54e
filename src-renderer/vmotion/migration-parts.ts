// A migration cut into what is drawn: phases with the rounds of pre-copy as parts of them, the times at which something
// begins or ends, and what the VM does at each time. Zero-length phases stay: they are moments worth a mark.
import type { MigrationPhase } from '../../src-shared/result/migration-codes'
import type { MigrationResult } from '../../src-shared/result/result'

export interface PhasePart {
  phase: MigrationPhase
  /** Of pre-copy: 1, 2, …; 0 for any other phase. */
  round: number
  start: number
  end: number
  /** Pages sent in it, where it is known. */
  pages: number | null
}

export const PHASE_NAMES: Record<MigrationPhase, string> = {
  compatibility: 'Check',
  'to-emulation': 'To emulation',
  unplug: 'Unplug',
  'pre-copy': 'Pre-copy',
  'switch-over': 'Switch-over',
  resume: 'Resume',
  announce: 'Announce',
  'to-passthrough': 'To passthrough',
  plug: 'Plug',
}

const isPhase = (name: string): name is MigrationPhase => Object.hasOwn(PHASE_NAMES, name)

export const PAGE_BYTES = 4096

/** Pages that were sent while the VM stood still: what is in the bytes and in no round. */
export function stoppedPages(migration: MigrationResult): number {
  const sent = migration.rounds.reduce((sum, round) => sum + round.pages, 0)
  return Math.max(0, Math.round(migration.bytes / PAGE_BYTES - sent))
}

export function migrationParts(migration: MigrationResult): PhasePart[] {
  const parts: PhasePart[] = []
  for (const { name, start, end } of migration.phases) {
    if (!isPhase(name)) continue
    if (name !== 'pre-copy') {
      const pages = name === 'switch-over' ? stoppedPages(migration) : null
      parts.push({ phase: name, round: 0, start, end, pages })
      continue
    }
    let from = start
    migration.rounds.forEach((round, k) => {
      const to = Math.min(from + round.seconds, end)
      parts.push({ phase: name, round: k + 1, start: from, end: to, pages: round.pages })
      from = to
    })
    const isUnderWay = migration.outcome === 'running' && migration.phases[migration.phases.length - 1]?.name === name
    if (migration.rounds.length === 0 || (isUnderWay && end > from)) {
      parts.push({ phase: name, round: migration.rounds.length + 1, start: from, end, pages: null })
    }
  }
  return parts
}

/** Sums of times that mean the same picosecond may differ behind the comma. */
const SAME = 1e-11

/** Every time at which a part begins or ends, once each, in order. */
export function cutsOf(parts: readonly PhasePart[]): number[] {
  const times = parts.flatMap((part) => [part.start, part.end]).sort((a, b) => a - b)
  return times.filter((time, k) => k === 0 || time - (times[k - 1] as number) > SAME)
}

/** The part that a moment belongs to: the last one that has begun, while the migration lasts. */
export function partAt(parts: readonly PhasePart[], time: number): PhasePart | null {
  const last = parts[parts.length - 1]
  const first = parts[0]
  if (!first || !last || time < first.start || time > last.end) return null
  let found = first
  for (const part of parts) {
    if (part.start > time) break
    // a moment without length belongs to what comes after it, unless it is exactly there
    if (part.end > time || part.start === time || part === last) found = part
  }
  return found
}

/** When the VM stood still; null: it never did. An end of null: it still does. */
export function stopOf(migration: MigrationResult): { start: number; end: number | null } | null {
  const stop = migration.phases.find((phase) => phase.name === 'switch-over')
  if (!stop) return null
  const hasResumed = migration.phases.some((phase) => phase.name === 'resume') || migration.outcome !== 'running'
  return { start: stop.start, end: hasResumed ? stop.start + migration.downtime : null }
}
