// The rules of src-main/engine/vswitch/RULES.md, seen from outside: who gets a frame, and where it is counted lost.
import { describe, expect, it } from 'vitest'
import { LabRun } from '../host/lab-run'

interface Setup {
  groups: string
  vms: string
  flows: string
  vswitch?: string
  nics?: string
  rest?: string
}

//   VMs - v0 - vmnic0 ---- s
const lab = ({ groups, vms, flows, vswitch = '', nics = 'vmnic0: { model: intel-82599 }', rest = '' }: Setup): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    nics: { ${nics} }
    vswitches:
      v0: { ${vswitch || 'uplinks: { active: [vmnic0] }'}, portGroups: { ${groups} } }
vms:
${vms}
${
  rest ||
  `stations: { s: { ip: 10.0.0.9/24, mac: "02:00:00:00:00:09" } }
links: [ { ends: [a/vmnic0, s] } ]`
}
flows: ${flows}
`)

const vm = (id: string, ip: number, group = 'net', more = ''): string =>
  `  ${id}: { host: a, nics: { eth0: { network: v0/${group}, ip: 10.0.0.${ip}/24, mac: "02:00:00:00:00:${String(ip).padStart(2, '0')}" ${more} } } }`

const udp = (from: string, to: string, more = ''): string =>
  `{ from: ${from}, to: ${to}, type: udp, rate: 10Mbps ${more} }`

describe('services in the path', () => {
  const two = (more = '', groups = 'net: {}', vswitch = '') =>
    lab({
      groups,
      vswitch,
      vms: `${vm('x', 1, 'net', more)}\n${vm('y', 2)}`,
      flows: `{ f: ${udp('x/eth0', 'y/eth0')}, g: ${udp('s', 'x/eth0')}, p: { from: s, to: x/eth0, type: ping, interval: 1ms } }`,
    }).until(0.1)

  it('V14: a security service drops what a rule names, in both directions, and nothing else', () => {
    const all = two(', filter: [{ protocol: udp }]')
    expect([all.flow(0).delivered, all.flow(1).delivered, all.flow(2).lost]).toEqual([0, 0, 0])
    expect(all.drops('a/v0/net', 'filtered')).toBe(all.flow(0).lost + all.flow(1).lost)
    const one = two(', filter: [{ peer: 10.0.0.9 }]')
    expect([one.flow(0).lost, one.flow(1).delivered, one.flow(2).delivered]).toEqual([0, 0, 0])
    const none = two(', filter: []')
    expect([none.flow(0).lost, none.flow(1).lost]).toEqual([0, 0])
    expect(none.counter('a/v0/net', 'inspectedFrames')).toBeGreaterThan(none.flow(0).sent + none.flow(1).sent)
    expect(none.cycles(0, 'vmsafe-filter')).toBeGreaterThan(two().cycles(0, 'vmsafe-filter'))
  })

  it('V15: each flow that passes is in a record, and reported once an interval with what was added', () => {
    const run = two('', 'net: {}', 'uplinks: { active: [vmnic0] }, netflow: { interval: 20ms }')
    run.until(0.101)
    // two of UDP and the two directions of the echo
    expect(run.counter('a/v0', 'flowRecords')).toBe(4 * 5)
    expect(run.codes().filter((code) => code === 'flow-record')).toHaveLength(20)
    const passed = run.flow(0).sent + run.flow(1).sent + 2 * run.flow(2).sent
    expect(run.counter('a/v0', 'flowRecordFrames')).toBeGreaterThan(passed - 20)
    expect(run.counter('a/v0', 'flowRecordFrames')).toBeLessThanOrEqual(passed)
    expect(two().counter('a/v0', 'flowRecords')).toBe(0)
  })

  it('V16: an address that has a VLAN of its own takes its port along', () => {
    const group = 'net: { macVlans: { "02:00:00:00:00:01": 30, "02:00:00:00:00:55": 0 } }'
    const run = two('', group)
    expect([run.flow(0).delivered, run.flow(1).delivered]).toEqual([0, 0])
    run.set('x/eth0', 'mac', '02:00:00:00:00:55')
    const before = run.flow(0).lost
    run.until(5)
    expect(run.flow(0).delivered).toBeGreaterThan(0)
    expect(run.flow(0).lost).toBeGreaterThanOrEqual(before)
  })
})

describe('look-up', () => {
  it('V4: frames between two ports of a VLAN stay in the vSwitch', () => {
    const run = lab({
      groups: 'net: {}',
      vms: `${vm('x', 1)}\n${vm('y', 2)}`,
      flows: `{ f: ${udp('x/eth0', 'y/eth0')} }`,
    }).until(0.1)
    expect(run.flow().lost).toBe(0)
    expect(run.flow().delivered).toBeGreaterThan(50)
    expect(run.counter('a/v0', 'localFrames')).toBeGreaterThanOrEqual(run.flow().delivered)
    // only broadcasts of ARP leave by the uplink
    expect(run.counter('a/v0', 'uplinkFrames')).toBeLessThan(3)
  })

  it('V4: an unknown address leaves by the uplink, and is lost as no-uplink where none works', () => {
    const flows = `{ f: ${udp('x/eth0', 's')} }`
    const run = lab({ groups: 'net: {}', vms: vm('x', 1), flows }).until(0.05)
    expect(run.counter('a/vmnic0', 'txFrames')).toBeGreaterThan(run.flow().delivered - 1)
    expect(run.flow().delivered).toBeGreaterThan(20)
    run.lab.links[0].setUp(false)
    run.sim.settle()
    run.until(0.1)
    expect(run.drops('a/v0', 'no-uplink')).toBeGreaterThan(20)
    expect(run.flow().lostBy('no-uplink')).toBe(run.drops('a/v0', 'no-uplink'))
  })

  it('V1: what comes in for an address that no port has is dropped, not flooded', () => {
    const run = lab({
      groups: 'net: {}',
      vms: `${vm('x', 1)}\n${vm('y', 2)}`,
      flows: `{ f: ${udp('s', 'x/eth0')} }`,
    }).until(0.02)
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    run.until(0.1)
    expect(run.drops('a/v0', 'unknown-destination')).toBeGreaterThan(50)
    expect(run.counter('y/eth0', 'rxFrames')).toBeLessThan(5)
  })

  it('V2: a frame that came in on an uplink never leaves on another', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599 }, n1: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { active: [n0, n1] }, portGroups: { net: {} } } }
stations: { s: { ip: 10.0.0.1/24 }, t: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, s] }, { ends: [a/n1, t] } ]
flows: { f: { from: s, to: t, type: ping, interval: 10ms } }
`).until(0.5)
    expect(run.counter('a/n0', 'rxFrames')).toBeGreaterThan(0)
    expect(run.counter('a/n1', 'txFrames')).toBe(0)
  })

  it('V5: VLANs are separate within a vSwitch: the frame leaves by the uplink and does not come back', () => {
    const run = lab({
      groups: 'net: { vlan: 10 }, other: { vlan: 20 }',
      vms: `${vm('x', 1)}\n${vm('y', 2, 'other')}`,
      flows: '{ f: { from: x/eth0, to: y/eth0, type: ping, interval: 10ms } }',
    }).until(0.2)
    expect(run.counter('y/eth0', 'rxFrames')).toBe(0)
    expect(run.counter('a/vmnic0', 'txFrames')).toBeGreaterThan(0)
  })
})

