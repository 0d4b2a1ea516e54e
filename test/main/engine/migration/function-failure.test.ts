// A virtual function that stops to work: who can go on without it, who cannot, and what a reset brings back.
import { describe, expect, it } from 'vitest'
import { perform } from '../../../../src-main/engine/actions'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab } from './design-lab'
import { unsound } from './soundness'

const VF0 = 'a/n.vf0'
/** A frame of w leaves every 6 us. */
const FAST = '{ down: { from: w/eth0, to: s, type: udp, rate: 2Gbps, size: 1472 } }'
const EXACT = '{ downtimeGoal: 5ms }\ncosts: { timer-slack: 0 }'
const FIXED = 'adapter: passthrough, function: n.vf0'

function fault(run: LabRun, what: 'vf-failure' | 'vf-recovery' = 'vf-failure', path = VF0): string | null {
  const refusal = perform(run.lab, { atPs: run.sim.now, index: 0, do: what, path })
  run.sim.settle()
  return refusal?.code ?? null
}

const modes = (run: LabRun): string[] => run.lab.migration.modes().map(({ mode, function: fn }) => fn ?? mode)

describe('G24: a function that fails', () => {
  it('loses what it holds and what comes for it, with a reason', () => {
    const run = startLab({ nic: FIXED }).until(0.1)
    fault(run)
    const { lost } = run.flow(0)
    run.until(0.2)
    expect(run.flow(0).lost - lost).toBeGreaterThan(90)
    expect(run.flow(0).lostBy('function-failed')).toBe(run.flow(0).lost)
    expect(run.flow(1).lostBy('function-failed')).toBeGreaterThan(90)
    expect(run.drops(VF0, 'function-failed')).toBe(run.flow(0).lost + run.flow(1).lost)
    expect(run.codes().filter((code) => code === 'function-failed')).toHaveLength(1)
  })

  it.each(['upt', 'npa'] as const)('%s goes to emulation, and takes another function where one is free', (design) => {
    const run = startLab({ nic: DESIGNS[design], flows: FAST, migration: EXACT }).until(0.02)
    fault(run)
    run.until(0.4)
    expect(modes(run)).toEqual([VF0, 'emulation', 'a/n.vf1'])
    // a frame in 6 us, for as long as the PF needs to notice and the shell to load its plug-in
    const lost = run.flow(0).lostBy('function-failed')
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBeLessThan(design === 'upt' ? 4 : 4000)
    expect(run.lab.hosts[0].functions()[0].pci).toMatchObject({ owner: null, keptFor: null, state: 'failed' })
  })

  it('stays in emulation where no other is free, until the failed one has been reset', () => {
    const run = startLab({ nic: DESIGNS.upt, vfs: [1, 0] }).until(0.1)
    fault(run)
    run.until(0.5)
    expect(modes(run)).toEqual([VF0, 'emulation'])
    expect(fault(run, 'vf-recovery')).toBe(null)
    run.until(1)
    expect(modes(run)).toEqual([VF0, 'emulation', VF0])
    expect(unsound(run).filter((wrong) => !wrong.startsWith('frames'))).toEqual([])
  })

  it('of a failover pair: the standby device carries the frames, and the primary when it works again', () => {
    const run = startLab({ nic: DESIGNS.failover }).until(0.3)
    expect(modes(run)).toEqual([VF0])
    fault(run)
    run.until(0.5)
    expect(modes(run)).toEqual([VF0, 'emulation'])
    expect(run.flow(0).lostBy('function-failed')).toBeLessThan(5)
    const { delivered } = run.flow(0)
    run.until(0.6)
    expect(run.flow(0).delivered - delivered).toBeGreaterThan(90)
    fault(run, 'vf-recovery')
    run.until(1)
    expect(modes(run)).toEqual([VF0, 'emulation', VF0])
    expect(unsound(run).filter((wrong) => !wrong.startsWith('frames'))).toEqual([])
  })

  it.each(['fixed', 'replug'] as const)(
    '%s has nothing that stands in: no frames until it was reset and set up',
    (design) => {
      const run = startLab({ nic: design === 'fixed' ? FIXED : DESIGNS.replug }).until(0.3)
      fault(run)
      run.until(0.5)
      const { delivered } = run.flow(0)
      run.until(0.6)
      expect(run.flow(0).delivered).toBe(delivered)
      fault(run, 'vf-recovery')
      run.until(0.69)
      expect(run.flow(0).delivered).toBe(delivered)
      expect(run.flow(0).lostBy('reset-in-progress')).toBeGreaterThan(0)
      run.until(1)
      expect(run.flow(0).delivered).toBeGreaterThan(delivered)
      expect(modes(run)).toEqual([VF0])
    },
  )

  it('is nobody to be given: a VM stays off that must have it', () => {
    const run = startLab({ nic: FIXED }).until(0.1)
    perform(run.lab, { atPs: run.sim.now, index: 0, do: 'power-off', vm: 0 })
    run.sim.settle()
    run.until(0.3)
    fault(run)
    perform(run.lab, { atPs: run.sim.now, index: 0, do: 'power-on', vm: 0 })
    run.sim.settle()
    expect(run.lab.vms[0].reasons.map(({ code }) => code)).toEqual(['function-failed'])
  })

  it('fails once, recovers once, and is a virtual function', () => {
    const run = startLab({ nic: DESIGNS.upt }).until(0.1)
    expect(fault(run, 'vf-recovery')).toBe('function-works')
    expect(fault(run, 'vf-failure', 'a/n')).toBe('no-such-function')
    expect(fault(run)).toBe(null)
    expect(fault(run)).toBe('function-not-ready')
    expect(fault(run, 'vf-recovery')).toBe(null)
    expect(fault(run, 'vf-recovery')).toBe('function-works')
  })

  it('at any instant of a migration leaves nothing half done', () => {
    for (const nic of [DESIGNS.upt, DESIGNS.npa, DESIGNS.failover]) {
      for (const migration of ['{ downtimeGoal: 5ms }', '{ downtimeGoal: 5ms, leaveFunctions: last }']) {
        for (const at of [0.0002, 0.001, 0.01, 0.05, 0.1, 0.2, 0.25]) {
          for (const path of [VF0, 'b/n.vf0']) {
            const run = startLab({ nic, migration, flows: '{}' }).until(0.5)
            run.lab.migration.request('w', 'b')
            run.sim.settle()
            run.until(0.5 + at)
            fault(run, 'vf-failure', path)
            run.until(3)
            fault(run, 'vf-recovery', path)
            run.until(4)
            expect(run.lab.migration.results().map(({ outcome }) => outcome)).toEqual(['completed'])
            expect(unsound(run)).toEqual([])
            expect(modes(run)[modes(run).length - 1]).toMatch(/^b\/n\.vf[01]$/)
          }
        }
      }
    }
  })
})
