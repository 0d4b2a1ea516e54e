// Each defect that lint knows, seeded into a lab that has none.
import { openLab } from '@shared/lab/migrations'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { withChanges } from '@shared/lab/variants'
import type { Lab } from '@shared/lab/schema'
import { lintJunit } from '../../../src-main/course/junit'
import { lintLab, lintTogether } from '../../../src-main/course/lint-lab'
import { LINT_RULES, type LintRule } from '../../../src-main/course/lint-rules'

//   a ─── sw ─── b; the learner has to mend the cable of b, and to count
const LAB = `
format: iov-lab/1
name: Two stations
duration: 20ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
switches: { sw: { ports: 2 } }
links: [ { ends: [a, sw/1] }, { ends: [b, sw/2], loss: 0.9 } ]
flows: { hello: { from: a, to: b, type: ping, interval: 1ms } }
checks:
  - { id: arrives, that: flows.hello.delivered > 30, hint: Look at the links. }
  - { id: counted, that: answer(pings) == engine(flows.hello.sent) }
  - { id: books, that: conserved(all) }
guide:
  order: 1
  summary: A cable
  minutes: 5
  steps: [ { title: Count, says: "How many pings? See [the picture](picture.svg).", check: counted } ]
  quiz: [ { id: pings, question: How many pings are sent?, answer: All of them } ]
`
const SOLUTION = `
format: iov-lab-solution/1
set: { links/1/loss: 0, answers/pings: 41 }
wrong: { a bad cable: { set: { links/1/loss: 0.5 }, fails: [arrives] } }
`

const terms = () => ({ limitMs: 20_000, explained: new Set<string>(), onSlice: () => undefined })
const lint = (text: string, solution: string | null = SOLUTION, given = terms()) =>
  lintLab({ file: 'two.iovlab.yaml', opened: openLab(text), solution, exists: (name) => name === 'picture.svg' }, given)

const changed = (set: Record<string, unknown>): string => JSON.stringify(withChanges(parse(LAB) as Lab, set))

it('finds nothing in a lab that is as it should be', () => {
  const { findings, runs } = lint(LAB)
  expect(findings).toEqual([])
  expect(runs).toBeGreaterThan(3)
})

const DEFECTS: [LintRule, string, string | null, string][] = [
  ['document', LAB.replace('sw/2', 'sw/3'), SOLUTION, 'links/1/ends/1'],
  ['document', 'name: [', SOLUTION, ''],
  ['document', changed({ 'checks/0/id': 'books' }), SOLUTION, 'checks/2/id'],
  ['document', changed({ 'guide/steps': 'none' }), SOLUTION, 'guide'],
  ['warning', changed({ 'stations/a/colour': 'red' }), SOLUTION, 'stations/a/colour'],
  ['solution', LAB, 'set: {}', ''],
  ['solution', LAB, SOLUTION.replace('links/1/loss: 0,', 'links/1/ends: [b, x],'), ''],
  ['solution', LAB, SOLUTION.replace('[arrives]', '[arrive]'), 'wrong/a bad cable/fails'],
  ['no-checks', changed({ checks: [] }), SOLUTION, 'checks'],
  ['unsolved', LAB, null, 'checks/0'],
  ['unsolved', LAB, SOLUTION.replace('41', '40'), 'checks/1'],
  ['solved-as-given', changed({ 'links/1/loss': 0, answers: { pings: 41 } }), SOLUTION, 'checks'],
  ['always-passes', changed({ 'checks/1/that': '1 == 1' }), SOLUTION, 'checks/1'],
  ['hard-to-fail', changed({ 'checks/1/that': 'flows.hello.sent >= 0' }), SOLUTION, 'checks/1'],
  ['wrong-accepted', changed({ 'checks/0/that': 'flows.hello.delivered < 1000' }), SOLUTION, 'checks/0'],
  [
    'duplicate-id',
    LAB.replace('quiz: [', 'quiz: [ { id: pings, question: And?, answer: So },'),
    SOLUTION,
    'guide/quiz/1/id',
  ],
  ['unknown-check', LAB.replace('check: counted', 'check: count'), SOLUTION, 'guide/steps/0/check'],
  ['unknown-question', LAB.replace('id: pings, ', ''), SOLUTION, 'checks/1/that'],
  [
    'unused-answer',
    LAB.replace('quiz: [', 'quiz: [ { id: pongs, question: And?, answer: So },'),
    SOLUTION,
    'guide/quiz/0/id',
  ],
  ['broken-link', LAB.replace('picture.svg', 'photo.svg'), SOLUTION, 'guide/steps/0/says'],
  ['outside-link', LAB.replace('picture.svg', 'https://example.org/x.svg'), SOLUTION, 'guide/steps/0/says'],
  ['no-alt-text', LAB.replace('[the picture]', '![]'), SOLUTION, 'guide/steps/0/says'],
  ['no-hint', LAB.replace(', hint: Look at the links.', ''), SOLUTION, 'checks/0'],
  ['no-guide', LAB.replace('minutes: 5', 'minutes: 500'), SOLUTION, 'guide/minutes'],
  ['no-guide', changed({ guide: null }), SOLUTION, 'guide/summary'],
  ['unexplained-term', LAB.replace('A cable', 'FLR and the cable'), SOLUTION, 'guide/summary'],
]

describe('a seeded defect', () => {
  it.each(DEFECTS)('%s is found', (rule, text, solution, path) => {
    const linted = lint(text, solution)
    expect(linted.findings.map((finding) => [finding.rule, finding.path])).toContainEqual([rule, path])
    const isFailure = LINT_RULES[rule].level === 'error'
    expect(lintJunit([linted], () => true)).toMatch(new RegExp(`name="${rule}: [^>]*>\\n +<failure message="`))
    expect(lintJunit([linted], (one) => LINT_RULES[one].level === 'error').includes('<failure')).toBe(
      isFailure || linted.findings.some((finding) => LINT_RULES[finding.rule].level === 'error'),
    )
  })

  it('too-slow is found, whoever has little time', () => {
    const busy = changed({ 'flows/hello/interval': '2us', duration: '2s' })
    const { findings } = lint(busy, null, { ...terms(), limitMs: 1 })
    expect(findings.map(({ rule }) => rule)).toContain('too-slow')
  })

  it('duplicate-lab is found between labs', () => {
    const labs = [lint(LAB), lint(LAB.replace('order: 1', 'order: 2'))]
    lintTogether(labs)
    expect(labs.map(({ findings }) => findings.map(({ rule, path }) => `${rule} ${path}`))).toEqual([
      [],
      ['duplicate-lab name'],
    ])
  })
})

it('an abbreviation is explained once for a course, in whichever order the words stand', () => {
  const given = terms()
  const text = LAB.replace('A cable', 'FLR (function level reset), virtual Ethernet bridges (VEBs), and the X710')
  expect(lint(text, SOLUTION, given).findings).toEqual([])
  expect(lint(LAB.replace('A cable', 'An FLR of a VEB'), SOLUTION, given).findings).toEqual([])
})
