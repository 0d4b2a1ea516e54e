// A driver domain behind the adapter of a guest: granted copies and page exchange, and super-frames for front ends that take them.
import { describe, expect, it } from 'vitest'
import type { StageId } from '../../../../src-shared/catalogue/cost-model'
import { stageIndex } from '../../../../src-main/engine/observe/cycle-ledger'
import { LabRun } from '../host/lab-run'

const TCP_RECEIVE = stageIndex('tcp-receive')

//   w (eth0) - br - vmnic0 ---- s        s is never the bottleneck
const toWire = (nic: string, flow: string): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { br: { kind: linux-bridge, uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, ${nic} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: ${flow} }
`)

const OUT = '{ from: w/eth0, to: s, type: udp, rate: 100Mbps }'
const IN = '{ from: s, to: w/eth0, type: udp, rate: 100Mbps }'
const charged = (run: LabRun, stage: StageId): number => run.cycles(0, stage)

describe('a driver domain', () => {
  it('copies a granted page for each frame that comes in, and maps nothing that goes out', () => {
    const coming = toWire('adapter: xen-vif', IN).until(0.02)
    expect(charged(coming, 'grant-copy') / 3500).toBe(coming.counter('w/eth0', 'rxFrames'))
    const going = toWire('adapter: xen-vif', OUT).until(0.02)
    // the answer to the question for an address
    expect(charged(going, 'grant-copy') / 3500).toBe(going.counter('w/eth0', 'rxFrames'))
  })

  it('exchanges a page for each frame in both directions, and copies no byte', () => {
    const nic = 'adapter: xen-vif, backend: page-flip, offloads: { tso: false, checksum: false }'
    for (const flow of [IN, OUT]) {
      const run = toWire(nic, flow).until(0.02)
      const frames = run.counter('w/eth0', 'rxFrames') + run.counter('w/eth0', 'txFrames')
      expect(charged(run, 'page-flip') / 10_000).toBeGreaterThan(0.98 * frames)
      expect(run.counter('w/eth0', 'copiedBytes')).toBe(0)
      expect(charged(run, 'grant-copy')).toBe(0)
    }
  })
})

describe('super-frames behind a front end that takes them', () => {
  const received = (profile: string, nic: string, lro: boolean) => {
    const run = new LabRun(`
profile: ${profile}
hosts:
  a:
    cpu: { cores: 1, clock: 2.4GHz }
    iommu: off
    nics: { vmnic0: { model: intel-82599, offloads: { lro: ${lro} } } }
    vswitches: { br: { kind: linux-bridge, uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, ${nic} } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: { from: s, to: w/eth0, type: tcp } }
`).until(0.06)
    const segments = run.counter('w/eth0', 'rxFrames')
    return { run, segments, buffers: charged(run, 'tcp-receive') / run.lab.hosts[0].cpu.costs[TCP_RECEIVE] }
  }

  it('pass uncut where the NIC made them; where it does not, and the profile merges nothing, each segment comes alone', () => {
    for (const nic of ['adapter: xen-vif', 'adapter: virtio']) {
      const [merged, single] = [received('legacy', nic, true), received('legacy', nic, false)]
      expect(merged.buffers / merged.segments).toBeLessThan(0.3)
      expect(merged.run.counter('a/vmnic0', 'lroMerged')).toBeGreaterThan(1000)
      expect(single.buffers / single.segments).toBeCloseTo(1, 1)
      expect(single.run.counter('a/vmnic0', 'lroMerged')).toBe(0)
    }
  })

  it('do not reach one that is told to take none, or that has no TSO', () => {
    for (const offloads of ['lro: false', 'tso: false']) {
      const { run } = received('legacy', `adapter: xen-vif, offloads: { ${offloads} }`, true)
      expect(run.counter('a/vmnic0', 'lroMerged')).toBe(0)
    }
  })

  it('are copied from granted pages segment by segment, as each lies in a buffer of its own', () => {
    const { run, segments } = received('legacy', 'adapter: xen-vif', true)
    expect(charged(run, 'grant-copy') / 3500 / segments).toBeCloseTo(1, 1)
  })

  it('raise what a guest of a driver domain receives, by no more than twice', () => {
    const [merged, single] = [
      received('legacy', 'adapter: xen-vif', true),
      received('legacy', 'adapter: xen-vif', false),
    ]
    // 1.86 was measured
    expect(merged.run.goodput() / single.run.goodput()).toBeGreaterThan(1.3)
    expect(merged.run.goodput() / single.run.goodput()).toBeLessThan(2)
  })
})
