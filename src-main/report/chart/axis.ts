// Scales of charts: round numbers for people, evenly spaced.

/** About `count` round values from `low` to at least `high`. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low
  if (!(span > 0)) return [low]
  const rough = span / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999)!
  const ticks: number[] = []
  const first = Math.ceil(low / step - 1e-9)
  for (let index = first; index * step <= high + step * 1e-6; index++)
    ticks.push(Number((index * step).toPrecision(12)))
  return ticks
}

/** The first round value that is not below `value`. */
export function niceTop(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((factor) => factor * power).find((top) => top >= value * 0.9999)!
}

export interface Scale {
  low: number
  high: number
  /** Where the two ends are on paper. */
  from: number
  to: number
}

export const place = ({ low, high, from, to }: Scale, value: number): number =>
  high === low ? from : from + ((value - low) / (high - low)) * (to - from)

/** Of a list too long to be arguments; nothing measured counts as zero. */
export function greatest(values: Iterable<number | null>): number {
  let most = 0
  for (const value of values) if (value !== null && value > most) most = value
  return most
}
