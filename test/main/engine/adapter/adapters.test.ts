// What the adapters cost and reach emerges from the cost stages; the figures that are compared are ratios and line rates.
import { describe, expect, it } from 'vitest'
import { resolveCosts } from '../../../../src-shared/catalogue/cost-model'
import { LabRun } from '../host/lab-run'

const PIN = resolveCosts('modern', {})['pin-sent-page']

//   w (eth0) - v0 - vmnic0 ---- s        s is never the bottleneck
function oneVm(nic: string, flow: string, host = ''): LabRun {
  return new LabRun(`
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    ${host}
    nics: { vmnic0: { model: intel-82599, vfs: 4 } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms:
  w: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, ${nic} } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: ${flow} }
`)
}

const OUT = '{ from: w/eth0, to: s, type: tcp }'
const IN = '{ from: s, to: w/eth0, type: tcp }'
const PING = '{ from: s, to: w/eth0, type: ping, interval: 1ms }'
const VF = 'adapter: passthrough, function: vmnic0.vf0'
/** Payload rate of 10 GbE with full frames of 1,500 bytes and no TCP options. */
const LINE = 10e9 * (1460 / 1538)

describe('throughput', () => {
  it('a vmxnet that sends with TSO fills 10 GbE', () => {
    const run = oneVm('adapter: vmxnet', OUT).until(0.1)
    expect(run.goodput() / LINE).toBeGreaterThan(0.99)
    expect(run.counter('a/vmnic0', 'tsoFrames')).toBeGreaterThan(70_000)
  })

  it('a vmxnet that merges what it receives fills 10 GbE, with half of the cycles in the guest of one that does not', () => {
    const merging = oneVm('adapter: vmxnet', IN).until(0.1)
    const plain = oneVm('adapter: vmxnet, offloads: { lro: false }', IN).until(0.1)
    expect(merging.goodput() / LINE).toBeGreaterThan(0.99)
    const ofGuest = (run: LabRun): number => run.lab.hosts[0].ledger.byVm[0] / run.goodput()
    expect(ofGuest(merging)).toBeLessThan(0.5 * ofGuest(plain))
    expect(merging.counter('a/vmnic0', 'lroMerged')).toBeGreaterThan(50_000)
    expect(plain.counter('a/vmnic0', 'lroMerged')).toBe(0)
  })

  it('an e1000 is slower than a vmxnet, and a vlance is much slower than an e1000', () => {
    const e1000 = oneVm('adapter: e1000', OUT).until(0.1).goodput()
    const vlance = oneVm('adapter: vlance', OUT).until(0.1).goodput()
    expect(e1000 / LINE).toBeLessThan(0.9)
    expect(vlance).toBeLessThan(e1000 / 4)
    // the 10 Mb/s that a vlance shows its guest limit nothing
    expect(vlance).toBeGreaterThan(500e6)
  })

  it('an e1000 without TSO pays an exit for every frame', () => {
    const run = oneVm('adapter: e1000, offloads: { tso: false }', OUT).until(0.1)
    expect(run.counter('w/eth0', 'exits')).toBeGreaterThan(run.counter('w/eth0', 'txFrames'))
    expect(run.lab.hosts[0].ledger.exits).toBe(run.counter('w/eth0', 'exits'))
    expect(run.goodput() / LINE).toBeLessThan(0.6)
  })
})

describe('an e1000', () => {
  it('has its driver merge what comes, which its guest then receives in fewer buffers; a vlance merges nothing', () => {
    const buffers = (nic: string): number => {
      const run = oneVm(nic, IN).until(0.05)
      return run.cycles(0, 'tcp-receive') / 1500 / run.counter('w/eth0', 'rxFrames')
    }
    expect(buffers('adapter: e1000')).toBeLessThan(0.2)
    expect(buffers('adapter: e1000, offloads: { lro: false }')).toBeCloseTo(1, 1)
    expect(buffers('adapter: vlance')).toBeCloseTo(1, 1)
  })

  it('is interrupted once for many datagrams that it sends, and sends a third of what a vmxnet does at least', () => {
    const load = '{ from: w/eth0, to: s, type: udp, rate: 10Gbps, size: 64 }'
    const sent = (nic: string) => {
      const run = oneVm(nic, load).until(0.05)
      return { frames: run.counter('w/eth0', 'txFrames'), interrupts: run.counter('w/eth0', 'interrupts') }
    }
    const [e1000, vmxnet] = [sent('adapter: e1000'), sent('adapter: vmxnet')]
    expect(e1000.frames / e1000.interrupts).toBeGreaterThan(5)
    expect(vmxnet.frames / e1000.frames).toBeGreaterThan(1.5)
    expect(vmxnet.frames / e1000.frames).toBeLessThan(3)
  })
})

