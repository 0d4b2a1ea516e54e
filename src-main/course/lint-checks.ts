// Whether a lab can be solved and its checks are worth something: runs of the solution, of the lab as it is given out, of
// wrong turns, and, for checks that no wrong turn is meant for, of small changes until each has failed once.
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import { type Lab } from '@shared/lab/schema'
import { type CheckResult } from '@shared/result/result'
import { withChanges } from '@shared/lab/variants'
import { asksForBooks } from './asks-for-books'
import { type Finding } from './lint-rules'
import { mutants } from './mutants'
import { type Solution } from './solution'

const MOST_MUTANTS = 80

type LabCheck = NonNullable<Lab['checks']>[number]

/** Runs a lab, and says what its checks found. */
export type RunChecks = (lab: Lab) => readonly CheckResult[]

const isFailed = ({ passed, actual }: CheckResult): boolean =>
  !passed && !(typeof actual === 'string' && actual.startsWith('cannot be evaluated'))

export function lintChecks(lab: Lab, solution: Solution, hasSolution: boolean, run: RunChecks): Finding[] {
  const checks = lab.checks ?? []
  if (checks.length === 0) {
    return [
      { rule: 'no-checks', path: 'checks', says: 'the lab has none', remedy: 'Write one: iov-lab check --words.' },
    ]
  }
  const wrongPlaces = [solution, ...Object.values(solution.wrong)].flatMap((one) => problemOf(lab, solution, one.set))
  if (wrongPlaces.length > 0) return wrongPlaces
  const solved = withChanges(lab, solution.set)
  const unsolved = run(solved).filter(({ passed }) => !passed)
  if (unsolved.length > 0) return unsolved.map((check) => notSolved(checks, check, hasSolution))
  return [
    ...asGiven(lab, solution, run),
    ...wrongTurns(solved, checks, solution, run),
    ...alwaysPassing(solved, checks, solution, run),
  ]
}

function problemOf(lab: Lab, { set }: Solution, further: Solution['set']): Finding[] {
  const changed: unknown = withChanges(lab, { ...set, ...further })
  const problem = checkLab(changed).find(({ level }) => level === 'error')
  if (hasShape(changed) && problem === undefined) return []
  const says = `with ${Object.keys(further).join(', ')} ${problem?.path ?? 'the lab'} has a problem: ${problem?.says ?? ''}`
  return [{ rule: 'solution', path: '', says, remedy: problem?.remedy ?? '' }]
}

const placeOf = (checks: readonly LabCheck[], id: string): string =>
  `checks/${checks.findIndex((one) => one.id === id)}`

const notSolved = (checks: readonly LabCheck[], { id, actual }: CheckResult, hasSolution: boolean): Finding => ({
  rule: 'unsolved',
  path: placeOf(checks, id),
  says: `"${id}" does not hold ${hasSolution ? 'in the solution' : 'in the lab as it is'}, found ${JSON.stringify(actual)}`,
  remedy: hasSolution
    ? 'Mend the check or the solution.'
    : 'Write what solves the lab into NAME.solution.yaml beside it.',
})

function asGiven(lab: Lab, { set }: Solution, run: RunChecks): Finding[] {
  if (Object.keys(set).length === 0 || run(lab).some(({ passed }) => !passed)) return []
  const remedy = 'Ask for what the solution changes, or leave its set empty.'
  return [{ rule: 'solved-as-given', path: 'checks', says: 'all hold before anything is done', remedy }]
}

function wrongTurns(solved: Lab, checks: readonly LabCheck[], { wrong }: Solution, run: RunChecks): Finding[] {
  return Object.entries(wrong).flatMap(([name, { set, fails }]) => {
    const meant = checks.filter(({ id }) => fails.includes(id))
    const unknown = fails.filter((id) => !checks.some((check) => check.id === id))
    const found = run({ ...withChanges(solved, set), checks: meant }).filter(({ passed }) => passed)
    return [
      ...unknown.map((id): Finding => {
        const says = `"${name}" is to fail "${id}", which is no check of the lab`
        return { rule: 'solution', path: `wrong/${name}/fails`, says, remedy: 'Name a check that there is.' }
      }),
      ...found.map(({ id }): Finding => {
        const says = `"${id}" holds although "${name}" is wrong`
        return { rule: 'wrong-accepted', path: placeOf(checks, id), says, remedy: 'Make the check ask for more.' }
      }),
    ]
  })
}

/**
 * Checks that no wrong turn is meant for, which held in every lab with something changed. One that found the same each time
 * asks nothing; of another it is only likely.
 */
function alwaysPassing(solved: Lab, checks: readonly LabCheck[], { wrong }: Solution, run: RunChecks): Finding[] {
  const meant = new Set(Object.values(wrong).flatMap(({ fails }) => fails))
  let open = checks.filter(({ id, that }) => !meant.has(id) && !asksForBooks(that))
  const found = new Map<string, Set<string>>()
  let tried = 0
  if (open.length === 0) return []
  const asked = open.map(({ that }) => that)
  for (const { lab } of mutants(solved, MOST_MUTANTS, asked)) {
    const tested = { ...lab, checks: open }
    if (hasErrors(checkLab(tested))) continue
    const results = run(tested)
    for (const { id, actual } of results) found.set(id, (found.get(id) ?? new Set()).add(JSON.stringify(actual)))
    const failed = new Set(results.filter(isFailed).map(({ id }) => id))
    tried++
    open = open.filter(({ id }) => !failed.has(id))
    if (open.length === 0) return []
  }
  return open.map(({ id }) => ({
    rule: (found.get(id)?.size ?? 0) > 1 ? 'hard-to-fail' : 'always-passes',
    path: placeOf(checks, id),
    says: `"${id}" held in each of ${tried} labs with something changed`,
    remedy: 'Ask for something that can be wrong, or write a wrong turn that it finds into NAME.solution.yaml.',
  }))
}
