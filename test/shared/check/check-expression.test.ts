import { describe, expect, it } from 'vitest'
import { evaluateExpression } from '@shared/check/check-expression'
import { parseCheck } from '@shared/check/check-parser'
import { sampleFlow, sampleResult } from '../../main/report/sample-result'

const result = sampleResult()
const value = (text: string) => {
  const answer = evaluateExpression(text, result)
  return answer.ok ? answer.value : `problem: ${answer.says}`
}
const problem = (text: string) => {
  const answer = evaluateExpression(text, result)
  return answer.ok ? `no problem: ${String(answer.value)}` : answer.says
}

describe('paths into a result', () => {
  it.each([
    ['flows.video.lost', 8],
    ['flows["video"].lost', 8],
    ['migrations[0].downtime', 0.1],
    ['migrations[-1].to', 'esx-a'],
    ['counters["esx-a/vmnic0"].rxFrames', 1000],
    ['counters["web-1/eth0"].drops.vm-paused', 5],
    ['cpu.esx-a.interrupts.physical', 9000],
    ['simulated', 11],
    ['lab.hosts["esx-a"].nics.vmnic0.vfs', 4],
    ['migrations.length', 2],
  ])('%s is %j', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  it('opens a list or a group with a star', () => {
    expect(value('migrations[*].downtime')).toEqual([0.1, 0.1])
    expect(value('sum(flows.*.lost)')).toBe(8)
  })

  it('reads a counter or a loss that has not happened as zero', () => {
    expect(value('counters["tor-1/1"].txFrames')).toBe(0)
    expect(value('counters["tor-1/1"].drops.mtu-exceeded')).toBe(0)
    expect(value('flows.video.lostBy.mtu-exceeded')).toBe(0)
  })

  it('names the nearest known name for an unknown one', () => {
    expect(problem('flow.video.lost')).toBe('"flow" is not known. Did you mean "flows"?')
    expect(problem('flows.vidoe.lost')).toBe('flows has no "vidoe". Did you mean "video"?')
    expect(problem('flows.video.lots')).toBe('flows.video has no "lots". Did you mean "lost"?')
    expect(problem('counters["esx-a/vmnic0"].rxFrame')).toContain('Did you mean "rxFrames"?')
    expect(problem('counters["esx-a/vmnic0"].drops.que-full')).toContain('has no "que-full"')
  })

  it('reaches nothing that every object inherits', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(problem(`flows.${name}`)).toContain(`has no "${name}"`)
      expect(problem(name)).toContain('is not known')
      expect(problem(`${name}(1)`)).toContain('There is no function')
    }
  })

  it('cannot be asked for the wall time', () => {
    expect(problem('wall < 1')).toContain('"wall" is not known')
  })

  it('says how many entries there are when a position is beyond them', () => {
    expect(problem('migrations[2].to')).toBe('migrations has 2 entries, none is 2.')
  })

  it('says how to reach into a list', () => {
    expect(problem('migrations.to')).toContain('migrations[*].to')
  })
})

describe('operators', () => {
  it.each([
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['-2 - -3 == 1', true],
    ['10 / 4 == 2.5', true],
    ['not 1 > 2 and 2 > 1', true],
    ['1 > 2 or 2 > 1', true],
    ['!(1 == 1) || false', false],
    ['flows.video.lost in [8, 9]', true],
    ['flows.video.lost in [1, 7.9]', false],
    ['migrations[0].outcome in ["refused", "completed", "failed"]', true],
    ['migrations[0].downtime <= 500ms', true],
    ['0.5 == 500ms', true],
    ['flows.video.goodput < 10Gbps', true],
    ['memory["esx-a"].pinned == 1GiB', true],
    ['migrations[0].reasons == []', true],
    ['flows.video.latency.max > 100us', true],
    ['"a" != "b"', true],
  ])('%s is %j', (text, expected) => {
    expect(value(text)).toBe(expected)
  })

  it('does not look at the right side of an and or an or that is decided', () => {
    expect(value('false and nowhere')).toBe(false)
    expect(value('true or nowhere')).toBe(true)
    expect(value('len(migrations) == 9 and migrations[9].downtime < 1')).toBe(false)
  })

  it('refuses to compare what has no order, and to divide by zero', () => {
    expect(problem('"a" < 1')).toContain('needs two numbers')
    expect(problem('migrations[*].downtime < 1')).toContain('max(...)')
    expect(problem('1 / 0')).toBe('Division by zero.')
    expect(problem('1 and true')).toContain('must be true or false')
  })

  it('gives the left side of the comparison that decided', () => {
    const answer = evaluateExpression('flows.upload.lost == 0 and flows.video.lost < 3', result)
    expect(answer).toEqual({ ok: true, value: false, actual: 8 })
  })
})

