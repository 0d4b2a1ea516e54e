// A vNIC that could run on a function and has none takes one as soon as it can.
import { describe, expect, it } from 'vitest'
import { collectResult } from '../../../../src-main/engine/observe/collect-result'
import { perform, resolveAction } from '../../../../src-main/engine/actions'
import type { RunAction } from '../../../../src-shared/api/lab-api'
import type { LabRun } from '../host/lab-run'
import { DESIGNS, startLab } from './design-lab'

const OTHER = `  x: { host: b, memory: 8MiB, nics: { eth0: { adapter: passthrough, function: n.vf0, ip: 10.0.0.2/24 } } }`

/** As a script or a person does it. */
function act(run: LabRun, action: RunAction): void {
  const event = resolveAction(run.lab.model, action, run.sim.now)
  if ('code' in event) throw new Error(event.says)
  const refusal = perform(run.lab, event)
  if (refusal !== null) throw new Error(refusal.says)
  run.sim.settle()
}

const ownersOf = (run: LabRun) => run.lab.hosts.flatMap((host) => host.functions().map(({ pci }) => pci.owner))
const modesOf = (run: LabRun, nic = 'w/eth0') =>
  collectResult(run.lab)
    .modes.filter((row) => row.nic === nic)
    .map(({ mode, function: fn }) => fn ?? mode)

describe('G15: a vNIC without a function', () => {
  it.each(['npa', 'upt', 'failover'] as const)(
    '%s: stays in emulation where none is free, and takes the one that a VM leaves that is powered off',
    (design) => {
      const run = startLab({ nic: DESIGNS[design], vfs: [1, 1], vms: OTHER }).until(0.05)
      act(run, { do: 'vmotion', vm: 'w', to: 'b' })
      run.until(0.6)
      expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation'])
      expect(collectResult(run.lab).migrations[0].warnings.map(({ code }) => code)).toEqual(['no-free-vf'])
      act(run, { do: 'power-off', vm: 'x' })
      run.until(1.3)
      expect(run.lab.vms[1].state).toBe('off')
      expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation', 'b/n.vf0'])
      expect(run.codes()).toContain('function-available')
      expect(ownersOf(run)).toEqual([null, 'w'])
      const through = run.counter('b/n.vf0', 'rxFrames')
      expect(run.until(1.4).counter('b/n.vf0', 'rxFrames')).toBeGreaterThan(through + 50)
    },
  )

  it('takes the one that a VM leaves that is moved away', () => {
    const guest = `  x: { host: b, memory: 8MiB, nics: { eth0: { network: v/net, ${DESIGNS.npa}, ip: 10.0.0.2/24 } } }`
    const run = startLab({ nic: DESIGNS.upt, vfs: [1, 1], vms: guest }).until(0.05)
    act(run, { do: 'vmotion', vm: 'w', to: 'b' })
    run.until(0.3)
    expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation'])
    act(run, { do: 'vmotion', vm: 'x', to: 'a' })
    run.until(0.6)
    expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation', 'b/n.vf0'])
    expect(modesOf(run, 'x/eth0')).toEqual(['b/n.vf0', 'emulation', 'a/n.vf0'])
    expect(ownersOf(run)).toEqual(['x', 'w'])
  })

  it('takes it from the power-on, too, and only one of two that wait', () => {
    const waiting = (id: string, ip: number): string =>
      `  ${id}: { host: a, memory: 8MiB, nics: { eth0: { network: v/net, ${DESIGNS.npa}, ip: 10.0.0.${ip}/24 } } }`
    const nic = 'adapter: passthrough, function: n.vf0'
    const run = startLab({ nic, vfs: [1, 1], vms: `${waiting('x', 2)}\n${waiting('y', 3)}` }).until(0.05)
    expect([modesOf(run, 'x/eth0'), modesOf(run, 'y/eth0')]).toEqual([['emulation'], ['emulation']])
    act(run, { do: 'power-off', vm: 'w' })
    run.until(0.4)
    expect([modesOf(run, 'x/eth0'), modesOf(run, 'y/eth0')]).toEqual([['emulation', 'a/n.vf0'], ['emulation']])
    expect(run.lab.hosts[0].memory.pinned).toBe(8 * 2 ** 20)
  })

  it('takes it when its hosts are given the plug-in', () => {
    const run = startLab({ nic: 'adapter: npa, function: auto, plugins: [intel, emulation]' }).until(0.05)
    expect(modesOf(run)).toEqual(['emulation'])
    act(run, { do: 'set', path: 'w/eth0/plugins', value: ['mellanox', 'emulation'] })
    expect(modesOf(run.until(0.1))).toEqual(['emulation', 'a/n.vf0'])
  })

  it('is not served while its VM is on its way', () => {
    const run = startLab({ nic: DESIGNS.npa }).until(0.05)
    act(run, { do: 'vmotion', vm: 'w', to: 'b' })
    while (modesOf(run).length < 2) run.until(run.sim.now / 1e12 + 0.0005)
    run.lab.migration.conditionsChanged()
    run.sim.settle()
    run.until(0.3)
    expect(modesOf(run)).toEqual(['a/n.vf0', 'emulation', 'b/n.vf0'])
  })
})

describe('G15: functions that are enabled while the lab runs', () => {
  it('are taken at once', () => {
    const run = startLab({ nic: DESIGNS.upt, vfs: [0, 0] }).until(0.1)
    run.set('a/n', 'vfs', 2)
    run.until(0.3)
    expect(modesOf(run)).toEqual(['emulation', 'a/n.vf0'])
  })
})

describe('a VM that is powered off', () => {
  it('leaves nothing behind: ports, memory, functions; what comes for it is lost', () => {
    const run = startLab({ nic: DESIGNS.upt }).until(0.05)
    act(run, { do: 'power-off', vm: 'w' })
    run.until(0.3)
    const [host] = run.lab.hosts
    expect([host.memory.configured, host.memory.pinned, host.vms.size]).toEqual([0, 0, 0])
    expect(ownersOf(run)).toEqual([null, null, null, null])
    const { delivered } = run.flow(0)
    expect(run.until(0.4).flow(0).delivered).toBe(delivered)
    expect(collectResult(run.lab).guest!['w/eth0'].devices.every(({ until }) => until !== null)).toBe(true)
  })

  it('ends its migration', () => {
    const run = startLab({ nic: DESIGNS.npa }).until(0.05)
    act(run, { do: 'vmotion', vm: 'w', to: 'b' })
    act(run, { do: 'power-off', vm: 'w' })
    run.until(0.5)
    const [migration] = collectResult(run.lab).migrations
    expect([migration.outcome, migration.reasons[0].code]).toEqual(['failed', 'vm-stopped'])
    expect(ownersOf(run)).toEqual([null, null, null, null])
    expect(run.lab.hosts.map((host) => [host.memory.configured, host.memory.pinned])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})
