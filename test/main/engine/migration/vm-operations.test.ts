// What is done to a VM beside moving it: accepted or refused by the capability table as it stands at that instant.
import { describe, expect, it } from 'vitest'
import { perform } from '../../../../src-main/engine/actions'
import type { OperationEvent } from '../../../../src-main/engine/migration/vm-operations'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab } from './design-lab'
import { stateOf, unsound } from './soundness'

const MIB = 2 ** 20
const EMULATED = 'adapter: vmxnet'
const FIXED = 'adapter: passthrough, function: n.vf0'

function operate(run: LabRun, what: OperationEvent['do']): string | null {
  const base = { atPs: run.sim.now, index: 0, vm: 0 }
  const refusal = perform(run.lab, what === 'hot-add' ? { ...base, do: what, bytes: 4 * MIB } : { ...base, do: what })
  run.sim.settle()
  return refusal?.code ?? null
}

const power = (run: LabRun, what: 'power-on' | 'power-off'): string | null => {
  const refusal = perform(run.lab, { atPs: run.sim.now, index: 0, do: what, vm: 0 })
  run.sim.settle()
  return refusal?.code ?? null
}

const times = (run: LabRun, code: string): number[] =>
  run.sim.log.entries.filter((entry) => entry.code === code).map(({ at }) => at)

describe('G20: an operation on a VM', () => {
  const operations = ['suspend', 'snapshot', 'storage-vmotion', 'hot-add', 'record-start'] as const
  const capability = { 'record-start': 'record-replay' } as Record<string, string>

  it.each(
    operations.flatMap((what) =>
      Object.entries({ ...DESIGNS, vmxnet: EMULATED, fixed: FIXED }).map(([id, nic]) => ({ what, id, nic })),
    ),
  )('$what of a VM with $id is done or refused as the capability table says', ({ what, nic }) => {
    const run = startLab({ nic }).until(0.3)
    const before = stateOf(run)
    const row = run.lab.migration.capabilities()['w/eth0'][capability[what] ?? what]
    const refused = operate(run, what)
    expect(refused).toBe(row.available ? null : 'not-capable')
    if (!row.available) expect(stateOf(run)).toEqual(before)
  })

  it('is refused with the vNIC, the capability and the cause', () => {
    const run = startLab({ nic: FIXED }).until(0.01)
    const refusal = perform(run.lab, { atPs: run.sim.now, index: 0, do: 'snapshot', vm: 0 })
    expect(refusal).toMatchObject({ code: 'not-capable', path: 'w/eth0' })
    expect(refusal!.says).toContain('snapshot: Its state is inside the function')
  })

  it('comes alone: none while another one or a migration is under way', () => {
    const run = startLab({ nic: EMULATED }).until(0.01)
    expect(operate(run, 'snapshot')).toBe(null)
    expect(operate(run, 'suspend')).toBe('vm-busy')
    run.lab.migration.request('w', 'b')
    const [migration] = run.lab.migration.results()
    expect(migration.reasons.map(({ code }) => code)).toEqual(['operation-in-progress'])
    run.until(0.1)
    run.lab.migration.request('w', 'b')
    run.sim.settle()
    expect(operate(run, 'suspend')).toBe('vm-busy')
  })

  it('is nothing for a VM that is off', () => {
    const run = startLab({ nic: EMULATED }).until(0.01)
    power(run, 'power-off')
    expect(operate(run, 'suspend')).toBe('vm-off')
  })
})

describe('G21: a suspended VM', () => {
  it.each(Object.entries({ ...DESIGNS, vmxnet: EMULATED }))(
    'with %s leaves its host, and is what it was when it is resumed',
    (_id, nic) => {
      const run = startLab({ nic, flows: '{}' }).until(0.5)
      const before = stateOf(run)
      expect(operate(run, 'suspend')).toBe(null)
      run.until(2)
      expect(run.lab.vms[0].state).toBe('suspended')
      const [host] = run.lab.hosts
      expect([host.memory.configured, host.memory.pinned, host.vms.size]).toEqual([0, 0, 0])
      expect(host.functions().every(({ isFree }) => isFree)).toBe(true)
      expect(unsound(run)).toEqual([])
      expect(operate(run, 'resume')).toBe(null)
      run.until(4)
      expect(unsound(run)).toEqual([])
      expect(stateOf(run)).toEqual(before)
    },
  )

  it('takes as long as its memory to write out and to read, and hears nothing meanwhile', () => {
    const run = startLab({ nic: EMULATED }).until(0.1)
    operate(run, 'suspend')
    run.until(0.3)
    // 8 MiB are 2,048 pages of 4 us, and the state of the devices takes 10 ms
    const took = times(run, 'vm-suspended')[0] - times(run, 'vm-stunned')[0]
    expect(took).toBeGreaterThanOrEqual(0.01 + 2048 * 4e-6)
    expect(took).toBeLessThan(0.019)
    const lost = run.flow(0).lost
    expect(run.flow(0).lostBy('unknown-destination')).toBeGreaterThan(100)
    run.until(0.4)
    expect(run.flow(0).lost).toBeGreaterThan(lost)
    expect(run.flow(1).sent).toBe(run.flow(1).delivered)
    operate(run, 'resume')
    run.until(0.42)
    const { delivered } = run.flow(0)
    run.until(0.5)
    expect(run.flow(0).delivered).toBeGreaterThan(delivered + 50)
  })

  it('can be powered off, and nothing is left of it', () => {
    const run = startLab({ nic: DESIGNS.upt }).until(0.1)
    operate(run, 'suspend')
    run.until(0.3)
    expect(power(run, 'power-on')).toBe('vm-suspended')
    expect(operate(run, 'snapshot')).toBe('vm-suspended')
    power(run, 'power-off')
    run.until(0.4)
    expect([run.lab.vms[0].state, run.lab.vms[0].vnics[0].waiting]).toEqual(['off', 0])
    expect(run.lab.hosts[0].memory.configured).toBe(0)
    expect(power(run, 'power-on')).toBe(null)
    run.until(0.6)
    expect(run.lab.vms[0].vnics[0].active?.kind).toBe('passthrough')
  })

  it('is not resumed twice, and not where its memory is not left', () => {
    const run = startLab({ nic: EMULATED, vms: '  x: { host: a, memory: 1020MiB, nics: {} }' }).until(0.1)
    expect(run.lab.vms[1].state).toBe('off')
    expect(operate(run, 'resume')).toBe('vm-not-suspended')
    operate(run, 'suspend')
    run.until(0.2)
    perform(run.lab, { atPs: run.sim.now, index: 0, do: 'power-on', vm: 1 })
    run.sim.settle()
    expect(run.lab.vms[1].state).toBe('running')
    expect(operate(run, 'resume')).toBe('no-memory')
  })
})

