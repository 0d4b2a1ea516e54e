// Samples over time as SVG paths, no more than two points a pixel: of the samples that share a pixel the least and the
// greatest are drawn, so that no peak is lost. A sample holds for the interval that ends at its time.
import type { TimeScale } from './time-scale'

/** Index of the first time that is greater than `time`. */
export function firstAfter(times: readonly number[], time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) > time) high = middle
    else low = middle + 1
  }
  return low
}

interface Column {
  x: number
  /** Where the interval of its first sample begins. */
  x0: number
  min: number
  max: number
}

function columnsOf(
  times: readonly number[],
  values: readonly (number | null)[],
  scale: TimeScale,
  onGap: () => void,
  onColumn: (column: Column) => void,
): void {
  const last = Math.min(times.length, values.length, firstAfter(times, scale.to) + 1)
  let column: Column | null = null
  for (let i = Math.max(0, firstAfter(times, scale.from) - 1); i < last; i++) {
    const value = values[i]
    if (value == null) {
      if (column) onColumn(column)
      column = null
      onGap()
      continue
    }
    const x = Math.round(scale.x(times[i] as number))
    if (column && column.x === x) {
      column.min = Math.min(column.min, value)
      column.max = Math.max(column.max, value)
    } else {
      if (column) onColumn(column)
      column = { x, x0: Math.round(scale.x(times[i - 1] ?? 0)), min: value, max: value }
    }
  }
  if (column) onColumn(column)
}

/** A line with gaps where there is no value; a lone sample is as long as its interval. `y` turns a value into pixels. */
export function linePath(
  times: readonly number[],
  values: readonly (number | null)[],
  scale: TimeScale,
  y: (value: number) => number,
): string {
  let path = ''
  let isDown = false
  const put = (x: number, value: number): void => {
    path += `${isDown ? 'L' : 'M'}${x} ${round(y(value))}`
    isDown = true
  }
  columnsOf(
    times,
    values,
    scale,
    () => (isDown = false),
    ({ x, x0, min, max }) => {
      if (!isDown && x0 < x) put(x0, max)
      put(x, max)
      if (min !== max) put(x, min)
    },
  )
  return path
}

/** Steps, each up to the time of its sample. */
export function stepPath(
  times: readonly number[],
  values: readonly number[],
  scale: TimeScale,
  y: (value: number) => number,
): { line: string; area: string } {
  const zero = round(y(0))
  let line = ''
  let firstX = 0
  columnsOf(
    times,
    values,
    scale,
    () => undefined,
    ({ x, min, max }) => {
      if (line === '') {
        firstX = Math.max(0, Math.min(x, round(scale.x(scale.from))))
        line = `M${firstX} ${round(y(max))}H${x}`
      } else line += `V${round(y(max))}H${x}`
      if (min !== max) line += `V${round(y(min))}`
    },
  )
  return { line, area: line === '' ? '' : `${line}V${zero}H${firstX}Z` }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Greatest value between two times; 0 where there is none. */
export function greatestIn(
  times: readonly number[],
  values: readonly (number | null)[],
  from: number,
  to: number,
): number {
  let most = 0
  const last = Math.min(values.length, firstAfter(times, to) + 1)
  for (let i = firstAfter(times, from); i < last; i++) most = Math.max(most, values[i] ?? 0)
  return most
}

/** Value of the sample whose interval holds `time`. */
export function valueAt<T>(times: readonly number[], values: readonly T[], time: number): T | null {
  const index = firstAfter(times, time - 1e-12)
  return values[Math.min(index, values.length - 1)] ?? null
}