describe('VLAN modes', () => {
  const trunk = (group: string, access: string, guest = ''): LabRun =>
    lab({
      groups: `net: { vlan: ${group} }`,
      vms: vm('x', 1, 'net', guest),
      flows: '{ f: { from: s, to: x/eth0, type: ping, interval: 1ms } }',
      rest: `
switches: { t: { ports: 2, vlans: { 1: { trunk: [10, 20], native: 1 }, 2: { access: ${access} } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/vmnic0, t/1] }, { ends: [s, t/2] } ]`,
    }).until(0.1)

  it('V8: with VST the vSwitch puts the tag on and takes it off', () => {
    const run = trunk('10', '10')
    expect(run.flow().delivered).toBeGreaterThan(80)
    expect(run.flow().lost).toBe(0)
  })

  it('V6: a tag that no port group has is dropped', () => {
    const run = trunk('20', '10')
    expect(run.lab.statistics[0].latency.count).toBe(0)
    expect(run.counter('x/eth0', 'rxFrames')).toBe(0)
  })

  it('V8: with VGT the tag goes through to the guest, which has no use for it without a sub-interface', () => {
    const run = trunk('4095', '10')
    expect(run.counter('x/eth0', 'rxFrames')).toBeGreaterThan(0)
    expect(run.lab.statistics[0].latency.count).toBe(0)
  })

  it('V8: with VGT a guest that tags talks to its VLAN, in both directions, and to no other', () => {
    const tagged = trunk('4095', '10', ', vlan: 10')
    expect(tagged.lab.statistics[0].latency.count).toBeGreaterThan(80)
    expect(trunk('4095', '20', ', vlan: 10').lab.statistics[0].latency.count).toBe(0)
  })

  it('V3: with VST and EST a guest that tags is not heard', () => {
    for (const group of ['10', '0']) {
      const run = lab({
        groups: `net: { vlan: ${group} }`,
        vms: vm('x', 1, 'net', ', vlan: 10'),
        flows: `{ f: ${udp('x/eth0', 's')} }`,
      }).until(0.05)
      expect(run.drops('a/v0/net', 'vlan-not-allowed')).toBeGreaterThan(0)
      expect(run.counter('a/vmnic0', 'txFrames')).toBe(0)
    }
  })

  it('V8: with EST no tag is put on, and the access port of the switch has the VLAN', () => {
    const run = lab({
      groups: 'net: { vlan: 0 }',
      vms: vm('x', 1),
      flows: '{ f: { from: s, to: x/eth0, type: ping, interval: 1ms } }',
      rest: `
switches: { t: { ports: 2, vlans: { 1: { access: 10 }, 2: { access: 10 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/vmnic0, t/1] }, { ends: [s, t/2] } ]`,
    }).until(0.1)
    expect(run.lab.statistics[0].latency.count).toBeGreaterThan(80)
  })

  it('V4: guests that tag share a port group of VGT and still are in VLANs of their own', () => {
    const pings = (vlans: string[]): number =>
      lab({
        groups: 'net: { vlan: 4095 }',
        vms: vlans.map((vlan, i) => vm(`x${i}`, i + 1, 'net', `, vlan: ${vlan}`)).join('\n'),
        flows: '{ f: { from: x0, to: x1, type: ping, interval: 1ms } }',
      }).until(0.05).lab.statistics[0].latency.count
    expect(pings(['10', '10'])).toBeGreaterThan(40)
    expect(pings(['10', '20'])).toBe(0)
  })

  it('V6: an address that is known in another VLAN only is lost as vlan-not-allowed', () => {
    const run = trunk('10', '10')
    run.set('a/v0/net', 'vlan', 20)
    run.until(0.2)
    expect(run.drops('a/v0', 'vlan-not-allowed')).toBeGreaterThan(50)
  })
})

