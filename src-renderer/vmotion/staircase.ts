// Pages left to send, as steps that fall: one step a round, each as high as what the round had to send. On a logarithmic
// scale rounds that shrink by the same factor are steps of the same height: a geometric series looks like a stair.
import type { MigrationResult } from '../../src-shared/result/result'
import { stoppedPages } from './migration-parts'

export interface Step {
  start: number
  end: number
  pages: number
}

/** `points` is what a run reports while it copies: [time at which a round began, its pages]. */
export function staircase(migration: MigrationResult, points: readonly (readonly [number, number])[]): Step[] {
  const known = points.length > 0 ? stepsOfPoints(migration, points) : []
  // of a migration that was watched only in part, the result knows more
  const rebuilt = stepsOfRounds(migration)
  return known.length >= rebuilt.length ? known : rebuilt
}

function stepsOfPoints(migration: MigrationResult, points: readonly (readonly [number, number])[]): Step[] {
  const end = endOfCopy(migration)
  return points
    .map(([start, pages], k) => ({ start, end: points[k + 1]?.[0] ?? Math.max(start, end), pages }))
    .filter((step) => step.pages > 0)
}

/** From the rounds of the result, where nobody watched. */
function stepsOfRounds(migration: MigrationResult): Step[] {
  const copy = migration.phases.find((phase) => phase.name === 'pre-copy')
  const stop = migration.phases.find((phase) => phase.name === 'switch-over')
  const steps: Step[] = []
  let from = copy?.start ?? stop?.start ?? migration.at
  for (const round of migration.rounds) {
    steps.push({ start: from, end: from + round.seconds, pages: round.pages })
    from += round.seconds
  }
  const rest = stoppedPages(migration)
  if (stop && rest > 0) steps.push({ start: from, end: endOfCopy(migration), pages: rest })
  return steps
}

function endOfCopy(migration: MigrationResult): number {
  const copying = migration.phases.filter((phase) => phase.name === 'pre-copy' || phase.name === 'switch-over')
  return copying[copying.length - 1]?.end ?? migration.at
}

/** Share of the height at which `pages` stands: 1 is `most`, 0 is nothing left; one page is a little above nothing. */
export function stepHeight(pages: number, most: number): number {
  if (pages <= 0 || most <= 0) return 0
  return (Math.log10(pages) + 0.3) / (Math.log10(Math.max(most, 10)) + 0.3)
}
