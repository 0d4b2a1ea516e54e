// What goes wrong where a host is told to do without a reset, without an IOMMU, or without a copy.
import { describe, expect, it } from 'vitest'
import { perform } from '../../../../src-main/engine/actions'
import { LabRun } from '../host/lab-run'

const power = (run: LabRun, what: 'power-on' | 'power-off', vm: number): void => {
  const atPs = run.sim.now
  if (perform(run.lab, { atPs, index: 0, do: what, vm }) !== null) throw new Error(`${what} was refused`)
  run.sim.settle()
}

const two = (host: string, nic: string, fn = 'n0.vf0'): LabRun =>
  new LabRun(`
hosts: { a: { ${host} nics: { n0: { ${nic} } } } }
vms:
  first: { host: a, nics: { eth0: { adapter: passthrough, function: ${fn}, ip: 10.0.0.1/24 } } }
  second: { host: a, nics: { eth0: { adapter: passthrough, function: ${fn}, ip: 10.0.0.2/24 } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: first, type: udp, rate: 10Mbps, size: 1000 } }
`)

const SRIOV = 'model: intel-82599, vfs: 1'

describe('FN1: a function that cannot be reset', () => {
  it('is given to nobody', () => {
    const run = two('', `${SRIOV}, resetMethod: none`).until(0.01)
    expect(run.lab.vms[0].reasons.map(({ code }) => code)).toEqual(['no-reset'])
  })

  it.each([
    ['a virtual function', `${SRIOV}, resetMethod: none`, 'n0.vf0', 'a/n0.vf0'],
    ['a whole port', 'model: intel-82598', 'n0', 'a/n0'],
  ])('gives the next owner of %s frames of the last, until its driver has set it up', (_what, nic, fn, path) => {
    const run = two('allowUnsafeReset: true,', nic, fn).until(0.01)
    power(run, 'power-off', 0)
    power(run, 'power-on', 1)
    run.until(0.02)
    const stale = run.counter(path, 'staleFrames')
    expect(stale).toBeGreaterThan(5)
    expect(run.counter('second/eth0', 'rxFrames')).toBeGreaterThanOrEqual(stale)
    expect(run.codes().filter((code) => code === 'stale-traffic')).toHaveLength(1)
    run.until(0.05)
    const later = run.counter(path, 'staleFrames')
    run.until(0.06)
    expect(run.counter(path, 'staleFrames')).toBe(later)
  })

  it('writes, while nobody has it, into memory that the IOMMU does not let it reach', () => {
    const run = two('allowUnsafeReset: true,', `${SRIOV}, resetMethod: none`).until(0.01)
    power(run, 'power-off', 0)
    run.until(0.02)
    expect(run.flow().lostBy('iommu-fault')).toBeGreaterThan(5)
    const [fault] = run.lab.hosts[0].iommu.faults
    expect(fault).toMatchObject({ device: '0000:03:10.0', isWrite: true, vm: null })
    expect(fault.reason).toContain('fault reason 02')
    expect(run.sim.log.entries.find(({ code }) => code === 'iommu-fault')!.says).toMatch(
      /^\[DMA Write\] request device \[03:10\.0\] fault addr 0x[0-9a-f]+ \[fault reason 02\]/,
    )
  })

  it('with a reset the next owner gets none, and has to wait for 100 ms', () => {
    const run = two('allowUnsafeReset: true,', SRIOV).until(0.01)
    power(run, 'power-off', 0)
    power(run, 'power-on', 1)
    expect(run.lab.vms[1].reasons.map(({ code }) => code)).toEqual(['function-in-use'])
    run.until(0.115)
    power(run, 'power-on', 1)
    run.until(0.14)
    expect(run.counter('a/n0.vf0', 'staleFrames')).toBe(0)
    const at = (code: string): number => run.sim.log.entries.find((entry) => entry.code === code)!.at
    expect(at('function-ready') - at('function-reset')).toBeCloseTo(0.1, 9)
  })
})

