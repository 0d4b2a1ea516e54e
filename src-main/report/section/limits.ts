// How far the figures of a report can be trusted: what the engine models and what it leaves out, and what it was measured against.
import { FIDELITY_LEDGER } from '@shared/fidelity/fidelity-ledger'
import { ledgerSummary, validationSummary } from '@shared/fidelity/fidelity-markdown'
import { VALIDATION } from '@shared/fidelity/validation-measured'
import { figures } from '@shared/fidelity/validation-text'
import { type Block, type Section } from '../report-block'

export function limits(): Section {
  const misses = VALIDATION.entries.flatMap(({ rows }) => rows.filter(({ verdict }) => verdict === 'miss'))
  const absent = FIDELITY_LEDGER.filter(({ state }) => state === 'absent')
  const blocks: Block[] = [
    { kind: 'paragraph', text: `${ledgerSummary()} ${validationSummary(VALIDATION)}` },
    { kind: 'paragraph', text: `Not in the model: ${absent.map(({ mechanism }) => mechanism).join('; ')}.` },
  ]
  if (misses.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Figures that miss what was published or computed',
      columns: [
        { head: 'figure' },
        { head: 'expected', isNumber: true },
        { head: 'measured', isNumber: true },
        { head: 'because' },
      ],
      rows: misses.map((row) => {
        const { expected, measured } = figures(row)
        return [`${row.item}: ${row.says}`, expected, measured, row.because ?? '']
      }),
    })
  }
  blocks.push({
    kind: 'paragraph',
    text: 'Help ▸ Model Limits in the app, or "iov-lab fidelity", has every mechanism and every figure with its source.',
    tone: 'quiet',
  })
  return { id: 'limits', title: 'Limits of the model', blocks }
}
