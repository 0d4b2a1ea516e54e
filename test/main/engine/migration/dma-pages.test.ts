import { describe, expect, it } from 'vitest'
import { DmaPages } from '../../../../src-main/engine/migration/dma-pages'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab } from './design-lab'
import { stateOf, unsound } from './soundness'

describe('G19: pages of a ring that is filled unseen', () => {
  it('differ where a frame came after they were sent', () => {
    let frames = 6
    const pages = new DmaPages(4, () => frames)
    expect(pages.stale()).toBe(0)
    frames = 8
    expect(pages.stale()).toBe(2)
    // slots 0 and 1: the frames 8 and 9 fill them, counted from 1
    pages.sent(0, 0.5)
    frames = 9
    expect(pages.stale()).toBe(2)
    pages.sent(0, 1)
    expect(pages.stale()).toBe(0)
    frames = 999
    expect(pages.stale()).toBe(4)
  })
})

const vm = 'memory: 8MiB, dirty: { rate: 500, workingSet: 2MiB }'
const FLOWS = '{ up: { from: s, to: w/eth0, type: udp, rate: 4Mbps, size: 472, stop: 600ms } }'
const moving = (nic: string, when: string): LabRun => {
  const migration = `{ downtimeGoal: 5ms, leaveFunctions: ${when}, bandwidth: 400Mbps }`
  const run = startLab({ nic, vm, migration, flows: FLOWS }).until(0.05)
  run.lab.migration.request('w', 'b')
  run.sim.settle()
  return run
}

describe('G6, G19: a migration', () => {
  it.each(['npa', 'upt'] as const)('%s: copies all that was written where the function is left first', (design) => {
    const run = moving(DESIGNS[design], 'first').until(0.6)
    expect(run.lab.migration.results()[0].stalePages).toBeUndefined()
    expect(run.codes()).not.toContain('memory-differs')
  })

  it.each(['npa', 'upt'] as const)('%s: loses what the function wrote where it is left last', (design) => {
    const run = moving(DESIGNS[design], 'last').until(0.6)
    const [{ outcome, stalePages, phases, modes }] = run.lab.migration.results()
    expect(outcome).toBe('completed')
    // a thousand frames a second for the 170 ms of the copy; half of them into pages that were sent already
    expect(stalePages).toBeGreaterThan(60)
    expect(stalePages).toBeLessThan(200)
    expect(run.codes()).toContain('memory-differs')
    expect(phases.map(({ name }) => name)).not.toContain('to-emulation')
    expect(modes.map((mode) => mode.function ?? mode.mode)).toEqual(['a/n.vf0', 'emulation', 'b/n.vf0'])
  })

  it('has nothing to lose without traffic', () => {
    const run = startLab({ nic: DESIGNS.upt, vm, migration: '{ leaveFunctions: last }', flows: '{}' }).until(0.05)
    run.lab.migration.request('w', 'b')
    run.sim.settle()
    run.until(0.5)
    expect(run.lab.migration.results()[0].stalePages).toBe(0)
    expect(run.codes()).not.toContain('memory-differs')
  })

  it('that leaves functions last can be given up at any instant, too', () => {
    for (let i = 0; i < 24; i++) {
      const run = startLab({
        nic: i % 2 === 0 ? DESIGNS.npa : DESIGNS.upt,
        vm,
        migration: '{ downtimeGoal: 5ms, leaveFunctions: last, bandwidth: 400Mbps }',
        flows: FLOWS,
      }).until(0.05)
      const before = stateOf(run)
      run.lab.migration.request('w', 'b')
      run.sim.settle()
      run.until(0.05 + i * 0.0085)
      const isAbortable = run.lab.migration.abort('w')
      run.sim.settle()
      run.until(1)
      expect(unsound(run)).toEqual([])
      if (isAbortable) expect(stateOf(run)).toEqual(before)
    }
  })
})
