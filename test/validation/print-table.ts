// The table of a validation as text for a terminal: one line a row, the reason below a miss.
import type { ValidationEntry } from '../../src-shared/fidelity/validation-table'
import { figures } from '../../src-shared/fidelity/validation-text'

export function printEntry(entry: ValidationEntry): string {
  const lines = [`\n${entry.item}  ${entry.title}  [${entry.profile}]`, `    ${entry.source}`]
  for (const row of entry.rows) {
    const { says, verdict, basis } = row
    const { expected, limits, measured } = figures(row)
    const cells = [says.padEnd(58), expected.padEnd(14), limits.padEnd(26), measured.padEnd(14)]
    lines.push(`  ${verdict === 'hit' ? 'hit ' : 'MISS'}  ${cells.join(' ')} ${basis}`)
    if (row.because) lines.push(`        because ${row.because}`)
  }
  return lines.join('\n')
}
