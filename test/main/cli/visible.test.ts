// What a document says reaches a terminal as text, never as an order to it.
import { describe, expect, it } from 'vitest'
import type { CheckResult, LabResult } from '@shared/result/result'
import { checkLab } from '@shared/lab/check-lab'
import { emptyLab } from '@shared/lab/defaults'
import { checkTable } from '../../../src-main/cli/check-table'
import { problemLine } from '../../../src-main/cli/read-input'
import { runSummary } from '../../../src-main/cli/run-summary'
import { textTable } from '../../../src-main/cli/text-table'
import { visible } from '../../../src-main/cli/visible'
import { runLab } from '../../../src-main/run/run-lab'

const RED = '\u001b[31mred\u001b[0m'
// eslint-disable-next-line no-control-regex -- what must not come out
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/

it('writes out what a terminal would obey, and leaves all else', () => {
  expect(visible(RED)).toBe('\\x1b[31mred\\x1b[0m')
  expect(visible('a\r\nb\tc\u0007\u009b\u202e')).toBe('a\\r\\nb\\tc\\x07\\x9b\\u202e')
  expect(visible('Zürich, µs, 日本, \\x1b')).toBe('Zürich, µs, 日本, \\x1b')
})

describe('names of a document', () => {
  it('make a problem one plain line', () => {
    const problems = checkLab({ ...emptyLab(), hosts: { [RED]: {}, 'a\nwarning: b': {} } })
    const lines = problems.map((problem) => problemLine('lab.yaml', problem))
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).not.toMatch(/[\n]/)
    for (const line of lines) expect(line).not.toMatch(CONTROLS)
    expect(lines[0]).toContain('\\x1b[31mred')
  })

  it('are cells of a table as wide as they look', () => {
    const table = textTable(
      [{ head: 'name' }, { head: 'next' }],
      [
        [RED, 'x'],
        ['a\nb', 'y'],
      ],
    )
    expect(table).not.toMatch(CONTROLS)
    const lines = table.split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]!.indexOf('x', lines[1]!.indexOf('0m'))).toBe(lines[2]!.indexOf('y'))
  })

  it('and texts of checks stand in the tables of a run as text', () => {
    const lab = {
      ...emptyLab(`lab ${RED}`),
      duration: '1ms',
      checks: [{ id: RED, that: 'frames > 1', says: `more\n${RED}`, hint: `look\n${RED}` }],
    }
    const result = runLab(lab)
    expect(runSummary(result)).not.toMatch(CONTROLS)
    const check: CheckResult = { ...result.checks[0]!, breaks: { at: null, says: RED }, expected: RED }
    const failed: LabResult = { ...result, checks: [check] }
    expect(checkTable(failed)).not.toMatch(CONTROLS)
    expect(checkTable(failed)).toContain('\\x1b[31mred')
  })
})
