// The grades of a class for a spreadsheet: a row a hand-in, a column a check.
import { csvLine } from '../report/csv-field'
import { type GradedHandIn } from './hand-in'

const FIELDS = ['learner', 'file', 'lab', 'standing', 'passed', 'of', 'score', 'digest', 'changed', 'sameAs', 'says']

export function gradeCsv(handIns: readonly GradedHandIn[]): string {
  const checks = [...new Set(handIns.flatMap((one) => one.checks.map(({ id }) => id)))]
  const rows = handIns.map((one) => [
    one.learner,
    one.file,
    one.lab ?? '',
    one.standing,
    one.passed,
    one.of,
    one.score ?? '',
    one.digest ?? '',
    one.changed.join(' '),
    one.sameAs.join(' '),
    one.says,
    ...checks.map((id) => {
      const found = one.checks.find((check) => check.id === id)
      return found === undefined ? '' : Number(found.passed)
    }),
  ])
  return [[...FIELDS, ...checks.map((id) => `check ${id}`)], ...rows].map(csvLine).join('')
}
