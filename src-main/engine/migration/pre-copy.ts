// The rounds of a pre-copy: what is sent in each, when to stop, how fast. Time passes only by the channel's progress.
// Read RULES.md G2–G5 first. Round 1 is all memory; round k + 1 is what was written during round k.
import type { AdaptiveRateModel } from '../../../src-shared/lab/lab-model'
import { PAGE_BYTES } from './dirty-memory'

export interface RoundRecord {
  pages: number
  seconds: number
}

export interface PreCopyLimits {
  downtimeGoalPs: number
  maxRounds: number
}

export type RoundVerdict = 'next-round' | 'switch-over' | 'not-converging'

/**
 * After a round of `pages` in `seconds`: is the rest small enough to be sent within the goal while the VM stands still?
 * `not-converging`: the limit of rounds is reached and the goal is not; the VM is stopped all the same.
 */
export function judgeRound(
  rounds: readonly RoundRecord[],
  remainingPages: number,
  limits: PreCopyLimits,
): RoundVerdict {
  const last = rounds[rounds.length - 1]
  const pagesPerSecond = last.seconds > 0 ? last.pages / last.seconds : Infinity
  if (remainingPages / pagesPerSecond <= limits.downtimeGoalPs / 1e12) return 'switch-over'
  return rounds.length >= limits.maxRounds ? 'not-converging' : 'next-round'
}

/**
 * G16: how fast the next round goes, or that there is none. `dirtied`: pages written during the last round, which went at
 * `lastBps`. Beyond the maximum there is one round at the maximum.
 */
export function judgeRate(
  rounds: readonly RoundRecord[],
  lastBps: number,
  dirtied: number,
  rate: AdaptiveRateModel,
  maxRounds: number,
): { verdict: RoundVerdict; bps: number } {
  const bytes = pagesToBytes(dirtied)
  const { seconds } = rounds[rounds.length - 1]
  const wanted = Math.max(rate.minBps, seconds > 0 ? (bytes * 8) / seconds + rate.incrementBps : Infinity)
  const bps = Math.min(wanted, rate.maxBps)
  if (bytes <= rate.remainderBytes) return { verdict: 'switch-over', bps }
  const isExhausted = (wanted > rate.maxBps && lastBps >= rate.maxBps) || rounds.length >= maxRounds
  return { verdict: isExhausted ? 'not-converging' : 'next-round', bps }
}

/**
 * The closed form that a run is compared with: memory `pages`, dirty rate and bandwidth in pages per second.
 * Round k sends pages × r^k, as far as the working set allows; the rest is sent while the VM stands still.
 */
export function geometricSeries(
  pages: number,
  workingSetPages: number,
  dirtyRate: number,
  bandwidth: number,
  limits: PreCopyLimits,
): { rounds: RoundRecord[]; remainder: number; stopSeconds: number } {
  const rounds: RoundRecord[] = []
  let next = pages
  for (;;) {
    const seconds = next / bandwidth
    rounds.push({ pages: next, seconds })
    next = Math.min(workingSetPages, dirtyRate * seconds)
    if (judgeRound(rounds, next, limits) !== 'next-round')
      return { rounds, remainder: next, stopSeconds: next / bandwidth }
  }
}

export const pagesToBytes = (pages: number): number => pages * PAGE_BYTES
