// The checks of a run as a table: what was asked, whether it held, what was found.
import { type LabResult } from '@shared/result/result'
import { type Lab } from '@shared/lab/schema'
import { foundText } from '../report/section/glance'
import { green, red } from './output'
import { textTable } from './text-table'

export function checkTable(result: LabResult): string {
  const lab = result.document as Lab
  const table = textTable(
    [{ head: '' }, { head: 'check' }, { head: 'asks that' }, { head: 'found' }],
    result.checks.map(({ id, passed, says, actual }) => [passed ? 'passed' : 'FAILED', id, says, foundText(actual)]),
  )
  // coloured afterwards, so that colour does not count as width
  const lines = table.replace(/^ {2}passed/gm, `  ${green('passed')}`).replace(/^ {2}FAILED/gm, `  ${red('FAILED')}`)
  const failed = result.checks.filter((check) => !check.passed)
  const conditions = failed.map(({ id }) => `  ${id}: ${lab.checks?.find((check) => check.id === id)?.that ?? ''}\n`)
  return conditions.length === 0 ? lines : `${lines}\n  Conditions that did not hold:\n${conditions.join('')}`
}
