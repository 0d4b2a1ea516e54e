// The stretch of time that the charts show: the whole run, the last part of it, or one that was chosen and stays.

export type ChartShow =
  { kind: 'whole' } | { kind: 'last'; seconds: number } | { kind: 'fixed'; from: number; to: number }

/** Lengths that make sense for a run, longest first. */
export function lastLengths(duration: number): number[] {
  return [60, 10, 5, 1, 0.1, 0.01].filter((seconds) => seconds < duration * 0.9)
}

export function chartWindow(show: ChartShow, now: number, duration: number): { from: number; to: number } {
  switch (show.kind) {
    case 'whole':
      return { from: 0, to: Math.max(duration, 1e-6) }
    case 'last': {
      // at the start of a run there is room to the right rather than a line that moves from the first moment
      const to = Math.max(now, show.seconds)
      return { from: to - show.seconds, to }
    }
    case 'fixed':
      return { from: show.from, to: Math.max(show.to, show.from + 1e-9) }
  }
}

/** Sums up: losses so far instead of losses since the sample before. */
export function runningSum(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}
