// One part for each migration: in a sentence, on the axis of time, in numbers, and the picture of where it led.
import { type SettledMigration } from '@shared/result/result'
import { MIGRATION_PHASES } from '@shared/result/migration-codes'
import { formatBitRate, formatBytes, formatDuration, formatExact, formatInstant } from '@shared/text/format-quantity'
import { stateAt } from '../../interop/picture/picture-state'
import { topologySvg } from '../../interop/topology-svg'
import { migrationSpan, migrationTimeline } from '../chart/migration-timeline'
import { type Block, type Section } from '../report-block'
import { type ReportContext } from '../report-context'

const PAGE_BYTES = 4096
/** A lab that moves one VM to and fro all day needs no picture of each move. */
const MOST_PICTURES = 6

export function migrations(context: ReportContext): Section | null {
  const moves = context.result.migrations
  if (moves.length === 0) return null
  return {
    id: 'vmotion',
    title: 'VMotion',
    blocks: moves.flatMap((move, index) => migrationBlocks(context, move, index)),
  }
}

function migrationBlocks(context: ReportContext, move: SettledMigration, index: number): Block[] {
  const { result, lab, model } = context
  const blocks: Block[] = [
    {
      kind: 'heading',
      text: `${index + 1}. ${move.vm} from ${move.from} to ${move.to}, asked for at ${formatInstant(move.at)}`,
    },
    { kind: 'paragraph', text: inASentence(move), tone: move.outcome === 'completed' ? undefined : 'warning' },
  ]
  if (move.stalePages) {
    const text = `${formatExact(move.stalePages)} pages differ at the destination: a function wrote to them unseen.`
    blocks.push({ kind: 'paragraph', text, tone: 'warning' })
  }
  const said = [...move.reasons, ...move.warnings.map((warning) => ({ ...warning, says: `${warning.says} (warning)` }))]
  if (said.length > 0) blocks.push({ kind: 'list', items: said.map(({ code, says }) => `${code}: ${says}`) })
  if (move.phases.length === 0 || move.outcome === 'refused') return blocks
  blocks.push({
    kind: 'figure',
    svg: migrationTimeline(model, result, move),
    caption:
      'Modes, phases, traffic of the VM, losses, and pages left to copy, on one axis of simulated time. The red band is the downtime.',
    says: phasesText(move),
  })
  blocks.push({
    kind: 'table',
    caption: 'Phases',
    columns: [
      { head: 'phase' },
      { head: 'from', isNumber: true },
      { head: 'takes', isNumber: true },
      { head: 'what happens' },
    ],
    rows: move.phases.map(({ name, start, end }) => [
      name,
      formatInstant(start),
      formatDuration(end - start),
      {
        text: Object.hasOwn(MIGRATION_PHASES, name) ? MIGRATION_PHASES[name as keyof typeof MIGRATION_PHASES] : '',
        tone: 'quiet',
      },
    ]),
  })
  if (move.rounds.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Rounds of the copy; what is written during one is sent again in the next',
      columns: [
        { head: 'round', isNumber: true },
        { head: 'pages', isNumber: true },
        { head: 'memory', isNumber: true },
        { head: 'takes', isNumber: true },
        { head: 'rate', isNumber: true },
      ],
      rows: move.rounds.map(({ pages, seconds }, round) => [
        String(round + 1),
        formatExact(pages),
        formatBytes(pages * PAGE_BYTES),
        formatDuration(seconds),
        seconds > 0 ? formatBitRate((pages * PAGE_BYTES * 8) / seconds) : '–',
      ]),
    })
  }
  if (index < MOST_PICTURES && move.outcome === 'completed') {
    const at = migrationSpan(move, result).to
    const caption = `After the move, at ${formatInstant(at)}.`
    const svg = topologySvg(lab, model, {
      state: stateAt(model, result, at),
      title: `Topology at ${formatInstant(at)}`,
    })
    blocks.push({ kind: 'figure', svg, caption, says: modesText(context, move, at), isSmall: true })
  }
  return blocks
}

function inASentence(move: SettledMigration): string {
  switch (move.outcome) {
    case 'completed':
      return `Completed in ${formatDuration(move.total)}: ${formatBytes(move.bytes)} were copied, and the VM stood still for ${formatDuration(move.downtime)}.`
    case 'refused':
      return 'Refused before anything was copied. All reasons:'
    case 'failed':
      return 'Failed; the VM went on where it was.'
  }
}

const phasesText = (move: SettledMigration) =>
  `Phases: ${move.phases.map(({ name, start, end }) => `${name} ${formatInstant(start)} to ${formatInstant(end)}`).join(', ')}.`

function modesText({ result }: ReportContext, move: SettledMigration, at: number): string {
  const last = new Map(
    result.modes.filter((row) => row.nic.startsWith(`${move.vm}/`) && row.at <= at).map((row) => [row.nic, row]),
  )
  return [...last.values()]
    .map((row) => `${row.nic} in ${row.mode}${row.function ? ` on ${row.function}` : ''}`)
    .join('; ')
}