describe('FN2: a guest that points its function at the memory of another VM', () => {
  const attack = (host: string): LabRun =>
    new LabRun(`
hosts: { a: { ${host}, nics: { n0: { model: intel-82599, vfs: 1 } } } }
vms:
  attacker: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24, dmaTarget: victim } } }
  victim: { host: a }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: attacker, type: udp, rate: 10Mbps } }
`).until(0.01)

  it('is stopped by the IOMMU, which records device, address and reason', () => {
    const run = attack('iommu: strict')
    const [fault] = run.lab.hosts[0].iommu.faults
    expect(fault).toMatchObject({ device: '0000:03:10.0', vm: 'attacker', isWrite: true })
    expect(fault.reason).toContain('fault reason 05')
    expect(fault.address).toBeGreaterThan(run.lab.hosts[0].memory.physical)
    expect(run.counter('a/n0.vf0', 'strayWrites')).toBe(0)
    expect(run.codes()).not.toContain('memory-overwritten')
  })

  it('needs a host that allows functions without an IOMMU, and then writes where it likes', () => {
    expect(attack('iommu: off').lab.vms[0].reasons.map(({ code }) => code)).toEqual(['iommu-off'])
    const run = attack('iommu: off, allowUnsafeDma: true')
    expect(run.counter('a/n0.vf0', 'strayWrites')).toBeGreaterThan(0)
    expect(run.sim.log.entries.find(({ code }) => code === 'memory-overwritten')!.says).toContain('victim')
    expect(run.drops('a/n0.vf0', 'wrong-memory')).toBe(run.counter('a/n0.vf0', 'strayWrites'))
  })

  it('can be told to at run time, and to stop', () => {
    const run = attack('iommu: strict')
    run.set('attacker/eth0', 'dmaTarget', 'none')
    const faults = run.lab.hosts[0].iommu.faultCount
    run.until(0.02)
    expect(run.lab.hosts[0].iommu.faultCount).toBe(faults)
    run.set('attacker/eth0', 'dmaTarget', 'victim')
    run.until(1.1)
    expect(run.lab.hosts[0].iommu.faultCount).toBeGreaterThan(faults)
  })
})

describe('ZC1: zero-copy receive', () => {
  const lab = (vms: string, netqueue: number): LabRun =>
    new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599, netqueue: ${netqueue} } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: { macChanges: false } } } }
vms: { ${vms} }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: x, type: udp, rate: 100Mbps, size: 1000 } }
`).until(0.01)
  const vm = (id: string, ip: number): string =>
    `${id}: { host: a, nics: { eth0: { network: net, ip: 10.0.0.${ip}/24, offloads: { zeroCopyRx: true } } } }`

  it('needs a queue that one VM has alone, and shows the guest frames before they are delivered', () => {
    expect(lab(vm('x', 1), 0).counter('x/eth0', 'exposedFrames')).toBe(0)
    expect(lab(`${vm('x', 1)}, ${vm('y', 2)}`, 1).counter('x/eth0', 'exposedFrames')).toBe(0)
    const run = lab(vm('x', 1), 1)
    expect(run.counter('x/eth0', 'exposedFrames')).toBeGreaterThan(100)
    expect(run.counter('x/eth0', 'copiedBytes')).toBeLessThan(200)
    expect(run.codes()).toContain('readable-before-delivered')
    expect(run.counter('x/eth0', 'exposedDrops')).toBe(0)
  })

  it('also those that a policy drops then', () => {
    const run = lab(vm('x', 1), 1)
    const { mac } = run.lab.vms[0].vnics[0]
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    // the sender goes on with the address that it knows; the NIC is told both
    run.lab.stations[0].stack.neighbors.lookup(run.lab.model.vms[0].nics[0].ip!.address).move(0x020000000077)
    run.until(0.02)
    expect(mac).not.toBe(0x020000000077)
    expect(run.drops('a/v0/net', 'mac-changed')).toBeGreaterThan(100)
    expect(run.counter('x/eth0', 'exposedDrops')).toBeGreaterThan(100)
    expect(run.codes()).toContain('readable-although-dropped')
  })
})
