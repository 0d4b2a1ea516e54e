// Traffic over simulated time: goodput, latency and losses of the flows, busy cores of the hosts.
import { type LabResult } from '@shared/result/result'
import { formatBitRate, formatCount, formatDuration, significant } from '@shared/text/format-quantity'
import { greatest } from '../chart/axis'
import { lineChart, MOST_LINES, type ChartBand, type ChartLine } from '../chart/line-chart'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

export function traffic({ result }: ReportContext): Section | null {
  const { times, flows, cpu } = result.series
  if (times.length === 0) return null
  const bands = migrationBands(result)
  const lines = (of: (flow: LabResult['series']['flows'][string]) => readonly (number | null)[]) =>
    Object.entries(flows).map(([name, flow]): ChartLine => ({ name, values: of(flow) }))
  const blocks = [
    ...chart(
      'Goodput',
      lines((flow) => flow.goodput),
      formatBitRate,
    ),
    ...chart(
      'Latency, mean of each sample',
      lines((flow) => flow.latency),
      formatDuration,
    ),
    ...chart(
      'Frames lost per sample',
      lines((flow) => flow.lost),
      formatCount,
    ),
    ...chart(
      'Cores busy',
      Object.entries(cpu).map(([name, values]) => ({ name, values })),
      significant,
    ),
  ]
  return { id: 'traffic', title: 'Traffic over time', blocks }

  function chart(title: string, all: ChartLine[], format: (value: number) => string): Block[] {
    const seen = all.map((line) => ({ line, top: greatest(line.values) })).filter(({ top }) => top > 0)
    if (seen.length === 0) return []
    // where there are too many, those that reach highest
    const shown = seen.length <= MOST_LINES ? seen : [...seen].sort((a, b) => b.top - a.top).slice(0, MOST_LINES)
    const left = seen.length - shown.length
    const svg = lineChart({ title, times, end: result.simulated, lines: shown.map(({ line }) => line), bands, format })
    const caption = left > 0 ? `${left} more lines are in the JSON and CSV exports.` : undefined
    const says = `${title}, highest: ${shown.map(({ line, top }) => `${line.name} ${format(top)}`).join(', ')}.`
    return [{ kind: 'figure', svg, caption, says }]
  }
}

function migrationBands(result: LabResult): ChartBand[] {
  return result.migrations
    .filter((move) => move.phases.length > 0)
    .map((move) => ({ from: move.at, to: move.at + move.total, name: `${move.vm} to ${move.to}` }))
}
