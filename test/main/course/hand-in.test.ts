import { describe, expect, it } from 'vitest'
import { withChanges } from '@shared/lab/variants'
import { gradeCsv } from '../../../src-main/course/grade-csv'
import { gradeHandIn, GradeStopped, type GradeTerms, markSame } from '../../../src-main/course/hand-in'
import { renderReport } from '../../../src-main/report/render-report'
import { runLab } from '../../../src-main/run/run-lab'
import { shippedLab } from '../labs/grade-lab'

const lab = shippedLab('.', 'received-packet')
const solved = withChanges(lab, { 'answers/interrupts': 10 })
const terms: GradeTerms = { lab, onSlice: () => undefined }
const result = runLab(solved)
const handIn = JSON.stringify(result, null, 2)

describe('a hand-in', () => {
  it.each(['html', 'md', 'json'] as const)('as %s replays, and has the score of its run', (format) => {
    const text = renderReport(result, format).text
    expect(gradeHandIn(`ann.${format}`, text, terms)).toMatchObject({
      learner: 'ann',
      standing: 'replays',
      score: 100,
      digest: result.digest,
      changed: ['answers'],
    })
  })

  it('of a wrong answer has the checks that it passed', () => {
    const text = JSON.stringify(runLab(withChanges(lab, { 'answers/interrupts': 11 })))
    const { passed, of, score, checks } = gradeHandIn('ann.json', text, terms)
    expect([passed, of, score]).toEqual([8, 9, 89])
    expect(checks.filter((check) => !check.passed).map(({ id }) => id)).toEqual(['interrupts'])
  })

  it.each([
    ['a score', /"passed": true/, '"passed": false', 'checks.0.passed'],
    ['a figure', /"delivered": (\d)/, '"delivered": 9$1', 'delivered'],
    ['the digest', /("digest": ")(.)/, '$1x$2', 'digest'],
    ['the seed', /"seed": (\d+),\n {2}"/, '"seed": 9$1,\n  "', 'digest'],
    ['the lab in it', /"moderation": "50us"/, '"moderation": 0', 'digest'],
  ])('in which %s was changed is found to be tampered with', (_what, from, to, says) => {
    const changed = handIn.replace(from, to)
    expect(changed).not.toBe(handIn)
    const graded = gradeHandIn('ann.json', changed, terms)
    expect(graded.standing).toBe('tampered')
    expect(graded.says).toContain(says)
  })

  it('with easier checks or a shorter run is graded by those of the lab', () => {
    const easy = { ...lab, checks: [{ id: 'all', that: '1 == 1' }] }
    const graded = gradeHandIn('ann.json', JSON.stringify(runLab(easy)), terms)
    expect(graded).toMatchObject({ standing: 'tampered', passed: 8, of: 9, changed: ['checks'] })
    const short = gradeHandIn('ann.json', JSON.stringify(runLab({ ...solved, duration: '1ms' })), terms)
    expect(short).toMatchObject({ standing: 'replays', passed: 9, digest: result.digest })
  })

  it('made before the end of the run counts as the whole run', () => {
    const early = JSON.stringify(runLab(solved, { untilPs: 1e9 }))
    expect(gradeHandIn('ann.json', early, terms)).toMatchObject({ standing: 'replays', passed: 9 })
  })

  it('that is a lab is run; one of another engine is told from a forgery', () => {
    expect(gradeHandIn('ann.json', JSON.stringify(solved), terms)).toMatchObject({ standing: 'a-lab', score: 100 })
    const old = handIn.replace(result.digest, 'f'.repeat(64)).replace(/("version": ")/, '$10.')
    expect(gradeHandIn('ann.json', old, terms).standing).toBe('other-engine')
  })
})

describe('a file that cannot be graded has a row with the reason', () => {
  it.each([
    ['', 'neither a result'],
    ['{', 'its data is damaged'],
    ['%PDF-1.7', 'a PDF does not carry the lab'],
    [handIn.slice(0, -9), 'its data is damaged'],
    [handIn.replaceAll('intel-82599', 'intel-0'), 'hosts/esx-a/nics/vmnic0/model'],
    ['format: iov-lab/1\nname: 5\n', 'name'],
    [JSON.stringify({ format: 'iov-lab/1', name: 'Other' }), 'is another lab: "Other"'],
  ])('%.20j: %s', (text, says) => {
    const graded = gradeHandIn('eve.txt', text, terms)
    expect(graded).toMatchObject({ standing: 'ungraded', score: null, checks: [] })
    expect(graded.says).toContain(says)
  })

  it('a run that takes too long is one of them', () => {
    const onSlice = () => {
      throw new GradeStopped('too long')
    }
    expect(gradeHandIn('eve.json', handIn, { lab, onSlice })).toMatchObject({ standing: 'ungraded', says: 'too long' })
  })
})

it('the same changes are pointed out; labs as they were given out and mere answers are not', () => {
  const wrong = JSON.stringify(withChanges(lab, { 'hosts/esx-a/nics/vmnic0/moderation': 0 }))
  const graded = [wrong, wrong, JSON.stringify(lab), handIn, handIn].map((text, i) => gradeHandIn(`${i}`, text, terms))
  markSame(graded)
  expect(graded.map(({ sameAs }) => sameAs)).toEqual([['1'], ['0'], [], [], []])
})

it('grades for a spreadsheet: a row a hand-in, a column a check, no formulas', () => {
  const lines = gradeCsv([gradeHandIn('=ann.json', handIn, terms), gradeHandIn('eve.txt', '', terms)]).split('\r\n')
  expect(lines[0]).toMatch(/^learner,file,lab,standing,passed,of,score,digest,changed,sameAs,says,check path,/)
  expect(lines[1]).toMatch(
    new RegExp(`^'=ann,'=ann.json,Life of a received packet,replays,9,9,100,${result.digest},answers,,,1,`),
  )
  expect(lines[2]).toMatch(/^eve,eve.txt,,ungraded,0,0,,,,,"?this is neither/)
  expect(lines).toHaveLength(4)
})
