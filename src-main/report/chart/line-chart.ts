// Values over simulated time as lines, for paper: every line has a stroke of its own and its name beside it, migrations
// are grey bands. Samples are thinned to what paper can show, keeping the least and the greatest of each place.
import { element, fitted, label, round } from '../../interop/picture/svg-text'
import { greatest, niceTicks, niceTop, place, type Scale } from './axis'

export interface ChartLine {
  name: string
  /** Null: nothing was measured there. */
  values: readonly (number | null)[]
}

export interface ChartBand {
  from: number
  to: number
  name: string
}

export interface LineChart {
  title: string
  times: readonly number[]
  end: number
  lines: readonly ChartLine[]
  bands: readonly ChartBand[]
  format: (value: number) => string
  height?: number
  /** Least value of the top, where all values are tiny. */
  leastTop?: number
}

export const CHART_WIDTH = 660
export const CHART_LEFT = 64
const CHART_RIGHT = 110
const TOP = 18
const BOTTOM = 26
const INK = '#171b21'
const INK_2 = '#454d59'
const GRID = '#dfe2e7'
const STROKES = [
  { colour: '#0a57a6', dash: undefined },
  { colour: '#b3251c', dash: '7 3' },
  { colour: '#14662f', dash: '2 2.5' },
  { colour: '#6438b0', dash: '9 3 2 3' },
  { colour: '#7f5200', dash: '4 2' },
  { colour: '#00646a', dash: '12 3' },
  { colour: '#454d59', dash: '1 3' },
  { colour: '#9a2a6b', dash: '6 2 1 2 1 2' },
]
/** More lines than this cannot be told apart. */
export const MOST_LINES = STROKES.length

export function lineChart(chart: LineChart): string {
  const height = chart.height ?? 150
  const shown = chart.lines.slice(0, MOST_LINES)
  const top = shown.reduce((most, { values }) => Math.max(most, greatest(values)), chart.leastTop ?? 0)
  const x: Scale = { low: 0, high: chart.end, from: CHART_LEFT, to: CHART_WIDTH - CHART_RIGHT }
  const y: Scale = { low: 0, high: niceTop(top), from: height - BOTTOM, to: TOP }
  const parts = [label(0, 10, chart.title, { size: 11, weight: 600, fill: INK })]
  for (const band of chart.bands) parts.push(drawBand(band, x, y))
  for (const tick of niceTicks(0, y.high, 4)) {
    const at = place(y, tick)
    parts.push(element('path', { d: `M${x.from} ${round(at)}H${x.to}`, stroke: GRID, fill: 'none' }))
    parts.push(label(x.from - 6, at + 3, chart.format(tick), { size: 9, fill: INK_2, anchor: 'end' }))
  }
  parts.push(timeAxis(x, height - BOTTOM))
  const names: { name: string; y: number; index: number }[] = []
  for (const [index, line] of shown.entries()) {
    const { colour, dash } = STROKES[index]!
    const d = linePath(chart.times, line.values, x, y)
    if (d === '') continue
    parts.push(element('path', { d, stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dash, fill: 'none' }))
    const last = [...line.values].reverse().find((value) => value !== null) ?? 0
    names.push({ name: line.name, y: place(y, last), index })
  }
  parts.push(...lineNames(names, x.to, y))
  return svg(CHART_WIDTH, height, `${chart.title} over simulated time`, parts)
}

export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${Math.ceil(height)}`,
    width,
    height: Math.ceil(height),
    role: 'img',
    'aria-label': title,
    'font-family': 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
  }
  return element('svg', attributes, ...parts)
}

function drawBand(band: ChartBand, x: Scale, y: Scale): string {
  const from = place(x, Math.max(band.from, x.low))
  const to = place(x, Math.min(band.to, x.high))
  const width = Math.max(1, to - from)
  const name = fitted(band.name, 8, Math.max(60, width))
  return [
    element('rect', { x: from, y: y.to, width, height: y.from - y.to, fill: '#eef0f3' }),
    label(from + 3, y.to + 9, name, { size: 8, fill: INK_2 }),
  ].join('')
}

/** Seconds below a chart, or below a stack of rows that share them. */
export function timeAxis(x: Scale, y: number): string {
  const parts = [element('path', { d: `M${x.from} ${round(y)}H${x.to}`, stroke: '#7b8594', fill: 'none' })]
  for (const tick of niceTicks(x.low, x.high, 8)) {
    const at = place(x, tick)
    parts.push(element('path', { d: `M${round(at)} ${round(y)}v4`, stroke: '#7b8594', fill: 'none' }))
    parts.push(label(at, y + 14, String(tick), { size: 9, fill: INK_2, anchor: 'middle' }))
  }
  parts.push(label(x.to + 8, y + 14, 'seconds', { size: 9, fill: INK_2 }))
  return parts.join('')
}

/** One line; gaps where nothing was measured. */
export function linePath(times: readonly number[], values: readonly (number | null)[], x: Scale, y: Scale): string {
  const places = Math.round((x.to - x.from) * 1.5)
  let d = ''
  let isDown = false
  const add = (time: number, value: number): void => {
    d += `${isDown ? 'L' : 'M'}${round(place(x, time))} ${round(place(y, value))}`
    isDown = true
  }
  let index = times.findIndex((time) => time >= x.low)
  while (index >= 0 && index < times.length && times[index]! <= x.high) {
    const step = Math.floor(((times[index]! - x.low) / (x.high - x.low)) * places)
    let least = index
    let most = index
    let next = index
    let count = 0
    while (next < times.length && Math.floor(((times[next]! - x.low) / (x.high - x.low)) * places) === step) {
      const value = values[next] ?? null
      if (value !== null) {
        count++
        if (values[least] === null || value < values[least]!) least = next
        if (values[most] === null || value > values[most]!) most = next
      }
      next++
    }
    if (count === 0) isDown = false
    else {
      const [first, second] = least <= most ? [least, most] : [most, least]
      add(times[first]!, values[first]!)
      if (second !== first) add(times[second]!, values[second]!)
    }
    index = next
  }
  return d
}

/** Names at the ends of their lines, moved apart. */
function lineNames(names: { name: string; y: number; index: number }[], x: number, y: Scale): string[] {
  const sorted = [...names].sort((a, b) => a.y - b.y)
  let above = y.to - 8
  const parts: string[] = []
  const overflow = Math.max(0, sorted.length * 11 - (y.from - y.to) - 14)
  for (const { name, y: wanted, index } of sorted) {
    const at = Math.max(Math.min(wanted + 3, y.from + overflow), above + 11)
    above = at
    const { colour, dash } = STROKES[index]!
    parts.push(
      element('path', {
        d: `M${x + 5} ${round(at - 3)}h16`,
        stroke: colour,
        'stroke-width': 2,
        'stroke-dasharray': dash,
        fill: 'none',
      }),
      label(x + 25, at, fitted(name, 9, CHART_RIGHT - 28), { size: 9, fill: colour }),
    )
  }
  return parts
}