describe('security', () => {
  const flows = `{ f: ${udp('x/eth0', 's')}, g: ${udp('s', 'x/eth0')} }`

  it('V3: forged transmits, rejected: frames with another source than the programmed address are dropped', () => {
    for (const [allowed, lost] of [
      [true, false],
      [false, true],
    ]) {
      const run = lab({ groups: `net: { forgedTransmits: ${allowed} }`, vms: vm('x', 1), flows }).until(0.05)
      run.set('x/eth0', 'source', '02:00:00:00:00:66')
      run.until(0.1)
      expect(run.drops('a/v0/net', 'forged-source') > 20).toBe(lost)
      expect(run.flow(1).lost).toBe(0)
    }
  })

  it('V3: a guest that always sends from another address names its own in ARP, so that answers find it', () => {
    const source = ', source: "02:00:00:00:00:66"'
    const run = lab({ groups: 'net: { forgedTransmits: true }', vms: vm('x', 1, 'net', source), flows }).until(0.05)
    for (const flow of [0, 1]) {
      expect(run.flow(flow).delivered).toBeGreaterThan(20)
      expect(run.flow(flow).lost).toBe(0)
    }
    expect(run.lab.stations[0].stack.neighbors.macOf(0x0a000001)).toBe(0x020000000001)
  })

  it('V8: MAC changes, rejected: a guest with another address than it was given receives nothing, and is not told', () => {
    const run = lab({ groups: 'net: { macChanges: false }', vms: vm('x', 1), flows }).until(0.05)
    const port = run.lab.hosts[0].vswitches[0].ports[0]!
    run.set('x/eth0', 'mac', '02:00:00:00:00:66')
    expect(port.mac).toBe(0x020000000066)
    // the answer to its next ARP request comes to the new address
    run.lab.stations[0].stack.neighbors.lookup(0x0a000001).mac = 0x020000000066
    run.until(0.1)
    expect(run.drops('a/v0/net', 'mac-changed')).toBeGreaterThan(20)
    run.set('x/eth0', 'mac', '02:00:00:00:00:01')
    run.lab.stations[0].stack.neighbors.lookup(0x0a000001).mac = 0x020000000001
    const before = run.flow(1).delivered
    run.until(0.15)
    expect(run.flow(1).delivered).toBeGreaterThan(before + 20)
  })

  it('V9: promiscuous ports get copies of what their VLAN allows; the account of the flow is not touched', () => {
    const groups = 'net: {}, listen: { promiscuous: true }, far: { promiscuous: true, vlan: 20 }'
    const asks = ', promiscuous: true'
    const vms = [
      vm('x', 1),
      vm('y', 2),
      vm('l', 3, 'listen', asks),
      vm('m', 4, 'far', asks),
      vm('n', 5, 'net', asks),
      vm('o', 6, 'listen'),
    ].join('\n')
    const run = lab({ groups, vms, flows: `{ f: ${udp('x/eth0', 'y/eth0')}, g: ${udp('s', 'x/eth0')} }` }).until(0.1)
    const seen = run.counter('l/eth0', 'rxFrames')
    expect(seen).toBeGreaterThanOrEqual(run.flow(0).delivered + run.flow(1).delivered)
    expect(run.counter('m/eth0', 'rxFrames')).toBe(0)
    // its group does not allow it; its guest did not ask: broadcasts
    expect(run.counter('n/eth0', 'rxFrames')).toBeLessThan(5)
    expect(run.counter('o/eth0', 'rxFrames')).toBeLessThan(5)
    expect(run.flow(0).lost + run.flow(1).lost).toBe(0)
    run.set('a/v0/listen', 'promiscuous', false)
    const then = run.counter('l/eth0', 'rxFrames')
    run.until(0.2)
    expect(run.counter('l/eth0', 'rxFrames') - then).toBeLessThan(3)
    run.set('a/v0/listen', 'promiscuous', true)
    run.set('o/eth0', 'promiscuous', true)
    run.set('l/eth0', 'promiscuous', false)
    const silent = run.counter('l/eth0', 'rxFrames')
    run.until(0.3)
    expect(run.counter('o/eth0', 'rxFrames')).toBeGreaterThan(50)
    expect(run.counter('l/eth0', 'rxFrames') - silent).toBeLessThan(3)
  })
})

