// The longest time in which a flow delivered nothing: what its user notices, and longer than the downtime, since frames
// also wait and get lost around it. Read from samples: a delivery is taken to be in the middle of its interval, so the
// length is exact to one interval.
import { firstAfter } from './sample-path'

export interface Gap {
  start: number
  end: number
}

/** Gaps that begin within the stretch, however late they end; a flow that has not begun or is over has none. */
export function longestGap(times: readonly number[], goodput: readonly number[], from: number, to: number): Gap | null {
  const last = Math.min(goodput.length, firstAfter(times, to))
  let best: Gap | null = null
  let delivered = -1
  for (let i = Math.max(0, firstAfter(times, from) - 1); i < goodput.length && delivered < last; i++) {
    if ((goodput[i] ?? 0) <= 0) continue
    if (i >= last && delivered < 0) break
    if (delivered >= 0 && i > delivered + 1) {
      const gap = { start: middleOf(times, delivered), end: middleOf(times, i) }
      if (best === null || gap.end - gap.start > best.end - best.start) best = gap
    }
    delivered = i
  }
  return best
}

const middleOf = (times: readonly number[], index: number): number =>
  ((times[index - 1] ?? 0) + (times[index] as number)) / 2
