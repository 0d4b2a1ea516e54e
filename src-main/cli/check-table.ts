// The checks of a run as a table: what was asked, whether it held, what was found.
import { type CheckResult, type LabResult } from '@shared/result/result'
import { type Lab } from '@shared/lab/schema'
import { foundText } from '../report/section/glance'
import { green, red } from './output'
import { textTable } from './text-table'
import { visible } from './visible'

export function checkTable(result: LabResult): string {
  const table = textTable(
    [{ head: '' }, { head: 'check' }, { head: 'asks that' }, { head: 'found' }],
    result.checks.map(({ id, passed, says, actual }) => [passed ? 'passed' : 'FAILED', id, says, foundText(actual)]),
  )
  // coloured afterwards, so that colour does not count as width
  const lines = table.replace(/^ {2}passed/gm, `  ${green('passed')}`).replace(/^ {2}FAILED/gm, `  ${red('FAILED')}`)
  const failed = result.checks.filter((check) => !check.passed)
  const thatOf = ({ id }: CheckResult) => (result.document as Lab).checks?.find((check) => check.id === id)?.that ?? ''
  return failed.length === 0
    ? lines
    : `${lines}\n  What did not hold:\n${failed.map((check) => explanation(check, thatOf(check))).join('')}`
}

/** What would have held, what there is, the event that broke it, where to look. */
function explanation({ id, actual, expected, breaks, hint }: CheckResult, that: string): string {
  const at = breaks?.at === null || breaks?.at === undefined ? '' : `at ${Number(breaks.at.toPrecision(9))} s, `
  const lines = [
    `  ${id}: ${that}`,
    ...(expected === undefined || expected === that ? [] : [`    expected: ${expected}`]),
    `    found:    ${foundText(actual)}`,
    ...(breaks === undefined ? [] : [`    event:    ${at}${breaks.says}`]),
    ...(hint === undefined ? [] : [`    hint:     ${hint.replace(/\s+/g, ' ')}`]),
  ]
  return lines.map((line) => `${visible(line.replace(/[\r\n\t]+/g, ' '))}\n`).join('')
}
