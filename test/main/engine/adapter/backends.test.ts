// What stands behind an adapter: a thread, in the kernel or in a process, or a driver domain. Rules, one by one.
import { describe, expect, it } from 'vitest'
import type { StageId } from '../../../../src-shared/catalogue/cost-model'
import { LabRun } from '../host/lab-run'

//   w (eth0) - br - vmnic0 ---- s        s is never the bottleneck
const toWire = (nic: string, flow: string): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599, moderation: 8us } }
    vswitches: { br: { kind: linux-bridge, uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, ${nic} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: ${flow} }
`)

//   x (eth0) - br - y (eth0)
const between = (nic: string, flow: string): LabRun =>
  new LabRun(`
hosts: { a: { cpu: { cores: 8, clock: 3GHz }, vswitches: { br: { portGroups: { net: {} } } } } }
vms:
  x: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, ${nic} } } }
  y: { host: a, nics: { eth0: { network: net, ip: 10.0.0.2/24, ${nic} } } }
flows: { f: ${flow} }
`)

const OUT = '{ from: w/eth0, to: s, type: udp, rate: 100Mbps }'
const IN = '{ from: s, to: w/eth0, type: udp, rate: 100Mbps }'
const ACROSS = '{ from: x/eth0, to: y/eth0, type: rr }'
const roundTrip = (run: LabRun): number => run.lab.statistics[0].latency.mean
const charged = (run: LabRun, stage: StageId): number => run.cycles(0, stage)

describe('a backend that is a thread', () => {
  const copied = (nic: string, flow: string) => toWire(nic, flow).until(0.02).counter('w/eth0', 'copiedBytes')

  it('copies what comes, and reads long frames that leave the host where they are, unless it is told to copy', () => {
    expect(copied('adapter: virtio', IN)).toBeGreaterThan(100_000)
    // the question for the address of the receiver, and the answer
    expect(copied('adapter: virtio', OUT)).toBeLessThan(1000)
    expect(copied('adapter: virtio, offloads: { zeroCopyTx: false }', OUT)).toBeGreaterThan(100_000)
    expect(copied('adapter: virtio, backend: user', OUT)).toBeGreaterThan(100_000)
  })

  it('copies frames of less than 256 bytes', () => {
    const sent = (size: number) => `{ from: w/eth0, to: s, type: udp, rate: 20Mbps, size: ${size} }`
    // 46 bytes of headers and FCS
    expect(copied('adapter: virtio', sent(209))).toBeGreaterThan(40_000)
    expect(copied('adapter: virtio', sent(210))).toBeLessThan(1000)
  })

  it('copies what stays on the host before it is put into the queue of another guest', () => {
    const across = (nic: string) => between(nic, '{ from: x/eth0, to: y/eth0, type: tcp, bytes: 1000000 }').until(0.02)
    const run = across('adapter: virtio')
    // into the queue, and out of it; acknowledgements are short
    expect(run.counter('y/eth0', 'copiedBytes')).toBeGreaterThan(2_000_000)
    expect(across('adapter: virtio, offloads: { zeroCopyTx: false }').counter('y/eth0', 'copiedBytes')).toBeLessThan(
      1_100_000,
    )
    // which frees the slots of the sender, whether or not the receiver has taken the frames
    run.lab.vms[1].stun(() => undefined)
    run.sim.settle()
    run.until(0.03)
    expect(run.lab.vms[0].vnics[0].inFlight).toBe(0)
  })

  it('spreads a long frame over buffers of 4 KiB, each a descriptor and work for backend and driver', () => {
    const run = between('adapter: virtio', '{ from: x/eth0, to: y/eth0, type: tcp, bytes: 1000000 }').until(0.02)
    const bytes = run.counter('y/eth0', 'rxBytes')
    const buffers = charged(run, 'backend-buffer') / 300
    expect(buffers).toBeGreaterThan(0.8 * (bytes / 4096))
    expect(buffers).toBeLessThanOrEqual(bytes / 4096)
    expect(charged(run, 'guest-driver-buffer') / 250).toBe(buffers)
    expect(charged(between('adapter: vmxnet', ACROSS).until(0.02), 'backend-buffer')).toBe(0)
  })

  it('is woken for what comes in: two threads are between two VMs, where a vmxnet has one', () => {
    const wakes = (nic: string): number => {
      const run = between(nic, ACROSS).until(0.02)
      return charged(run, 'worker-wake') / 3000 / run.flow().delivered
    }
    // there and back
    expect(wakes('adapter: virtio')).toBeGreaterThan(3.9)
    expect(wakes('adapter: vmxnet')).toBeLessThan(2.1)
  })

  it('pays for the copy into the guest, and not whoever forwards', () => {
    const byVm = (nic: string): number => {
      const run = toWire(nic, IN).until(0.05)
      const { ledger } = run.lab.hosts[0]
      return ledger.byVm[0] / ledger.byVm[1]
    }
    expect(byVm('adapter: virtio')).toBeGreaterThan(byVm('adapter: vmxnet'))
  })

  it('lets frames wait while the guest has no buffers, and loses those that find its queue full', () => {
    // a stopped guest takes nothing: its ring fills, then the queue in front of it
    const run = toWire('adapter: virtio', '{ from: s, to: w/eth0, type: udp, rate: 5Gbps, size: 100 }')
    run.until(0.001)
    run.lab.vms[0].stun(() => undefined)
    run.sim.settle()
    run.until(0.004)
    const { vnics } = run.lab.vms[0]
    expect(vnics[0].waiting).toBe(256)
    expect(run.drops('w/eth0', 'vm-paused')).toBeGreaterThan(100)
    run.lab.vms[0].unstun()
    run.sim.settle()
    run.until(0.006)
    expect(run.counter('w/eth0', 'rxFrames')).toBeGreaterThan(1256)
  })

  it('in a process makes system calls for each further frame of a burst, and copies twice what comes', () => {
    const burst = '{ from: s, to: w/eth0, type: udp, rate: 5Gbps }'
    const [kernel, user] = ['', ', backend: user'].map((backend) =>
      toWire(`adapter: virtio${backend}`, burst).until(0.01),
    )
    expect(charged(kernel, 'user-backend-call')).toBe(0)
    const wakes = charged(user, 'user-backend-wake') / 18_000
    const frames = user.counter('w/eth0', 'rxFrames') + user.counter('w/eth0', 'txFrames')
    // the burst that the process works on when the run ends is charged and not counted
    const inHand = charged(user, 'user-backend-call') / 5200 + wakes - frames
    expect(inHand).toBeGreaterThanOrEqual(0)
    expect(inHand).toBeLessThan(64)
    const copiesOf = (run: LabRun) => run.counter('w/eth0', 'copiedBytes') / run.counter('w/eth0', 'rxBytes')
    expect(copiesOf(user) / copiesOf(kernel)).toBeCloseTo(2, 1)
    expect(charged(user, 'copy-byte')).toBeGreaterThan(0)
  })

  it('in a process is woken by more work, and answers later', () => {
    const kernel = between('adapter: virtio', ACROSS).until(0.02)
    const user = between('adapter: virtio, backend: user', ACROSS).until(0.02)
    expect(charged(kernel, 'user-backend-wake')).toBe(0)
    expect(charged(user, 'user-backend-wake') / charged(user, 'worker-wake')).toBeCloseTo(6, 5)
    // four crossings of 6 us each
    expect(roundTrip(user) - roundTrip(kernel)).toBeGreaterThan(20e6)
    expect(roundTrip(user) - roundTrip(kernel)).toBeLessThan(28e6)
  })
})

describe('delivery on the core of the vCPU', () => {
  const lab = (late: 0 | 1, nic = '', netqueue = 4): LabRun =>
    new LabRun(`