describe('cycles of the host for a byte', () => {
  const perByte = (run: LabRun): number => run.cycles(0) / run.lab.statistics[0].bytes

  it.each([
    ['sent', OUT],
    ['received', IN],
  ])('%s: a VF needs fewer than a vmxnet, and a vmxnet fewer than an e1000', (_, flow) => {
    const vf = perByte(oneVm(VF, flow).until(0.05))
    const vmxnet = perByte(oneVm('adapter: vmxnet', flow).until(0.05))
    const e1000 = perByte(oneVm('adapter: e1000', flow).until(0.05))
    expect(vf).toBeLessThan(vmxnet * 0.8)
    expect(vmxnet).toBeLessThan(e1000 * 0.8)
  })
})

describe('exits', () => {
  it('a doorbell rings only while the backend sleeps', () => {
    const busy = oneVm('adapter: vmxnet', '{ from: w/eth0, to: s, type: udp, rate: 10Gbps }').until(0.05)
    const calm = oneVm('adapter: vmxnet', '{ from: w/eth0, to: s, type: udp, rate: 10Mbps }').until(0.05)
    const rings = (run: LabRun): number => run.counter('w/eth0', 'doorbells') / run.counter('w/eth0', 'txFrames')
    expect(rings(calm)).toBeGreaterThan(0.99)
    expect(rings(busy)).toBeLessThan(0.2)
  })

  it('at saturation an emulated adapter exits at least three times as often for a frame as a paravirtual one', () => {
    const load = '{ from: w/eth0, to: s, type: udp, rate: 10Gbps }'
    const perFrame = (adapter: string): number => {
      const run = oneVm(`adapter: ${adapter}`, load).until(0.05)
      return run.counter('w/eth0', 'exits') / run.counter('w/eth0', 'txFrames')
    }
    expect(perFrame('e1000') / perFrame('vmxnet')).toBeGreaterThan(3)
  })

  it('a VF with trapped interrupts exits for interrupts only, with posted ones never', () => {
    const trap = oneVm(VF, OUT).until(0.05)
    const posted = oneVm(VF, OUT, 'interrupts: posted').until(0.05)
    expect(trap.counter('w/eth0', 'exits')).toBe(2 * trap.counter('w/eth0', 'interrupts'))
    expect(posted.counter('w/eth0', 'exits')).toBe(0)
    expect(posted.lab.hosts[0].ledger.exits).toBe(0)
    expect(posted.cycles(0)).toBeLessThan(trap.cycles(0))
  })

  it('a vlance raises an interrupt for every event, also while its guest is at work', () => {
    const run = oneVm('adapter: vlance', OUT).until(0.05)
    const events = run.counter('w/eth0', 'txFrames') + run.counter('w/eth0', 'rxFrames')
    expect(run.counter('w/eth0', 'interrupts') / events).toBeGreaterThan(0.95)
  })
})

describe('interrupts of a busy guest', () => {
  // small datagrams as fast as one vCPU can; the port is not the limit
  const stream = (how: string): LabRun =>
    new LabRun(`
profile: legacy
hosts:
  a:
    cpu: { cores: 4, clock: 2.93GHz }
    ${how}
    nics: { n0: { model: intel-82599, vfs: 1, moderation: 20us } }
vms: { w: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: w/eth0, to: s, type: udp, rate: 10Gbps, size: 256 } }
`).until(0.1)

  it('come as often as the moderation allows, and cost what exit-less ones save', () => {
    const trap = stream('interrupts: trap')
    const posted = stream('interrupts: posted')
    const rate = trap.counter('w/eth0', 'interrupts') / 0.1
    expect(rate).toBeGreaterThan(45_000)
    expect(rate).toBeLessThanOrEqual(51_000)
    expect(trap.counter('w/eth0', 'exits')).toBe(2 * trap.counter('w/eth0', 'interrupts'))
    // 1.3 to 1.6 was measured
    expect(posted.goodput() / trap.goodput()).toBeGreaterThan(1.25)
    expect(posted.goodput() / trap.goodput()).toBeLessThan(1.6)
  })
})

describe('round trips', () => {
  const median = (run: LabRun): number => run.until(0.05).lab.statistics[0].latency.percentile(0.5) / 1e6

  it('the paravirtual path adds some 16 us to a ping, a VF with posted interrupts next to nothing', () => {
    const vmxnet = median(oneVm('adapter: vmxnet', PING))
    const trap = median(oneVm(VF, PING))
    const posted = median(oneVm(VF, PING, 'interrupts: posted'))
    const e1000 = median(oneVm('adapter: e1000', PING))
    expect(vmxnet - posted).toBeGreaterThan(10)
    expect(vmxnet - posted).toBeLessThan(22)
    expect(trap).toBeGreaterThan(posted)
    expect(trap).toBeLessThan(vmxnet)
    expect(e1000).toBeGreaterThan(vmxnet)
  })
})