describe('group frames', () => {
  it('V9: a port that listens gets them once, like every other port of the VLAN', () => {
    const run = lab({
      groups: 'net: {}, listen: { promiscuous: true }',
      vms: [vm('x', 1), vm('y', 2), vm('l', 3, 'listen', ', promiscuous: true')].join('\n'),
      flows: `{ f: ${udp('x/eth0', 'y/eth0', ', group: 239.0.0.1')} }`,
    }).until(0.1)
    expect(run.flow().sent).toBeGreaterThan(50)
    expect(run.counter('l/eth0', 'rxFrames')).toBe(run.counter('y/eth0', 'rxFrames'))
  })
})

describe('size', () => {
  it('V3: what is longer than the MTU of the vSwitch is dropped, and nobody is told', () => {
    const run = lab({
      groups: 'net: {}',
      vms: `${vm('x', 1, 'net', ', mtu: 9000')}\n${vm('y', 2, 'net', ', mtu: 9000')}`,
      flows:
        '{ f: { from: x/eth0, to: y/eth0, type: udp, rate: 10Mbps, size: 8972 }, g: { from: x/eth0, to: y/eth0, type: ping, interval: 1ms } }',
    }).until(0.05)
    expect(run.flow(0).delivered).toBe(0)
    expect(run.drops('a/v0', 'mtu-exceeded')).toBe(run.flow(0).lost)
    expect(run.flow(1).lost).toBe(0)
    expect(run.flow(1).delivered).toBeGreaterThan(40)
  })

  it('V10: super-frames between two VMs are cut for a receiver that does not take them, and each cut is paid for', () => {
    const between = (receiver: string): LabRun =>
      lab({
        groups: 'net: {}',
        vms: `${vm('x', 1)}\n${vm('y', 2, 'net', `, ${receiver}`)}`,
        flows: '{ f: { from: x/eth0, to: y/eth0, type: tcp } }',
      }).until(0.02)
    const whole = between('adapter: vmxnet')
    const cut = between('adapter: e1000')
    expect(whole.cycles(0, 'gso-segment')).toBe(0)
    expect(cut.cycles(0, 'gso-segment')).toBeGreaterThan(0)
    expect(whole.goodput()).toBeGreaterThan(cut.goodput() * 2)
  })

  it('V10: an uplink without TSO gets frames that were cut in software', () => {
    const run = lab({
      groups: 'net: {}',
      vms: vm('x', 1),
      nics: 'vmnic0: { model: intel-82599, offloads: { tso: false } }',
      flows: '{ f: { from: x/eth0, to: s, type: tcp } }',
    }).until(0.02)
    expect(run.counter('a/vmnic0', 'tsoFrames')).toBe(0)
    expect(run.cycles(0, 'gso-segment') / run.lab.costs[0]).toBeGreaterThan(0)
    expect(run.goodput()).toBeGreaterThan(1e9)
  })
})

