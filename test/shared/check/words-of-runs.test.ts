import { describe, expect, it } from 'vitest'
import { evaluateExpression } from '@shared/check/check-expression'
import { CHECK_FUNCTIONS, misusedWord } from '@shared/check/check-functions'
import { evaluateChecks } from '@shared/check/evaluate-checks'
import { parseCheck } from '@shared/check/check-parser'
import type { CheckedResult } from '@shared/check/check-scope'
import { sampleFlow, sampleResult } from '../../main/report/sample-result'

const stage = (name: string, lane: 'guest' | 'hypervisor' | 'nic', path: string, start: number) => ({
  stage: name,
  lane,
  path,
  start,
  end: start + 0.1,
  cycles: 1,
})

const document = {
  ...(sampleResult().document as object),
  variants: { slow: { set: { 'hosts/esx-a/iommu': 'off' } } },
  answers: { gap: 0.15, wrong: 3 },
}

const asked: string[] = []
const others: CheckedResult['others'] = {
  run: (name) => {
    asked.push(name)
    return name === 'again'
      ? sampleResult({ document })
      : sampleResult({ document, flows: { video: sampleFlow({ lost: 100, lostBy: { 'queue-full': 100 } }) } })
  },
  life: (flow, nth) => {
    asked.push(`${flow}:${nth}`)
    if (nth > 2) return null
    return {
      sentAt: 1,
      outcome: 'delivered',
      stages: [
        stage('copy', 'guest', 'client', 1),
        stage('dma-write', 'nic', 'esx-a/vmnic0', 1.1),
        stage('copy', 'hypervisor', 'web-1/eth0', 1.2),
        stage('delivered', 'guest', 'web-1/eth0', 1.3),
      ],
    }
  },
}

const result: CheckedResult = { ...sampleResult({ document }), others }
const value = (text: string, of: CheckedResult = result) => {
  const answer = evaluateExpression(text, of)
  return answer.ok ? answer.value : `problem: ${answer.says}`
}
const failed = (that: string, more: object = {}) =>
  evaluateChecks({ ...result, document: { ...document, checks: [{ id: 'x', that, ...more }] } })[0]!

describe('path', () => {
  it.each([
    ['path(video) == ["copy", "dma-write", "copy", "delivered"]', true],
    ['path(video, 2, as=lane) == ["guest", "nic", "hypervisor", "guest"]', true],
    ['"esx-a/vmnic0" in path(video, as=where)', true],
    ['"esx-b/vmnic0" not in path(video, as=where)', true],
    ['"copy@web-1/eth0" in path(video, as=both)', true],
    ['count(copy, flow=video)', 2],
    ['count(copy, flow=video, by=hypervisor)', 1],
    ['count(dma, flow=video, nth=2)', 1],
  ])('%s is %j', (text, expected) => expect(value(text)).toBe(expected))

  it.each([
    ['path(video, 3)', 'sends no frame 3'],
    ['path(vidoe)', 'Did you mean "video"?'],
    ['path(video, 0)', 'counted from 1'],
    ['path(video, as=lanes)', 'Did you mean "lane"?'],
    ['count(copy)', 'needs a frame to follow'],
  ])('%s is a problem that helps: %s', (text, part) => expect(value(text)).toContain(part))

  it('is only asked for where a check names it, and never while a run goes on', () => {
    asked.length = 0
    value('flows.video.lost == 8')
    expect(asked).toEqual([])
    expect(value('len(path(video))', sampleResult())).toContain('made at the end of a run')
  })

  it('names the first stage that is another one, and when it began', () => {
    expect(failed('path(video) == ["copy", "copy"]')).toMatchObject({
      passed: false,
      breaks: { at: 1.1, says: 'entry 2 is "dma-write", not "copy"' },
    })
  })
})