describe('copies', () => {
  const SIZE = 1472
  const load = `{ from: w/eth0, to: s, type: udp, rate: 1Gbps, size: ${SIZE} }`

  it('zero-copy transmit copies nothing; without it the backend copies every byte', () => {
    const zero = oneVm('adapter: vmxnet', load).until(0.02)
    const copy = oneVm('adapter: vmxnet, offloads: { zeroCopyTx: false }', load).until(0.02)
    // answers to ARP are received, and copied
    expect(zero.counter('w/eth0', 'copiedBytes')).toBeLessThan(200)
    expect(copy.counter('w/eth0', 'copiedBytes')).toBeGreaterThan(copy.counter('w/eth0', 'txFrames') * SIZE)
    expect(copy.cycles(0)).toBeGreaterThan(zero.cycles(0))
  })

  it('a frame that stays in the guest has its pages pinned; one that is short, or whose backend maps nothing, has not', () => {
    const pins = (nic: string, size: number): number => {
      const run = oneVm(nic, load.replace(`size: ${SIZE}`, `size: ${size}`)).until(0.02)
      return run.cycles(0, 'pin-sent-page') / PIN / run.flow().sent
    }
    expect(pins('adapter: vmxnet', SIZE)).toBeCloseTo(1, 2)
    expect(pins('adapter: vmxnet, mtu: 9000', 8000)).toBeCloseTo(2, 2)
    expect(pins('adapter: vmxnet', 64)).toBe(0)
    expect(pins('adapter: virtio, offloads: { zeroCopyTx: true }', 200)).toBe(0)
    expect(pins('adapter: virtio, offloads: { zeroCopyTx: true }', SIZE)).toBeCloseTo(1, 2)
    expect(pins('adapter: vmxnet, offloads: { zeroCopyTx: false }', SIZE)).toBe(0)
    expect(pins('adapter: xen-vif, backend: grant-copy', SIZE)).toBe(0)
  })

  it('what is received is copied into the guest, unless a queue of its own lets the NIC write there', () => {
    const lab = (netqueue: number, zeroCopyRx: boolean): LabRun =>
      new LabRun(`
hosts:
  a:
    nics: { vmnic0: { model: intel-82599, netqueue: ${netqueue} } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms:
  w: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, offloads: { zeroCopyRx: ${zeroCopyRx} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: { from: s, to: w/eth0, type: udp, rate: 1Gbps, size: ${SIZE} } }
`).until(0.02)
    expect(lab(4, true).counter('w/eth0', 'copiedBytes')).toBeLessThan(200)
    for (const copied of [lab(0, true), lab(4, false)]) {
      expect(copied.counter('w/eth0', 'copiedBytes')).toBeGreaterThan(copied.counter('w/eth0', 'rxFrames') * SIZE)
    }
  })

  it('between two VMs of a host there is one copy although the sender is zero-copy', () => {
    const run = new LabRun(`
hosts: { a: { vswitches: { v0: { portGroups: { net: {} } } } } }
vms:
  x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24 } } }
  y: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.2/24 } } }
flows: { f: { from: x/eth0, to: y/eth0, type: tcp } }
`).until(0.02)
    expect(run.counter('x/eth0', 'superFrames')).toBeGreaterThan(100)
    expect(run.counter('y/eth0', 'copiedBytes')).toBeGreaterThan(run.lab.statistics[0].bytes)
    expect(run.counter('a/v0', 'uplinkFrames')).toBe(0)
  })

  it('a slow receiver holds the slots of a zero-copy sender', () => {
    const lab = (zeroCopyTx: boolean): LabRun =>
      new LabRun(`
hosts:
  a:
    nics: { vmnic0: { model: intel-82576, speed: 1Gbps } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms:
  w: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, offloads: { zeroCopyTx: ${zeroCopyTx} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: { from: w/eth0, to: s, type: udp, rate: 1.2Gbps } }
`).until(0.05)
    expect(lab(true).counter('w/eth0', 'txQueueHigh')).toBeGreaterThan(200)
    expect(lab(true).counter('w/eth0', 'txQueueHigh')).toBeGreaterThanOrEqual(
      lab(false).counter('w/eth0', 'txQueueHigh'),
    )
  })
})

describe('drivers', () => {
  it('a guest without a paravirtual driver has no paravirtual NIC, and an emulated one works', () => {
    const without = oneVm('adapter: vmxnet, driver: false', PING).until(0.02)
    const emulated = oneVm('adapter: e1000, driver: false', PING).until(0.02)
    expect(without.lab.statistics[0].bytes).toBe(0)
    expect(without.drops('w/eth0', 'no-driver')).toBeGreaterThan(0)
    expect(without.counter('w/eth0', 'doorbells') + without.counter('w/eth0', 'exits')).toBe(0)
    expect(emulated.lab.statistics[0].bytes).toBeGreaterThan(0)
  })
})
