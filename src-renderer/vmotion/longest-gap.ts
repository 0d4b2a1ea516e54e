// The longest time in which a flow delivered nothing: what its user notices, and longer than the downtime, since frames
// also wait and get lost around it. Read from samples, so it is exact to one interval between two of them.
import { firstAfter } from './sample-path'

export interface Gap {
  start: number
  end: number
}

/** Only gaps that end within the stretch count: a flow that has not begun or is over has none. */
export function longestGap(times: readonly number[], goodput: readonly number[], from: number, to: number): Gap | null {
  const last = Math.min(goodput.length, firstAfter(times, to))
  let best: Gap | null = null
  let lastDelivery: number | null = null
  for (let i = Math.max(0, firstAfter(times, from) - 1); i < last; i++) {
    if ((goodput[i] ?? 0) <= 0) continue
    // something came somewhere within the interval before this sample
    const before = times[i - 1] ?? 0
    if (
      lastDelivery !== null &&
      before > lastDelivery &&
      (best === null || before - lastDelivery > best.end - best.start)
    ) {
      best = { start: lastDelivery, end: before }
    }
    lastDelivery = times[i] as number
  }
  return best
}