describe('functions', () => {
  it.each([
    ['state("web-1/eth0", 2s)', 'passthrough'],
    ['state("web-1/eth0", 6s)', 'emulation'],
    ['state("web-1/eth0")', 'passthrough'],
    ['state("web-1/eth0.function", 1)', 'esx-a/vmnic0.vf0'],
    ['state("web-1/eth0.plugin", 5)', 'emulation'],
    ['state("web-1/eth0.active", 5)', false],
    ['state("web-1")', 'esx-a'],
    ['state("web-1", 5s)', 'esx-b'],
    ['state(web-1.host, 3.1s)', 'esx-a'],
    ['count(drop)', 8],
    ['count(drop, reason="vm-paused")', 5],
    ['count(drop, flow=video, reason="link-down")', 3],
    ['count(drop, at="esx-a/vmnic0.vf0")', 3],
    ['count(exit)', 5000],
    ['count(exit, host="esx-b")', 1000],
    ['count(interrupt, kind=physical)', 12000],
    ['count(migration, outcome="completed")', 2],
    ['count(mode, nic="web-1/eth0", mode=emulation)', 1],
    ['count(mode-kept)', 1],
    ['count("mode-kept", after=5s)', 0],
    ['ratio(flows.video.lost, flows.video.sent)', 0.008],
    ['before(mode("web-1/eth0", "emulation"), phase("pre-copy"))', true],
    ['before(phase("pre-copy", migration=1), mode("web-1/eth0", "passthrough", after=5s))', true],
    ['before("vm-stunned", "vm-resumed")', true],
    ['before("vm-resumed", "vm-stunned")', false],
    ['before("vm-stunned", "tcp-timeout")', false],
    ['within("vm-stunned@web-1", "vm-resumed@web-1", 99ms)', false],
    ['within("vm-stunned@web-1", "vm-resumed@web-1", 101ms)', true],
    ['never("tcp-timeout")', true],
    ['never("vm-stunned")', false],
    ['never("vm-stunned", 5s)', true],
    ['never("vm-stunned", 4s, 4.2s)', false],
    ['event("mode-kept", source="web-1/eth0")', 4.31],
    ['event("link-down")', null],
    ['phase("switch-over", edge="end")', 4.3],
    ['conserved(all)', true],
    ['conserved(video)', true],
    ['structure("vfs", host="esx-a")', 4],
    ['structure(nics, model="intel-82598")', 1],
    ['structure("vnics", adapter="npa", network="prod")', 1],
    ['structure("links", end="tor-1")', 4],
    ['structure("port-groups", vlan="20")', 2],
    ['warned(migrations[0], "no-sriov")', true],
    ['warned(migrations[1])', false],
    ['refused(migrations[0])', false],
    ['capability("web-1/eth0", "vmotion")', true],
    ['capability("web-1/eth0", "shaping")', false],
    ['len(migrations)', 2],
    ['max(flows.*.lost)', 8],
    ['min(1, 2, [0.5, 3])', 0.5],
    ['mean(migrations[*].downtime)', 0.1],
    ['abs(-3)', 3],
  ])('%s is %j', (text, expected) => {
    const found = value(text)
    if (typeof expected === 'number') expect(found).toBeCloseTo(expected, 12)
    else expect(found).toBe(expected)
  })

  it('finds a flow whose frames do not add up', () => {
    const broken = sampleResult({ flows: { good: sampleFlow(), bad: sampleFlow({ delivered: 989 }) } })
    expect(evaluateExpression('conserved(all)', broken)).toMatchObject({ value: false })
    expect(evaluateExpression('conserved(good)', broken)).toMatchObject({ value: true })
    expect(evaluateExpression('conserved(bad)', broken)).toMatchObject({ value: false })
  })

  it.each([
    ['stat("x")', 'Did you mean "state"?'],
    ['count(drop, resaon="x")', 'Did you mean "reason"?'],
    ['count(drop, reason="queue-fool")', 'Did you mean "queue-full"?'],
    ['count(dorp)', 'Did you mean "drop"?'],
    ['event("vm-stuned")', 'Did you mean "vm-stunned"?'],
    ['phase("precopy")', 'Did you mean "pre-copy"?'],
    ['state("web-1/eth1")', 'Did you mean "web-1/eth0"?'],
    ['conserved(vidoe)', 'Did you mean "video"?'],
    ['structure("vm")', 'Did you mean "vms"?'],
    ['capability("web-1/eth0", "vmotoin")', 'Did you mean "vmotion"?'],
    ['before("vm-stunned")', 'was given 1 arguments'],
    ['mode("web-1/eth0", "direct")', '"passthrough", "emulation" or "absent"'],
    ['phase("pre-copy", migration=7)', 'no migration 7'],
    ['ratio(1, 0)', 'zero'],
    ['state("web-1/eth0", 11.5s)', 'the run ended at 11 s'],
  ])('%s is a problem that helps: %s', (text, part) => {
    expect(problem(text)).toContain(part)
  })
})

describe('text that is no check', () => {
  it.each([
    ['', 'empty'],
    ['flows.web.lost <', 'something is missing at the end (at character 17)'],
    ['flows.web.lost = 3', 'equality is written =='],
    ['1 < 2 < 3', 'join them with "and"'],
    ['"open', 'not closed'],
    ['flows.', 'a name must follow the dot'],
    ['(1', 'expected ")" before the end'],
    ['5 parsecs', '"parsecs" is not expected here'],
    ['5parsecs', '"parsecs" is not a unit'],
    ['a; b', '";" has no meaning here'],
    ['process.exit(1)', 'not expected here'],
    ['`x`', 'has no meaning'],
    ['count(reason="x", drop)', 'named arguments come last'],
    ['not', 'missing at the end'],
    ['and 1', 'not expected here'],
  ])('%j says %j', (text, part) => {
    const parsed = parseCheck(text)
    expect(parsed.ok ? 'parsed' : parsed.says).toContain(part)
  })

  it('stops at text that is too long or too deep instead of running out of stack', () => {
    expect(parseCheck('1'.repeat(3000))).toMatchObject({ ok: false })
    for (const deep of ['('.repeat(900), 'not '.repeat(400) + 'true', '-'.repeat(1500) + '1', 'a['.repeat(900)]) {
      const parsed = parseCheck(deep)
      expect(parsed.ok ? 'parsed' : parsed.says).toContain('nested too deeply')
    }
  })
})
