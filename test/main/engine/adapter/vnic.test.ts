// The rings of a vNIC: how much they hold, who waits for room, and what is left when its data path ends.
import { describe, expect, it } from 'vitest'
import { DST, FRAME_BYTES, FRAME_KIND, VLAN } from '../../../../src-main/engine/kernel/frame-store'
import { LabRun } from '../host/lab-run'

//   w (eth0) - v0 - vmnic0 ---- s        a link that is slower than the guest
const lab = (nic: string, flow: string, speed = '100Mbps'): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    nics: { vmnic0: { model: intel-82599, speed: ${speed} } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms:
  w: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, ${nic} } } }
stations: { s: { ip: 10.0.0.2/24, nic: { speed: ${speed} } } }
links: [ { ends: [a/vmnic0, s] } ]
flows: ${flow}
`)

const FLOOD = '{ f: { from: w/eth0, to: s, type: udp, rate: 1Gbps, size: 1000 } }'
/** Segments of many connections that all wait for the link: more than a ring holds. */
const BULK = `{ ${Array.from({ length: 10 }, (_, i) => `f${i}: { from: w/eth0, to: s, type: tcp }`).join(', ')} }`
const vnicOf = (run: LabRun) => run.lab.vms[0].vnics[0]

describe('the transmit ring of a vNIC', () => {
  it('holds as many frames as it has descriptors, and no more', () => {
    const run = lab('adapter: vmxnet', FLOOD).until(0.1)
    expect(run.counter('w/eth0', 'txQueueHigh')).toBe(vnicOf(run).entry.txRing)
  })

  it('that goes away while it is full gives up what the guest still holds for it', () => {
    const run = lab('adapter: vmxnet, offloads: { tso: false }', BULK).until(0.1)
    const vnic = vnicOf(run)
    expect(vnic.inFlight).toBeGreaterThan(vnic.entry.txRing - 5)
    const before = run.drops('w/eth0', 'device-removed')
    vnic.release(null)
    run.sim.settle()
    run.until(0.101)
    expect(run.drops('w/eth0', 'device-removed') - before).toBeGreaterThan(20)
    expect(vnic.inFlight).toBeLessThan(vnic.entry.txRing)
  })
})

describe('the receive ring of a vNIC', () => {
  it('whose path ends is empty, also of the further descriptors of long frames', () => {
    const run = lab('adapter: virtio, mtu: 9000', FLOOD)
    const vnic = vnicOf(run)
    const { frames } = run.sim
    const long = frames.allocate(FRAME_KIND.udp)
    frames.data[long + FRAME_BYTES] = 9018
    frames.data[long + DST] = vnic.mac
    const path = vnic.active!
    const free = vnic.freeFor(long)
    run.sim.traffic.sent(long)
    vnic.fromPath(long, path)
    // 9,018 bytes in buffers of 4 KiB
    expect(vnic.freeFor(long)).toBe(free - 3)
    vnic.release(null)
    vnic.use(path)
    const next = frames.allocate(FRAME_KIND.udp)
    expect(vnic.freeFor(next)).toBe(free)
    frames.release(next)
  })

  it('gives the guest no frame with a tag that none of its interfaces has', () => {
    const run = lab('adapter: vmxnet', FLOOD)
    const vnic = vnicOf(run)
    const { frames, traffic } = run.sim
    const tagged = frames.allocate(FRAME_KIND.udp)
    frames.data[tagged + FRAME_BYTES] = 100
    frames.data[tagged + DST] = vnic.mac
    frames.data[tagged + VLAN] = 7
    traffic.sent(tagged)
    vnic.fromPath(tagged, vnic.active!)
    run.until(0.01)
    expect(run.drops('w/eth0', 'vlan-not-allowed')).toBe(1)
  })
})
