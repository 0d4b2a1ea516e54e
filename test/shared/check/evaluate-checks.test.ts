import { expect, it } from 'vitest'
import { evaluateChecks } from '@shared/check/evaluate-checks'
import { sampleResult } from '../../main/report/sample-result'

const withChecks = (checks: { id: string; that: string; says?: string }[]) => {
  const result = sampleResult()
  return evaluateChecks({ ...result, document: { ...(result.document as object), checks } })
}

it('answers every check of the document, in its order, with what was found', () => {
  expect(
    withChecks([
      { id: 'lost', that: 'flows.video.lost < 3', says: 'fewer than three are lost' },
      { id: 'moved', that: 'migrations[0].outcome == "completed"' },
    ]),
  ).toEqual([
    {
      id: 'lost',
      passed: false,
      actual: 8,
      says: 'fewer than three are lost',
      expected: 'flows.video.lost < 3',
      breaks: { at: 4.2, says: 'the first loss of video (in all: 5 vm-paused, 3 link-down)' },
      hint: 'Go to 4.2 s in the run, and look at the log and the counters there.',
    },
    { id: 'moved', passed: true, actual: 'completed', says: 'migrations[0].outcome == "completed"' },
  ])
})

it('never passes a check that cannot be evaluated, and says why', () => {
  expect(withChecks([{ id: 'typo', that: 'flows.vidoe.lost < 3' }])).toMatchObject([
    { passed: false, actual: 'cannot be evaluated: flows has no "vidoe". Did you mean "video"? (at character 1)' },
  ])
  expect(withChecks([{ id: 'number', that: 'flows.video.lost' }])).toMatchObject([{ passed: false }])
})

it('shows a large value in words', () => {
  expect(withChecks([{ id: 'log', that: 'log == []' }])).toMatchObject([{ passed: false, actual: 'a list of 5' }])
})

it('answers a lab without checks with none', () => {
  expect(evaluateChecks({ ...sampleResult(), document: { format: 'iov-lab/1', name: 'x' } })).toEqual([])
})

it('evaluates every check of the shipped demonstration without a problem', () => {
  for (const check of evaluateChecks(sampleResult())) expect(String(check.actual)).not.toContain('cannot be evaluated')
})
