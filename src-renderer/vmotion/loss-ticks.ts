// Frames lost, by time and reason: a tick a pixel and reason, as high as there are frames (on a logarithmic scale), with a
// mark of its own for every reason so that colour is not needed to tell them apart.
import type { SeenSamples } from '../stores/seen-run'
import { firstAfter } from './sample-path'
import type { TimeScale } from './time-scale'

export interface LossTick {
  x: number
  time: number
  reason: string
  frames: number
}

/** Where a run does not say why. */
export const UNKNOWN_REASON = 'reason not known'

export interface LossSum {
  reason: string
  frames: number
}

function eachLoss(
  samples: SeenSamples,
  flows: readonly number[],
  from: number,
  to: number,
  take: (time: number, reason: string, frames: number) => void,
): void {
  const last = firstAfter(samples.times, to)
  for (let i = firstAfter(samples.times, from - 1e-12); i < last; i++) {
    for (const flow of flows) {
      const lost = samples.lost[flow]?.[i] ?? 0
      if (lost <= 0) continue
      const reasons = samples.lostBy[flow]?.[i]
      const time = samples.times[i] as number
      if (!reasons) take(time, UNKNOWN_REASON, lost)
      else for (const [reason, frames] of Object.entries(reasons)) if (frames > 0) take(time, reason, frames)
    }
  }
}

export function lossTicks(samples: SeenSamples, flows: readonly number[], scale: TimeScale): LossTick[] {
  const ticks = new Map<string, LossTick>()
  eachLoss(samples, flows, scale.from, scale.to, (time, reason, frames) => {
    const x = Math.round(scale.x(time))
    const key = `${reason} ${x}`
    const tick = ticks.get(key)
    if (tick) tick.frames += frames
    else ticks.set(key, { x, time, reason, frames })
  })
  return [...ticks.values()]
}

/** All of it between two times, most first. */
export function lossSums(samples: SeenSamples, flows: readonly number[], from: number, to: number): LossSum[] {
  const sums = new Map<string, number>()
  eachLoss(samples, flows, from, to, (_, reason, frames) => sums.set(reason, (sums.get(reason) ?? 0) + frames))
  return [...sums].map(([reason, frames]) => ({ reason, frames })).sort((a, b) => b.frames - a.frames)
}

/** Marks in an 8 × 8 box, by the place of a reason in the list of those that are shown. */
export const LOSS_MARKS = [
  'M1 1L7 7M7 1L1 7',
  'M4 0.5L7.5 4L4 7.5L0.5 4Z',
  'M1 1H7V7H1Z',
  'M4 1L7.5 7H0.5Z',
  'M4 0.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4',
  'M4 0.5V7.5M0.5 4H7.5',
] as const