costs: { delivery-on-vcpu: ${late} }
hosts:
  a:
    nics: { vmnic0: { model: intel-82599, netqueue: ${netqueue} } }
    vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, ${nic} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: ${IN} }
`).until(0.05)
  const [early, late] = [lab(0), lab(1)]
  const byVm = (run: LabRun, account: number): number => run.lab.hosts[0].ledger.byVm[account]

  it('moves backend and copy from the poll to the guest, and costs the same', () => {
    const moved = charged(late, 'backend-receive') + charged(late, 'copy-byte-cold')
    expect(charged(late, 'copy-byte-cold')).toBeCloseTo(charged(early, 'copy-byte-cold'), 3)
    expect(late.counter('w/eth0', 'copiedBytes')).toBe(early.counter('w/eth0', 'copiedBytes'))
    // the rest is how interrupts and wake-ups fall
    expect((byVm(late, 0) - byVm(early, 0)) / moved).toBeGreaterThan(0.3)
    expect(byVm(late, 1)).toBeLessThan(byVm(early, 1) - 0.3 * moved)
  })

  it('leaves alone what comes by a queue that is not of the guest alone', () => {
    expect(byVm(lab(1, '', 0), 0)).toBe(byVm(lab(0, '', 0), 0))
  })

  it('leaves alone what the NIC writes in place, what a thread reads, and what a driver domain hands over', () => {
    const nics = ['offloads: { zeroCopyRx: true }', 'adapter: virtio', 'adapter: xen-vif']
    for (const nic of nics) expect(byVm(lab(1, nic), 0)).toBe(byVm(lab(0, nic), 0))
  })
})

describe('a device model in a process', () => {
  it('takes every exit of its guest out of the kernel', () => {
    const vmm = toWire('adapter: e1000', OUT).until(0.02)
    const user = toWire('adapter: e1000, backend: user', OUT).until(0.02)
    expect(charged(vmm, 'exit-user-device')).toBe(0)
    expect(charged(vmm, 'exit-emulate')).toBeGreaterThan(0)
    expect(charged(user, 'exit-emulate')).toBe(0)
    expect(charged(user, 'exit-user-device') / charged(user, 'exit-user-switch')).toBeCloseTo(4000 / 1200, 5)
  })

  it('keeps the gap between interrupts that the driver asks for, as one in the hypervisor does', () => {
    const interrupts = (nic: string, rate: string): number => {
      const run = toWire(nic, `{ from: s, to: w/eth0, type: udp, rate: ${rate} }`).until(0.05)
      return run.counter('w/eth0', 'interrupts') / 0.05
    }
    // 50 us for two or three frames, 250 us for bulk
    for (const nic of ['adapter: e1000', 'adapter: e1000, backend: user']) {
      expect(interrupts(nic, '500Mbps')).toBeCloseTo(20_000, -3)
    }
    expect(interrupts('adapter: e1000, backend: user', '900Mbps')).toBeCloseTo(4000, -2)
    // more than the gigabit of the hardware: too many frames for bulk in 250 us, and bulk again as the gap becomes shorter
    const beyond = interrupts('adapter: e1000, backend: user', '2Gbps')
    expect(beyond).toBeGreaterThan(5000)
    expect(beyond).toBeLessThan(9000)
  })

  it('reads what comes in a thread of its own', () => {
    const run = toWire('adapter: vlance, backend: user', IN).until(0.02)
    expect(charged(run, 'user-backend-wake')).toBeGreaterThan(0)
    expect(run.flow().delivered).toBeGreaterThan(100)
  })
})

describe('the reader of a connection', () => {
  it('is woken once for what a poll brings', () => {
    const run = (flow: string) => toWire('adapter: vmxnet, offloads: { lro: false }', flow).until(0.03)
    const bulk = run('{ from: s, to: w/eth0, type: tcp }')
    expect(charged(bulk, 'reader-wake') / 1000).toBeLessThan(charged(bulk, 'tcp-receive') / 1500 / 2)
    // one segment, with the end of the connection behind it
    expect(charged(run('{ from: s, to: w/eth0, type: tcp, bytes: 1000 }'), 'reader-wake')).toBe(1000)
  })
})

describe('a bridge of Linux', () => {
  it('costs its own stage and not that of a vSwitch', () => {
    const run = toWire('adapter: virtio', OUT).until(0.02)
    expect(charged(run, 'vswitch-forward')).toBe(0)
    const forwarded = run.counter('a/br', 'rxFrames')
    expect(charged(run, 'bridge-forward') / 1600).toBe(forwarded)
  })
})

describe('VMs that do nothing', () => {
  it('cost their share of a core, in the accounts of the host, of the stage and of the VM', () => {
    const run = new LabRun(`
hosts: { a: { cpu: { cores: 4, clock: 3GHz }, vswitches: { v: { portGroups: { net: {} } } } } }
vms:
  x: { host: a, nics: { eth0: { network: net } } }
  y: { host: a, nics: { eth0: { network: net } } }
`).until(0.5)
    const { cpu } = run.lab.hosts[0]
    const busy = [0, 1, 2, 3].reduce((sum, core) => sum + cpu.busyUntilNow(core), 0)
    expect(busy / 0.5e12).toBeCloseTo(2 * 0.005, 10)
    expect(charged(run, 'vm-background')).toBeCloseTo(2 * 0.005 * 0.5 * 3e9, 3)
    expect(cpu.accounts().byVm[0]).toBeCloseTo(0.005 * 0.5 * 3e9, 3)
  })
})
