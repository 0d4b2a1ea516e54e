// What a migration asks of VMs and vNICs: modes that change under the guest, a VM that stops, leaves and arrives.
import { describe, expect, it } from 'vitest'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'
import { LabRun, seconds } from '../host/lab-run'

const host = (id: string, model: string): string => `
  ${id}:
    cpu: { cores: 8 }
    nics: { n0: { model: ${model}, vfs: 2 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }`

//   w on a, later on b ---- t ---- s
const lab = (nic: string, flows: string, speed = '10Gbps'): LabRun =>
  new LabRun(`
hosts:${host('a', 'nvidia-bluefield2')}${host('b', 'intel-82599')}
vms: { w: { host: a, memory: 1GiB, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, ${nic} } } } }
switches: { t: { ports: 3 } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1], speed: 10Gbps }, { ends: [b/n0, t/2] }, { ends: [s, t/3], speed: ${speed} } ]
flows: ${flows}
`)

const BOTH = '{ f: { from: w/eth0, to: s, type: tcp }, g: { from: s, to: w/eth0, type: udp, rate: 1Gbps } }'
const RESET = reasonIndex('reset-in-progress')

/** Quiesces the path in use, waits until it has drained, and goes on with the other. */
function switchTo(run: LabRun, kind: 'emulation' | 'passthrough'): void {
  const [vm] = run.lab.vms
  const [vnic] = vm.vnics
  const from = vnic.active!
  const next = kind === 'emulation' ? vnic.emulation! : vnic.passthrough!
  let isDrained = false
  from.onDrained = () => (isDrained = true)
  from.quiesce()
  for (let i = 0; i < 100 && !isDrained && !from.isDrained(); i++) run.sim.run(run.sim.now + 1e7)
  expect(from.isDrained()).toBe(true)
  from.stop(RESET)
  vnic.use(next)
  run.sim.settle()
}

describe('a vNIC with two data paths', () => {
  it('changes from passthrough to emulation and back under full load without losing its own frames', () => {
    const run = lab('adapter: upt, function: auto', BOTH).until(0.05)
    const [vm] = run.lab.vms
    const [vnic] = vm.vnics
    expect(vnic.active?.kind).toBe('passthrough')
    switchTo(run, 'emulation')
    expect(vnic.active?.kind).toBe('emulation')
    const before = run.lab.statistics[0].bytes
    run.until(0.1)
    expect(run.flow(0).lost).toBe(0)
    expect(run.lab.statistics[0].bytes - before).toBeGreaterThan(30e6)
    expect(run.counter('a/v0', 'rxFrames')).toBeGreaterThan(1000)
    switchTo(run, 'passthrough')
    const through = run.counter('a/v0', 'rxFrames')
    run.until(0.15)
    expect(run.counter('a/v0', 'rxFrames') - through).toBeLessThan(10)
    expect(run.counter('w/eth0', 'modeChanges')).toBe(2)
    expect(run.flow(0).lost).toBe(0)
    // what flew towards a path that had closed
    expect(run.flow(1).lost).toBeLessThan(200)
  })

  it('announces itself where its frames leave by another NIC than before', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599 }, n1: { model: nvidia-bluefield2, vfs: 1 } }
    vswitches: { v0: { uplinks: { active: [n0], standby: [n1] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { adapter: upt, function: n1.vf0, network: v0/net, ip: 10.0.0.1/24 } } } }
switches: { t: { ports: 3 } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [a/n1, t/2], speed: 10Gbps }, { ends: [s, t/3] } ]
flows: { f: { from: s, to: w/eth0, type: udp, rate: 100Mbps } }
`).until(0.02)
    expect(run.counter('a/n1.vf0', 'rxFrames')).toBeGreaterThan(100)
    for (const kind of ['emulation', 'passthrough'] as const) {
      const { lost } = run.flow()
      const nic = kind === 'emulation' ? 'a/n0' : 'a/n1'
      const before = run.counter(nic, 'rxFrames')
      switchTo(run, kind)
      run.until(kind === 'emulation' ? 0.04 : 0.06)
      expect(run.counter(nic, 'rxFrames') - before).toBeGreaterThan(100)
      expect(run.flow().lost - lost).toBeLessThan(3)
    }
    expect(run.counter('t', 'movedAddresses')).toBe(2)
  })

  it('gives its memory free with the function', () => {
    const run = lab('adapter: upt, function: auto', BOTH).until(0.02)
    const [vm] = run.lab.vms
    switchTo(run, 'emulation')
    expect(run.lab.hosts[0].memory.pinned).toBe(0)
    vm.unassign(vm.vnics[0])
    expect(vm.vnics[0].passthrough).toBeNull()
    expect(run.codes()).toContain('function-released')
  })
})

describe('a VM that is stopped and moved', () => {
  it('stops when its last slice is over; what comes in meanwhile fills the ring and is then lost as vm-paused', () => {
    const run = lab('adapter: vmxnet', BOTH).until(0.02)
    const [vm] = run.lab.vms
    let stoppedAt = -1
    vm.stun(() => (stoppedAt = run.sim.now))
    run.sim.settle()
    run.until(0.021)
    expect(stoppedAt).toBeGreaterThanOrEqual(seconds(0.02))
    expect(vm.vcpus.every((vcpu) => !vcpu.isInSlice)).toBe(true)
    const received = run.counter('w/eth0', 'rxFrames')
    run.until(0.04)
    expect(vm.vnics[0].waiting).toBe(1024)
    expect(run.counter('w/eth0', 'rxFrames') - received).toBeLessThanOrEqual(1024)
    expect(run.drops('w/eth0', 'vm-paused')).toBeGreaterThan(100)
    expect(run.drops('w/eth0', 'no-buffer')).toBe(0)
    vm.unstun()
    run.sim.settle()
    run.until(0.06)
    expect(vm.vnics[0].waiting).toBeLessThan(100)
  })

  it('arrives on another host with its connections; the announcement moves its address in the switch', () => {
    const run = lab('adapter: vmxnet', BOTH, '1Gbps').until(0.05)
    const [vm] = run.lab.vms
    const [a, b] = run.lab.hosts
    vm.stun(() => {})
    run.sim.settle()
    // what the old host still had to send is gone before the VM runs again
    run.until(0.052)
    vm.detach()
    vm.attach(b)
    vm.announce()
    vm.unstun()
    run.sim.settle()
    run.until(0.06)
    expect(vm.host).toBe(b)
    expect([a.memory.configured, b.memory.configured]).toEqual([0, 2 ** 30])
    expect(run.counter('t', 'movedAddresses')).toBe(1)
    const before = run.lab.statistics[0].bytes
    run.until(0.5)
    expect(run.lab.statistics[0].bytes - before).toBeGreaterThan(10e6)
    expect(run.counter('b/n0', 'txFrames')).toBeGreaterThan(10_000)
    expect(b.ledger.byVm[0]).toBeGreaterThan(0)
  })

  it('finds its network on the other host by the name of the port group, and is nowhere where there is none', () => {
    const run = lab('adapter: vmxnet', '{ f: { from: s, to: w/eth0, type: ping, interval: 1ms } }').until(0.01)
    expect(run.lab.hosts[1].findNetwork('net')?.group.path).toBe('b/v0/net')
    expect(run.lab.hosts[1].findNetwork('other')).toBeNull()
  })
})
