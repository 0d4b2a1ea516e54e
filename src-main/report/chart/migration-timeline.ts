// One migration on one axis of time: the band of modes, the phases, throughput and latency of the VM's flows, frames lost
// as ticks, pages left to copy as a falling staircase. The VMotion theatre, still.
import { type LabModel } from '@shared/lab/lab-model'
import { type LabResult, type MigrationResult } from '@shared/result/result'
import { formatBitRate, formatCount, formatDuration } from '@shared/text/format-quantity'
import { glyph } from '../../interop/picture/host-drawing'
import { type Mode, MODE_WORDS, shownMode } from '@shared/catalogue/modes'
import { MODE_STYLES } from '../../interop/picture/mode-style'
import { element, fitted, label, round, textWidth } from '../../interop/picture/svg-text'
import { greatest, niceTop, place, type Scale } from './axis'
import { CHART_LEFT, CHART_WIDTH, linePath, svg, timeAxis } from './line-chart'

const INK = '#171b21'
const INK_2 = '#454d59'
const FRAME = '#bcc2cb'
const RIGHT = 96
const PHASE_FILLS = ['#e9ecf0', '#d4dae2']
const LOSS = '#b3251c'

interface Row {
  parts: string[]
  height: number
}

/** When the migration began and when its vNICs had settled. */
export function migrationSpan(migration: MigrationResult, result: LabResult): { from: number; to: number } {
  const ends = [migration.at + migration.total, ...migration.phases.map((phase) => phase.end)]
  const own = result.modes.filter((row) => row.nic.startsWith(`${migration.vm}/`) && row.at >= migration.at)
  const next = result.migrations.find((move) => move.vm === migration.vm && move.at > migration.at)?.at ?? Infinity
  for (const row of [...migration.modes, ...own]) if (row.at < next) ends.push(row.at)
  const end = Math.min(Math.max(...ends), result.simulated)
  const margin = Math.max((end - migration.at) * 0.18, 0.02)
  return { from: Math.max(0, migration.at - margin), to: Math.min(result.simulated, end + margin) }
}

export function migrationTimeline(model: LabModel, result: LabResult, migration: MigrationResult): string {
  const { from, to } = migrationSpan(migration, result)
  const x: Scale = { low: from, high: to, from: CHART_LEFT, to: CHART_WIDTH - RIGHT }
  const flows = flowsOf(model, migration.vm)
  const rows: Row[] = [
    ...modeRows(model, result, migration, x),
    phaseRow(migration, x),
    ...throughputRow(result, flows, x),
    ...latencyRow(result, flows, x),
    ...lossRow(result, flows, x),
    ...pagesRow(migration, x),
  ]
  const parts: string[] = []
  let y = 4
  for (const row of rows) {
    parts.push(element('g', { transform: `translate(0 ${y})` }, ...row.parts))
    y += row.height + 8
  }
  const stop = migration.phases.find((phase) => phase.name === 'switch-over')
  if (stop) {
    const [a, b] = [place(x, stop.start), place(x, stop.start + Math.max(migration.downtime, 0))]
    const mark = { x: a, y: 0, width: Math.max(1, b - a), height: y, fill: LOSS, 'fill-opacity': 0.09 }
    parts.unshift(element('rect', mark))
  }
  parts.push(timeAxis(x, y))
  return svg(CHART_WIDTH, y + 22, `VMotion of ${migration.vm} from ${migration.from} to ${migration.to}`, parts)
}

const rowLabel = (text: string, y: number, second?: string) => [
  label(CHART_LEFT - 8, y, text, { size: 9, fill: INK, anchor: 'end' }),
  ...(second === undefined ? [] : [label(CHART_LEFT - 8, y + 10, second, { size: 8, fill: INK_2, anchor: 'end' })]),
]

function flowsOf(model: LabModel, vm: string): string[] {
  const index = model.vms.findIndex((one) => one.id === vm)
  return model.flows
    .filter(({ from, to }) => [from, to].some((end) => end.kind === 'vnic' && end.vm === index))
    .map(({ id }) => id)
}

function modeRows(model: LabModel, result: LabResult, migration: MigrationResult, x: Scale): Row[] {
  const vm = model.vms.find(({ id }) => id === migration.vm)
  return (vm?.nics ?? []).map((vnic) => {
    const rows = result.modes.filter(({ nic }) => nic === vnic.path)
    const parts = rowLabel(vnic.id, 14)
    rows.forEach((row, index) => {
      const start = Math.max(row.at, x.low)
      const end = Math.min(rows[index + 1]?.at ?? result.simulated, x.high)
      if (end <= start) return
      parts.push(modePart(shownMode(vnic.adapter, row.mode), row.function, place(x, start), place(x, end)))
    })
    return { parts, height: 22 }
  })
}

function modePart(mode: Mode, carrier: string | undefined, from: number, to: number): string {
  const style = MODE_STYLES[mode]
  const width = to - from
  const word = MODE_WORDS[mode]
  const text = fitted(carrier === undefined ? word : `${word}, ${carrier}`, 9, width - 24)
  return [
    element('rect', {
      x: from,
      y: 0,
      width,
      height: 22,
      fill: style.tint,
      stroke: style.line,
      'stroke-dasharray': style.dash || undefined,
    }),
    ...(width > 22 ? [glyph(from + 3, 3, mode)] : []),
    ...(width > 60 ? [label(from + 23, 14, text, { size: 9, fill: style.ink })] : []),
  ].join('')
}

