// What a run did, for people: flows, modes over time, migrations, losses, checks. Columns line up; no colour in a pipe.
import { DEFAULTS } from '@shared/lab/defaults'
import { own } from '@shared/lab/maps'
import { type Lab } from '@shared/lab/schema'
import { type LabResult, type SettledMigration } from '@shared/result/result'
import { formatBitRate, formatBytes, formatDuration, formatInstant, significant } from '@shared/text/format-quantity'
import { bold, green, red, yellow } from './output'
import { checkTable } from './check-table'
import { textTable } from './text-table'
import { visible } from './visible'

/** Places with losses that are worth a line each. */
const LOSSES_SHOWN = 12
/** Changes of mode that are worth a line each. */
const MODES_SHOWN = 40

/** With ordinary spaces between groups of digits, which every terminal has. */
const whole = (value: number) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')

export function runSummary(result: LabResult): string {
  return [head(result), flows(result), modes(result), migrations(result), losses(result), hosts(result), checks(result)]
    .filter((part) => part !== '')
    .join('\n')
}

const title = (text: string) => `${bold(text)}\n`

function head(result: LabResult): string {
  const pace = result.wall > 0 ? `, ${significant(result.simulated / result.wall)} times real time` : ''
  return [
    title(visible(result.lab.name.replace(/\s+/g, ' '))),
    `  simulated ${formatDuration(result.simulated)} in ${formatDuration(result.wall)}${pace}\n`,
    `  ${whole(result.events)} events, ${whole(result.frames)} frames on wires, seed ${result.seed}\n`,
    `  digest ${result.digest}\n`,
  ].join('')
}

function flows({ flows: all }: LabResult): string {
  const rows = Object.entries(all)
  if (rows.length === 0) return ''
  const table = textTable(
    [
      { head: 'flow' },
      { head: 'type' },
      { head: 'sent', isNumber: true },
      { head: 'delivered', isNumber: true },
      { head: 'lost', isNumber: true },
      { head: 'in flight', isNumber: true },
      { head: 'payload', isNumber: true },
      { head: 'goodput', isNumber: true },
      { head: 'median', isNumber: true },
      { head: '99 %', isNumber: true },
      { head: 'longest gap', isNumber: true },
      { head: 'resent', isNumber: true },
    ],
    rows.map(([id, flow]) => [
      id,
      flow.type,
      whole(flow.sent),
      whole(flow.delivered),
      whole(flow.lost),
      whole(flow.inFlight),
      formatBytes(flow.bytes),
      formatBitRate(flow.goodput),
      formatDuration(flow.latency?.p50 ?? null),
      formatDuration(flow.latency?.p99 ?? null),
      formatDuration(flow.longestGap),
      whole(flow.retransmits),
    ]),
  )
  return title('Flows (frames, both directions)') + table
}

function modes({ modes: rows, document }: LabResult): string {
  if (rows.length === 0) return ''
  const { vms } = document as Lab
  const adapterOf = (nic: string) => {
    const [vm = '', name = ''] = nic.split('/')
    return own(own(vms, vm)?.nics, name)?.adapter ?? DEFAULTS.adapter
  }
  let last = ''
  const shown = rows.slice(0, MODES_SHOWN).map((row) => {
    const name = row.nic === last ? '' : row.nic
    last = row.nic
    return [
      name,
      name === '' ? '' : adapterOf(name),
      formatInstant(row.at),
      row.mode,
      row.function ?? '',
      row.plugin === undefined ? '' : `plug-in ${row.plugin}`,
    ]
  })
  const table = textTable(
    [
      { head: 'vNIC' },
      { head: 'adapter' },
      { head: 'from', isNumber: true },
      { head: 'mode' },
      { head: 'function' },
      { head: '' },
    ],
    shown,
  )
  const more = rows.length > MODES_SHOWN ? `  and ${rows.length - MODES_SHOWN} more changes\n` : ''
  return title('Modes') + table + more
}

const outcomeText = (outcome: SettledMigration['outcome']) => (outcome === 'completed' ? green(outcome) : red(outcome))

function migrations({ migrations: all }: LabResult): string {
  if (all.length === 0) return ''
  const parts = all.map((move) => {
    const lines = [
      `  ${move.vm}: ${move.from} to ${move.to}, asked for at ${formatInstant(move.at)}: ${outcomeText(move.outcome)}\n`,
    ]
    for (const { code, says } of move.reasons) lines.push(`    ${red(code)}: ${visible(says)}\n`)
    for (const { code, says } of move.warnings) lines.push(`    ${yellow(`warning ${code}`)}: ${visible(says)}\n`)
    if (move.phases.length === 0 || move.outcome === 'refused') return lines.join('')
    lines.push(
      `    total ${formatDuration(move.total)}, downtime ${formatDuration(move.downtime)}, ${formatBytes(move.bytes)} copied`,
    )
    if (move.stalePages) lines.push(`, ${red(`${whole(move.stalePages)} pages differ there`)}`)
    lines.push(
      move.rounds.length > 0 ? ` in ${move.rounds.length} ${move.rounds.length === 1 ? 'round' : 'rounds'}\n` : '\n',
    )
    lines.push(
      textTable(
        [{ head: 'phase' }, { head: 'from', isNumber: true }, { head: 'takes', isNumber: true }],
        move.phases.map(({ name, start, end }) => [name, formatInstant(start), formatDuration(end - start)]),
        '    ',
      ),
    )
    return lines.join('')
  })
  return title('Migrations') + parts.join('')
}

function losses({ counters }: LabResult): string {
  const rows = Object.entries(counters)
    .flatMap(([path, { drops }]) => Object.entries(drops).map(([reason, frames]) => ({ path, reason, frames })))
    .filter(({ frames }) => frames > 0)
    .sort((a, b) => b.frames - a.frames)
  if (rows.length === 0) return ''
  const shown = rows.slice(0, LOSSES_SHOWN)
  const table = textTable(
    [{ head: 'where' }, { head: 'frames', isNumber: true }, { head: 'because of' }],
    shown.map(({ path, reason, frames }) => [path, whole(frames), reason]),
  )
  const rest = rows.slice(LOSSES_SHOWN).reduce((sum, { frames }) => sum + frames, 0)
  return (
    title('Losses') +
    table +
    (rest > 0 ? `  and ${whole(rest)} frames in ${rows.length - LOSSES_SHOWN} other places\n` : '')
  )
}

function hosts({ cpu, memory }: LabResult): string {
  const rows = Object.entries(cpu)
  if (rows.length === 0) return ''
  const table = textTable(
    [
      { head: 'host' },
      { head: 'cores busy', isNumber: true },
      { head: 'VM exits', isNumber: true },
      { head: 'interrupts', isNumber: true },
      { head: 'virtual', isNumber: true },
      { head: 'pinned at end', isNumber: true },
    ],
    rows.map(([host, row]) => [
      host,
      significant(row.utilization),
      whole(row.exits),
      whole(row.interrupts.physical),
      whole(row.interrupts.virtual),
      formatBytes(memory[host]?.pinned ?? 0),
    ]),
  )
  return title('Hosts') + table
}

function checks(result: LabResult): string {
  return result.checks.length === 0 ? '' : title('Checks') + checkTable(result)
}