describe('runs', () => {
  it.each([
    ['same(this, again)', true],
    ['same(this, slow)', false],
    ['same(this, slow, except=["flows"])', true],
    ['run("slow").flows.video.lost - flows.video.lost', 92],
    ['run("slow").flows.video.lostBy.mtu-exceeded', 0],
  ])('%s is %j', (text, expected) => expect(value(text)).toBe(expected))

  it('names the first figure that differs', () => {
    const check = failed('same(this, slow)')
    expect(check).toMatchObject({ expected: 'equal figures', breaks: { at: null } })
    expect(check.actual).toContain('flows.upload')
  })

  it.each([
    ['same(this, slowly)', 'Did you mean "slow"?'],
    ['same(this, again, except="cpu")', 'takes a list of names'],
  ])('%s is a problem that helps: %s', (text, part) => expect(value(text)).toContain(part))
})

describe('answers', () => {
  it.each([
    ['answer(gap) == engine(flows.video.longestGap)', true],
    ['answer(wrong) == engine(flows.video.longestGap)', false],
    ['answer(open) == engine(flows.video.longestGap)', false],
    ['answer(gap) in [0.9 * engine(flows.video.longestGap), 1.1 * engine(flows.video.longestGap)]', true],
  ])('%s is %j', (text, expected) => expect(value(text)).toBe(expected))

  it('does not tell the figure that is to be found', () => {
    expect(JSON.stringify(failed('answer(wrong) == engine(flows.video.longestGap)'))).not.toContain('0.15')
    expect(failed('answer(open) == engine(flows.video.longestGap)')).toMatchObject({
      breaks: { at: null, says: 'question open has no answer' },
    })
  })
})

describe('a check that does not hold', () => {
  it.each([
    ['never("vm-stunned")', 4.2, 'vm-stunned of web-1'],
    ['before("vm-resumed", "vm-stunned")', 4.2, 'vm-resumed at 4.3 s, vm-stunned at 4.2 s'],
    ['within(vm-stunned, vm-resumed, 10ms)', 4.3, 'vm-resumed at 4.3 s'],
    ['state("web-1/eth0", 6s) == "passthrough"', 3.015, 'goes into emulation'],
    ['refused(migrations[0])', 3, 'completed'],
    ['warned(migrations[0], "no-plugin")', 3, 'no virtual functions'],
    ['migrations[0].downtime < 50ms', 3, 'completed'],
    ['flows.video.lost == 0', 4.2, 'the first loss of video'],
    ['count(mode-kept) == 0', 4.31, 'mode-kept of web-1/eth0'],
    ['capability("web-1/eth0", "shaping")', 8.45, 'the function is direct'],
  ])('%s tells when it was broken, and by what', (that, at, part) => {
    const check = failed(that)
    expect(check.passed).toBe(false)
    expect(check.breaks?.at).toBe(at)
    expect(check.breaks?.says).toContain(part)
    expect(check.hint).toContain(`${at} s`)
  })

  it('says what would have held, with the figure where that is computed', () => {
    expect(failed('flows.video.lost <= 2 * 3').expected).toBe('flows.video.lost <= 2 * 3, which is 6')
    expect(failed('not (flows.video.lost == 8)').expected).toBe('not: flows.video.lost == 8')
    expect(failed('conserved(all) and flows.video.lost == 0').expected).toBe('flows.video.lost == 0')
  })

  it('shows its own hint before the step of the guide, and that before the place in the run', () => {
    expect(failed('flows.video.lost == 0', { hint: 'Look there.' }).hint).toBe('Look there.')
    const checks = [{ id: 'direct-again', that: 'flows.video.lost == 0' }]
    const [check] = evaluateChecks({ ...result, document: { ...document, checks } })
    expect(check!.hint).toContain('Step 5, Come home at seven seconds')
  })
})

describe('words', () => {
  it.each(CHECK_FUNCTIONS)('$name has an example that can be read', ({ example }) => {
    const parsed = parseCheck(example)
    expect(parsed).toMatchObject({ ok: true })
    if (parsed.ok) expect(misusedWord(parsed.expression)).toBeNull()
  })

  it('are known before anything runs, with their place', () => {
    const parsed = parseCheck('flows.a.lost < 1 and nevr(x)')
    expect(parsed.ok && misusedWord(parsed.expression)).toEqual({
      says: 'There is no function nevr(). Did you mean "never"?',
      at: 21,
    })
  })

  it('say where in the text a name is not known', () => {
    expect(evaluateExpression('1 == 1 and flows.vidoe.lost < 3', result)).toMatchObject({ ok: false, at: 11 })
  })
})