describe('G22: a snapshot, a change of disks and more memory', () => {
  it('of a VM that runs on a function wait until it has left it; it goes back by itself', () => {
    for (const [what, code] of [
      ['snapshot', 'snapshot-taken'],
      ['storage-vmotion', 'disks-moved'],
      ['hot-add', 'memory-added'],
    ] as const) {
      const run = startLab({ nic: DESIGNS.npa }).until(0.3)
      operate(run, what)
      run.until(1)
      const modes = run.lab.migration.modes()
      expect(modes.map(({ mode }) => mode)).toEqual(['passthrough', 'emulation', 'passthrough'])
      expect(times(run, code)).toHaveLength(1)
      expect(times(run, code)[0]).toBeGreaterThanOrEqual(modes[1].at)
      expect(modes[2].at).toBeGreaterThan(times(run, code)[0])
    }
  })

  it('stop the VM for the state of its devices only, and memory is written while it runs', () => {
    const run = startLab({ nic: EMULATED }).until(0.1)
    operate(run, 'snapshot')
    run.until(0.3)
    const [stunned] = times(run, 'vm-stunned')
    const [resumed] = times(run, 'vm-resumed')
    expect(resumed - stunned).toBeLessThan(0.011)
    expect(times(run, 'snapshot-taken')[0] - resumed).toBeCloseTo(2048 * 4e-6, 9)
  })

  it('more memory is the host its to give, and is pinned with the rest', () => {
    const run = startLab({ nic: DESIGNS.upt }).until(0.3)
    operate(run, 'hot-add')
    run.until(1)
    const { configured, pinned } = run.lab.hosts[0].memory
    expect([configured, pinned]).toEqual([12 * MIB, 12 * MIB])
    const event = { atPs: run.sim.now, index: 0, do: 'hot-add', vm: 0, bytes: 2048 * MIB } as const
    expect(perform(run.lab, event)?.code).toBe('no-memory')
    run.lab.migration.request('w', 'b')
    run.until(2)
    expect(run.lab.hosts.map((host) => host.memory.configured)).toEqual([0, 12 * MIB])
    expect(run.lab.migration.results()[0].rounds[0].pages).toBe(3072)
  })

  it('end with the VM that is powered off in the middle', () => {
    for (const at of [0.0001, 0.005, 0.0101, 0.015, 0.05, 0.11]) {
      for (const what of ['suspend', 'snapshot'] as const) {
        const run = startLab({ nic: DESIGNS.npa }).until(0.3)
        operate(run, what)
        run.until(0.3 + at)
        power(run, 'power-off')
        run.until(0.6)
        expect(unsound(run)).toEqual([])
        power(run, 'power-on')
        run.until(0.9)
        expect(unsound(run).filter((wrong) => !wrong.startsWith('frames'))).toEqual([])
        expect(operate(run, 'suspend')).toBe(null)
      }
    }
  })
})

describe('G23: a VM whose execution is recorded', () => {
  it('keeps its vNIC in emulation and stays where it is until the recording ends', () => {
    const run = startLab({ nic: DESIGNS.upt, vfs: [0, 2] }).until(0.1)
    expect(operate(run, 'record-start')).toBe(null)
    expect(operate(run, 'record-start')).toBe('vm-recorded')
    run.lab.migration.request('w', 'b')
    expect(run.lab.migration.results()[0].reasons.map(({ code }) => code)).toEqual(['service-blocks'])
    run.set('a/n', 'vfs', 2)
    run.lab.migration.conditionsChanged()
    run.until(0.5)
    expect(run.lab.vms[0].vnics[0].active?.kind).toBe('emulation')
    expect(operate(run, 'record-stop')).toBe(null)
    expect(operate(run, 'record-stop')).toBe('vm-not-recorded')
    const [entry] = run.sim.log.entries.filter(({ code }) => code === 'recording-ended')
    expect(Number(/\d+/.exec(entry.says)![0])).toBeGreaterThan(100)
    run.until(1)
    expect(run.lab.vms[0].vnics[0].active?.kind).toBe('passthrough')
    expect(operate(run, 'record-start')).toBe('not-capable')
  })

  it('is recorded no longer when it is powered off', () => {
    const run = startLab({ nic: EMULATED }).until(0.1)
    operate(run, 'record-start')
    power(run, 'power-off')
    run.until(0.2)
    expect(times(run, 'recording-ended')).toHaveLength(1)
  })
})
