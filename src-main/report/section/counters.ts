// Every counter that counted something, by kind of component, and every loss by place and reason.
import { COUNTERS } from '@shared/result/counters'
import { DROP_REASONS } from '@shared/result/drop-reasons'
import { type CounterRow } from '@shared/result/result'
import { formatExact } from '@shared/text/format-quantity'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

const KIND_NAMES: Record<string, string> = {
  nic: 'NICs',
  vf: 'Virtual functions',
  vnic: 'vNICs',
  vmkernel: 'vmkernel interfaces',
  vswitch: 'vSwitches',
  'port-group': 'Port groups',
  switch: 'Switches',
  'switch-port': 'Switch ports',
  station: 'Stations',
  link: 'Links',
}
/** Rows of one kind that a page can bear; the exports have all. */
const ROWS_SHOWN = 60
const COMMON = ['rxFrames', 'rxBytes', 'txFrames', 'txBytes']

export function counters({ result }: ReportContext): Section {
  const rows = Object.entries(result.counters)
  const blocks: Block[] = [lossTable(rows)]
  const kinds = [...new Set(rows.map(([, { kind }]) => kind))]
  for (const kind of kinds)
    blocks.push(
      ...kindTable(
        kind,
        rows.filter(([, row]) => row.kind === kind),
      ),
    )
  return { id: 'counters', title: 'Counters', blocks }
}

function lossTable(rows: readonly [string, CounterRow][]): Block {
  const losses = rows.flatMap(([path, { drops }]) =>
    Object.entries(drops).flatMap(([reason, frames]) => (frames > 0 ? [{ path, reason, frames }] : [])),
  )
  if (losses.length === 0) return { kind: 'paragraph', text: 'No frame was dropped anywhere.', tone: 'good' }
  losses.sort((a, b) => b.frames - a.frames)
  return {
    kind: 'table',
    caption: 'Losses, by place and reason',
    columns: [{ head: 'place' }, { head: 'reason' }, { head: 'frames', isNumber: true }, { head: 'what it means' }],
    rows: losses.map(({ path, reason, frames }) => [
      path,
      { text: reason, tone: 'bad' },
      formatExact(frames),
      {
        text: Object.hasOwn(DROP_REASONS, reason) ? DROP_REASONS[reason as keyof typeof DROP_REASONS].says : '',
        tone: 'quiet',
      },
    ]),
  }
}

function kindTable(kind: string, rows: readonly [string, CounterRow][]): Block[] {
  const active = rows.filter(([, { counters: values }]) => Object.values(values).some((value) => value !== 0))
  if (active.length === 0) return []
  const known = Object.hasOwn(COUNTERS, kind) ? Object.keys(COUNTERS[kind as keyof typeof COUNTERS]) : COMMON
  // the four of traffic always, others where one of the rows has them
  const names = known.filter(
    (name) => COMMON.includes(name) || active.some(([, { counters: values }]) => (values[name] ?? 0) !== 0),
  )
  const shown = active.slice(0, ROWS_SHOWN)
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: KIND_NAMES[kind] ?? kind,
      columns: [{ head: 'path' }, ...names.map((head) => ({ head, isNumber: true }))],
      rows: shown.map(([path, { counters: values }]) => [path, ...names.map((name) => formatExact(values[name] ?? 0))]),
    },
  ]
  if (shown.length < active.length) {
    const text = `${active.length - shown.length} more rows are in the JSON and CSV exports.`
    blocks.push({ kind: 'paragraph', text, tone: 'quiet' })
  }
  return blocks
}