describe('shaping', () => {
  it('V3: a shaped port sends at its average in the long run; other ports and inbound traffic are free', () => {
    const run = lab({
      groups: 'net: {}, slow: { shaping: { average: 50Mbps, peak: 100Mbps, burst: 100KiB } }',
      vms: `${vm('x', 1, 'slow')}\n${vm('y', 2)}`,
      flows: `{ f: ${udp('x/eth0', 's').replace('10Mbps', '200Mbps')}, g: ${udp('y/eth0', 's').replace('10Mbps', '200Mbps')}, h: ${udp('s', 'x/eth0').replace('10Mbps', '200Mbps')} }`,
    }).until(1)
    expect(run.goodput(0) / 50e6).toBeGreaterThan(0.9)
    expect(run.goodput(0) / 50e6).toBeLessThan(1.05)
    expect(run.drops('a/v0/slow', 'shaper-overflow')).toBeGreaterThan(1000)
    expect(run.counter('a/v0/slow', 'shapedFrames')).toBeGreaterThan(1000)
    expect(run.goodput(1) / 200e6).toBeGreaterThan(0.99)
    expect(run.goodput(2) / 200e6).toBeGreaterThan(0.99)
  })

  it('a VF in the same port group is not shaped', () => {
    const run = lab({
      groups: 'slow: { shaping: { average: 50Mbps } }',
      nics: 'vmnic0: { model: intel-82599, vfs: 1 }',
      vms: vm('x', 1, 'slow', ', adapter: passthrough, function: vmnic0.vf0'),
      flows: `{ f: ${udp('x/eth0', 's').replace('10Mbps', '200Mbps')} }`,
    }).until(0.2)
    expect(run.goodput(0) / 200e6).toBeGreaterThan(0.98)
    expect(run.counter('a/v0/slow', 'rxFrames')).toBe(0)
  })
})
