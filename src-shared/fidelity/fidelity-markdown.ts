// What the engine is and is not, as one Markdown document: the ledger, the validation table, the cost model. The command line
// prints it, the window copies it.
import { COST_STAGES } from '../catalogue/cost-model'
import { EVIDENCE, type Provenance } from '../catalogue/evidence'
import { countState, FIDELITY_AREAS, FIDELITY_LEDGER, FIDELITY_STATES, type FidelityArea } from './fidelity-ledger'
import { countRows, VALIDATION_GROUPS, type ValidationGroup, type ValidationTable } from './validation-table'
import { figures } from './validation-text'

export const GROUP_TITLES: Record<ValidationGroup, string> = {
  'closed-form': 'Closed forms',
  queueing: 'Queueing theory, loss and fairness',
  published: 'Published measurements',
}

export const BASIS_WORDS = {
  arithmetic: 'computed',
  fitted: 'fitted: some defaults were taken from the same measurement',
  independent: 'independent: no default was taken from it',
} as const

export const KNOWN_WORDS: Record<Provenance, string> = {
  read: 'read in the work itself',
  plot: 'read off a plot',
  quoted: 'quoted by others',
  recalled: 'recalled; the shape is surer than the digits',
  none: 'not found',
}

/** A bar would end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
  '',
]

/** `48 mechanisms are modelled, 20 simplified, 14 absent.` */
export function ledgerSummary(): string {
  const [first, ...others] = FIDELITY_STATES.map((state) => `${countState(state)} ${state}`)
  return `Of ${FIDELITY_LEDGER.length} mechanisms ${first!.replace(' ', ' are ')}, ${others.join(', ')}.`
}

export function validationSummary(measured: ValidationTable): string {
  const rows = countRows(measured)
  const misses = countRows(measured, 'miss')
  return `${rows - misses} of ${rows} figures are within the limits of their source, ${misses} miss.`
}

function ledger(): string[] {
  const lines = ['## What is modelled', '', ledgerSummary(), '']
  for (const [area, title] of Object.entries(FIDELITY_AREAS) as [FidelityArea, string][]) {
    const rows = FIDELITY_LEDGER.filter((entry) => entry.area === area).map((entry) => [
      entry.mechanism,
      entry.state,
      entry.leavesOut === '' ? entry.says : `${entry.says} Left out: ${entry.leavesOut}`,
      entry.source,
    ])
    lines.push(`### ${title}`, '', ...table(['Mechanism', '', 'What the engine does', 'Source'], rows))
  }
  return lines
}

function validation(measured: ValidationTable): string[] {
  const lines = ['## What it was measured against', '', validationSummary(measured), '']
  for (const group of VALIDATION_GROUPS) {
    const entries = measured.entries.filter((entry) => entry.group === group)
    if (entries.length === 0) continue
    lines.push(`### ${GROUP_TITLES[group]}`, '')
    for (const { item, title, source, profile, rows } of entries) {
      const cells = rows.map((one) => {
        const { expected, limits, measured: found } = figures(one)
        const verdict = one.verdict === 'hit' ? 'hit' : `**miss**: ${one.because ?? 'the reason is not known'}`
        return [one.says, expected, limits, found, verdict, one.basis]
      })
      const costs = profile === 'none' ? 'no costs' : `costs: ${profile}`
      lines.push(`**${item}: ${title}** (${costs}). ${source}`, '')
      lines.push(...table(['Figure', 'Expected', 'Limits', 'Measured', 'Verdict', 'Basis'], cells))
    }
  }
  return lines
}

function costs(): string[] {
  const rows = COST_STAGES.map(({ id, says, unit, per, modern, legacy, range, source }) => [
    `\`${id}\``,
    says,
    `${modern} ${unit}`,
    `${legacy} ${unit}`,
    per,
    range,
    source,
  ])
  const heads = ['Stage', 'What is done', 'Modern', 'Legacy', 'Per', 'Range', 'Source']
  const evidence = EVIDENCE.map(({ id, says, setup, where, known }) => [id, says, setup, where, KNOWN_WORDS[known]])
  return [
    '## What it costs',
    '',
    ...table(heads, rows),
    '### Evidence',
    '',
    ...table(['', 'Figure', 'Measured on', 'Where', 'How it is known'], evidence),
  ]
}

export const fidelityMarkdown = (measured: ValidationTable): string =>
  [
    '# Limits of the model',
    '',
    'What the engine of IOV Lab models, how near its figures come to theory and to published measurements, and what each stage costs. A figure that misses stays in the table, with the reason.',
    '',
    ...ledger(),
    ...validation(measured),
    ...costs(),
  ]
    .join('\n')
    .trimEnd() + '\n'
