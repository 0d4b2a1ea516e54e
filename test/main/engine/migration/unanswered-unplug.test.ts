// A guest that is asked for its function and does not give it.
import { describe, expect, it } from 'vitest'
import { collectResult } from '../../../../src-main/engine/observe/collect-result'
import { perform } from '../../../../src-main/engine/actions'
import { DESIGNS, startLab } from './design-lab'
import { stateOf, unsound } from './soundness'

const deaf = (design: 'failover' | 'replug'): string => `${DESIGNS[design]}, answersUnplug: false`
const lab = (design: 'failover' | 'replug', migration?: string) =>
  startLab({ nic: deaf(design), migration, flows: '{}' }).until(1)

describe('G25: a guest that does not answer the request for its function', () => {
  it('replug: the move is given up after five seconds, and the guest keeps its device', () => {
    const run = lab('replug')
    const before = stateOf(run)
    run.lab.migration.request('w', 'b')
    run.until(5.9)
    expect(run.lab.migration.results()[0]).toMatchObject({ outcome: 'running' })
    run.until(6.1)
    const [{ outcome, reasons, phases }] = run.lab.migration.results()
    expect([outcome, reasons.map(({ code }) => code)]).toEqual(['failed', ['unplug-unanswered']])
    expect(phases.map(({ name }) => name)).toEqual(['compatibility', 'unplug'])
    expect(run.codes()).toContain('unplug-unanswered')
    expect(stateOf(run)).toEqual(before)
    expect(unsound(run)).toEqual([])
  })

  it('failover: the move waits without end, until somebody gives it up', () => {
    const run = lab('failover')
    const before = stateOf(run)
    run.lab.migration.request('w', 'b')
    run.until(60)
    expect(run.lab.migration.results()[0].outcome).toBe('running')
    expect(collectResult(run.lab).migrations[0]).toMatchObject({
      outcome: 'failed',
      reasons: [{ code: 'unfinished', path: 'w' }],
    })
    expect(run.lab.vms[0].vnics[0].active?.kind).toBe('passthrough')
    expect(run.lab.migration.abort('w')).toBe(true)
    run.until(61)
    expect(run.lab.migration.results()[0]).toMatchObject({ outcome: 'failed', reasons: [{ code: 'aborted' }] })
    expect(stateOf(run)).toEqual(before)
    run.lab.migration.request('w', 'b')
    expect(run.lab.migration.results()[1].outcome).toBe('running')
  })

  it('a result counts a VM as arrived that runs on the destination, although its vNIC is not settled there', () => {
    const run = startLab({ nic: DESIGNS.npa, flows: '{}' }).until(1)
    run.lab.migration.request('w', 'b')
    const phases = () => run.lab.migration.results()[0].phases.map(({ name }) => name)
    for (let step = 1; step < 4000 && !phases().includes('resume'); step++) run.until(1 + step / 1000)
    expect(run.lab.migration.results()[0].outcome).toBe('running')
    expect(collectResult(run.lab).migrations[0]).toMatchObject({ outcome: 'completed', reasons: [] })
  })

  it('a limit of the document holds for both', () => {
    for (const design of ['failover', 'replug'] as const) {
      const run = lab(design, '{ unplugTimeout: 2s }')
      run.lab.migration.request('w', 'b')
      run.until(2.9)
      expect(run.lab.migration.results()[0].outcome).toBe('running')
      run.until(3.1)
      expect(run.lab.migration.results()[0].outcome).toBe('failed')
    }
  })

  it('an operation on the VM fails in the same way, and changes nothing', () => {
    const run = lab('replug')
    const before = stateOf(run)
    perform(run.lab, { atPs: run.sim.now, index: 0, do: 'suspend', vm: 0 })
    run.until(7)
    expect(run.codes()).toContain('operation-failed')
    expect(stateOf(run)).toEqual(before)
  })

  it('a VM that is powered off meanwhile is off, and leaves nothing', () => {
    const run = lab('failover')
    run.lab.migration.request('w', 'b')
    run.until(2)
    perform(run.lab, { atPs: run.sim.now, index: 0, do: 'power-off', vm: 0 })
    run.sim.settle()
    run.until(3)
    expect(run.lab.migration.results()[0]).toMatchObject({ outcome: 'failed', reasons: [{ code: 'vm-stopped' }] })
    expect(unsound(run)).toEqual([])
    expect(run.lab.hosts[0].functions().every(({ isFree }) => isFree)).toBe(true)
  })
})
