// The formula behind the rounds: while a round of V pages goes out at B pages per second, the guest writes at D pages per
// second, so that the next round has V · D/B pages, up to its working set. A geometric series with the ratio D/B.
import type { MigrationResult } from '../../src-shared/result/result'

export interface PreCopySeries {
  /** Pages per second that the network took in the first round. */
  pace: number
  /** Pages per second that the guest writes. */
  dirtyRate: number
  /** D/B; 1 or more never ends by itself. */
  ratio: number
  /** Pages of each round as the formula has them, as many as there were rounds, and one more for the rest. */
  expected: number[]
}

/** Null before the first round has ended: nothing is known of the pace then. */
export function preCopySeries(
  migration: MigrationResult,
  dirtyRate: number,
  workingSetPages: number,
): PreCopySeries | null {
  const first = migration.rounds[0]
  if (!first || first.seconds <= 0 || first.pages <= 0) return null
  const pace = first.pages / first.seconds
  const ratio = dirtyRate / pace
  const expected = [first.pages]
  for (let k = 0; k < migration.rounds.length; k++) {
    expected.push(Math.min(workingSetPages, (expected[k] as number) * ratio))
  }
  return { pace, dirtyRate, ratio, expected }
}