/** Phases too short to hold their name have it below, each on the first line that is free there. */
function phaseRow(migration: MigrationResult, x: Scale): Row {
  const parts = rowLabel('phases', 13)
  const lines: number[] = []
  migration.phases.forEach((phase, index) => {
    const from = place(x, phase.start)
    const width = Math.max(0.8, place(x, phase.end) - from)
    parts.push(element('rect', { x: from, y: 0, width, height: 20, fill: PHASE_FILLS[index % 2], stroke: FRAME }))
    const needed = textWidth(phase.name, 8)
    if (needed < width - 4) {
      parts.push(label(from + width / 2, 13, phase.name, { size: 8, fill: INK, anchor: 'middle' }))
      return
    }
    const at = Math.min(from, CHART_WIDTH - needed)
    let line = lines.findIndex((free) => free <= at)
    if (line < 0) line = lines.length
    lines[line] = at + needed + 6
    const y = 30 + line * 10
    parts.push(element('path', { d: `M${round(from + width / 2)} 20V${y - 7}`, stroke: FRAME, fill: 'none' }))
    parts.push(label(at, y, phase.name, { size: 8, fill: INK_2 }))
  })
  return { parts, height: 22 + lines.length * 10 }
}

function curveRow(
  title: string,
  result: LabResult,
  values: readonly { name: string; values: readonly (number | null)[] }[],
  x: Scale,
  format: (value: number) => string,
): Row {
  const height = 54
  const { times } = result.series
  const isShown = (index: number) => times[index]! >= x.low && times[index]! <= x.high
  const tops = values.map((line) => greatest(line.values.filter((_, index) => isShown(index))))
  const top = niceTop(greatest(tops))
  const y: Scale = { low: 0, high: top, from: height, to: 4 }
  const parts = [
    ...rowLabel(title, 12, format(top)),
    element('path', { d: `M${x.from} ${height}H${x.to}M${x.from} 4H${x.to}`, stroke: '#dfe2e7', fill: 'none' }),
  ]
  const dashes = [undefined, '6 3', '2 2.5', '9 3 2 3']
  const colours = ['#0a57a6', '#14662f', '#7f5200', '#6438b0']
  values.slice(0, dashes.length).forEach(({ name, values: line }, index) => {
    const d = linePath(times, line, x, y)
    const stroke = { stroke: colours[index], 'stroke-width': 1.4, 'stroke-dasharray': dashes[index], fill: 'none' }
    if (d !== '') parts.push(element('path', { d, ...stroke }))
    const at = 12 + index * 11
    parts.push(element('path', { d: `M${x.to + 6} ${at - 3}h14`, ...stroke }))
    parts.push(label(x.to + 24, at, fitted(name, 9, RIGHT - 26), { size: 9, fill: colours[index] }))
  })
  return { parts, height }
}

function throughputRow(result: LabResult, flows: readonly string[], x: Scale): Row[] {
  const lines = flows.flatMap((name) => {
    const values = result.series.flows[name]?.goodput
    return values?.some((value) => value > 0) ? [{ name, values }] : []
  })
  return lines.length === 0 ? [] : [curveRow('goodput', result, lines, x, formatBitRate)]
}

function latencyRow(result: LabResult, flows: readonly string[], x: Scale): Row[] {
  const lines = flows.flatMap((name) => {
    const values = result.series.flows[name]?.latency
    return values?.some((value) => value !== null) ? [{ name, values }] : []
  })
  return lines.length === 0 ? [] : [curveRow('latency', result, lines, x, formatDuration)]
}

/** A tick for every sample with losses, as high as their number (in steps of ten). */
function lossRow(result: LabResult, flows: readonly string[], x: Scale): Row[] {
  const { times } = result.series
  const parts: string[] = []
  let total = 0
  for (const [index, time] of times.entries()) {
    if (time < x.low || time > x.high) continue
    const lost = flows.reduce((sum, name) => sum + (result.series.flows[name]?.lost[index] ?? 0), 0)
    if (lost === 0) continue
    total += lost
    const height = Math.min(20, 6 + 5 * Math.log10(lost))
    parts.push(
      element('path', { d: `M${round(place(x, time))} 22V${round(22 - height)}`, stroke: LOSS, 'stroke-width': 1.6 }),
    )
  }
  const base = element('path', { d: `M${x.from} 22H${x.to}`, stroke: '#dfe2e7', fill: 'none' })
  const says = total === 0 ? 'none' : `${formatCount(total)} ${total === 1 ? 'frame' : 'frames'}`
  return [
    {
      parts: [
        ...rowLabel('lost', 14),
        base,
        ...parts,
        label(x.to + 6, 20, says, { size: 9, fill: total > 0 ? LOSS : INK_2 }),
      ],
      height: 24,
    },
  ]
}

/** Pages still to send: each round begins with what the round before left. */
function pagesRow(migration: MigrationResult, x: Scale): Row[] {
  const begin = migration.phases.find((phase) => phase.name === 'pre-copy')?.start
  if (begin === undefined || migration.rounds.length === 0) return []
  const top = Math.max(...migration.rounds.map((round_) => round_.pages))
  const height = 54
  const y: Scale = { low: 0, high: top, from: height, to: 4 }
  let time = begin
  let d = ''
  for (const { pages, seconds } of migration.rounds) {
    d += `${d === '' ? 'M' : 'L'}${round(place(x, time))} ${round(place(y, pages))}`
    time += seconds
    d += `L${round(place(x, time))} ${height}`
  }
  const parts = [
    ...rowLabel('pages left', 12, formatCount(top)),
    element('path', { d: `M${x.from} ${height}H${x.to}`, stroke: '#dfe2e7', fill: 'none' }),
    element('path', { d, stroke: INK_2, 'stroke-width': 1.4, fill: 'none' }),
    label(x.to + 6, height, `${migration.rounds.length} rounds`, { size: 9, fill: INK_2 }),
  ]
  return [{ parts, height }]
}
