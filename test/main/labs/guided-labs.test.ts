// Every guided lab: its model solution passes all checks, and each wrong turn is found by the checks that are meant for it.
import { describe, expect, it } from 'vitest'
import { failures, gradeLab, labsIn, shippedLab } from './grade-lab'
import { SOLUTIONS } from './solutions'

const solved = (id: string): [string, Readonly<Record<string, unknown>>] => [id, SOLUTIONS[id]!.set]

describe('the model solution', () => {
  it.each(labsIn('.').map(solved))('of %s passes every check', { timeout: 120_000 }, (id, solution) => {
    const result = gradeLab(shippedLab('.', id), solution)
    expect(result.checks.length).toBeGreaterThan(0)
    expect(failures(result)).toEqual([])
  })
})

const turns = Object.entries(SOLUTIONS).flatMap(([id, { set, wrong }]) =>
  Object.entries(wrong).map(([name, turn]) => ({ id, name, changes: { ...set, ...turn.set }, fails: turn.fails })),
)

describe('a wrong turn is found', () => {
  it.each(turns)('$id: $name', { timeout: 120_000 }, ({ id, changes, fails }) => {
    const lab = shippedLab('.', id)
    // further runs are made only where a check that is meant asks for them
    const meant = lab.checks!.filter((check) => fails.includes(check.id))
    const { checks } = gradeLab({ ...lab, checks: meant }, changes)
    expect(
      checks
        .filter(({ passed }) => !passed)
        .map((check) => check.id)
        .sort(),
    ).toEqual([...fails].sort())
    for (const { hint } of checks) expect(hint).not.toBe('')
  })

  it.each(Object.entries(SOLUTIONS))('at least three of them in %s', (_id, { wrong }) => {
    expect(Object.keys(wrong).length).toBeGreaterThanOrEqual(3)
  })
})
