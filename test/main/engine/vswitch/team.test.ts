// Teaming, failover and beacons between a host with several uplinks and physical switches.
import { describe, expect, it } from 'vitest'
import { LabRun } from '../host/lab-run'

//   x, y - v0 - n0 ---- t - s
//             \- n1 ---/
const two = (vswitch: string, flows: string, uplinks = 'active: [n0, n1]', group = ''): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    nics: { n0: { model: intel-82599 }, n1: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { ${uplinks} }, ${vswitch} portGroups: { net: { ${group} } } } }
vms:
  x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, mac: "02:00:00:00:00:01" } } }
  y: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.2/24, mac: "02:00:00:00:00:02" } } }
switches: { t: { ports: 3 } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [a/n1, t/2] }, { ends: [s, t/3] } ]
flows: ${flows}
`)

const BOTH =
  '{ f: { from: s, to: x/eth0, type: udp, rate: 10Mbps }, g: { from: s, to: y/eth0, type: udp, rate: 10Mbps } }'
const PINGS =
  '{ f: { from: s, to: x/eth0, type: ping, interval: 1ms }, g: { from: s, to: y/eth0, type: ping, interval: 1ms } }'

function cut(run: LabRun, link: number, up: boolean): void {
  run.lab.links[link].setUp(up)
  run.sim.settle()
}

describe('failover', () => {
  it('V7: with two uplinks into one switch every broadcast reaches a VM once', () => {
    const run = two('', PINGS).until(0.1)
    expect(run.flow(0).lost + run.flow(1).lost).toBe(0)
    // the switch floods an ARP request for a VM to both uplinks: one copy comes back on the wrong one and is dropped there;
    // beside 100 echo requests each VM hears one ARP request for itself and one for its neighbour
    expect([run.counter('x/eth0', 'rxFrames'), run.counter('y/eth0', 'rxFrames')]).toEqual([102, 102])
    expect(run.drops('a/v0', 'inactive-uplink')).toBe(0)
  })

  it('V11, V12: when an uplink fails its ports move, the network is told, and traffic goes on', () => {
    const run = two('', BOTH).until(0.1)
    const lostBefore = run.flow(0).lost + run.flow(1).lost
    expect(lostBefore).toBe(0)
    cut(run, 0, false)
    run.until(0.2)
    // what was on the wire, and what the switch sent until it heard the announcement
    expect(run.flow(0).lost + run.flow(1).lost).toBeLessThan(5)
    expect(run.counter('a/v0', 'notifications')).toBe(1)
    expect(run.counter('a/v0', 'failovers')).toBe(1)
    expect(run.codes()).toEqual(expect.arrayContaining(['uplink-failed', 'failover', 'switches-notified']))
    expect(run.counter('a/n1', 'rxFrames')).toBeGreaterThan(run.flow(0).delivered * 0.4)
    cut(run, 0, true)
    run.until(0.3)
    expect(run.counter('a/v0', 'notifications')).toBe(2)
    expect(run.codes()).toContain('failback')
    const before = run.counter('a/n0', 'rxFrames')
    run.until(0.4)
    expect(run.counter('a/n0', 'rxFrames') - before).toBeGreaterThan(50)
  })

  it('V12: the RARP for a port that carries every VLAN has no tag', () => {
    const run = two('', BOTH, 'active: [n0, n1]', 'vlan: 4095').until(0.1)
    cut(run, 0, false)
    run.until(0.2)
    expect(run.counter('a/v0', 'notifications')).toBe(1)
    // the switch would learn an address in another VLAN, and go on sending to the port that is down
    expect(run.flow(0).lost + run.flow(1).lost).toBeLessThan(5)
    expect(run.lab.switches[0].table.lookup(1, 0x020000000001, run.sim.now)).toBe(1)
  })

  it('V12: without notify switches what comes in is lost until the guest sends', () => {
    const run = two('notifySwitches: false,', BOTH).until(0.1)
    // a carrier that the host has lost and the switch has not: the far end of the cable is not told
    run.lab.hosts[0].vswitches[0].team.uplinkChanged(0, false)
    run.until(0.3)
    expect(run.counter('a/v0', 'notifications')).toBe(0)
    expect(run.drops('a/v0', 'inactive-uplink')).toBeGreaterThan(100)
  })

  it('V11: without failback the ports stay where they went', () => {
    const run = two('failback: false,', BOTH, 'active: [n0], standby: [n1]').until(0.1)
    cut(run, 0, false)
    run.until(0.2)
    cut(run, 0, true)
    run.until(0.3)
    expect(run.counter('a/v0', 'notifications')).toBe(2)
    const before = run.counter('a/n0', 'txFrames')
    run.until(0.4)
    expect(run.counter('a/n0', 'txFrames')).toBe(before)
  })

  it('V6: what comes in on a standby uplink is dropped as inactive-uplink', () => {
    const run = two('', PINGS, 'active: [n0], standby: [n1]').until(0.05)
    // ARP requests are flooded to both ports of the switch
    expect(run.drops('a/v0', 'inactive-uplink')).toBeGreaterThan(0)
    expect(run.flow(0).lost).toBe(0)
  })

  it('V6: a broadcast of a VM that the switch floods back by the other uplink is dropped', () => {
    const run = two('', '{ f: { from: x/eth0, to: s, type: ping, interval: 1ms } }').until(0.05)
    expect(run.drops('a/v0', 'inactive-uplink')).toBe(1)
    expect(run.flow().lost).toBe(0)
  })

  it('IP hash without a channel on the switch makes an address flap between its ports', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599 }, n1: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { active: [n0, n1] }, teaming: ip-hash, portGroups: { net: {} } } }
vms: { x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24 } } } }
switches: { t: { ports: 4 } }
stations: { s: { ip: 10.0.0.8/24 }, u: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [a/n1, t/2] }, { ends: [s, t/3] }, { ends: [u, t/4] } ]
flows: { f: { from: x/eth0, to: s, type: ping, interval: 1ms }, g: { from: x/eth0, to: u, type: ping, interval: 1ms } }
`).until(0.1)
    expect(run.counter('t', 'movedAddresses')).toBeGreaterThan(50)
    expect(run.counter('a/n0', 'txFrames')).toBeGreaterThan(50)
    expect(run.counter('a/n1', 'txFrames')).toBeGreaterThan(50)
  })
})

//   x - v0 - n0 - t0 - core - s        a cable behind t0 fails: the host's own carrier stays
//          - n1 - t1 -/
//          - n2 - t2 -/
const beacons = (uplinks: number): LabRun => {
  const range = Array.from({ length: uplinks }, (_, i) => i)
  return new LabRun(`
hosts:
  a:
    nics: { ${range.map((i) => `n${i}: { model: intel-82599 }`).join(', ')} }
    vswitches:
      v0: { uplinks: { active: [${range.map((i) => `n${i}`).join(', ')}] }, detection: beacon, portGroups: { net: {} } }
vms: { x: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24 } } } }
switches: { ${range.map((i) => `t${i}: { ports: 2 }`).join(', ')}, core: { ports: 8 } }
stations: { s: { ip: 10.0.0.9/24 } }
links:
${range.map((i) => `  - { ends: [a/n${i}, t${i}/1] }\n  - { ends: [t${i}/2, core/${i + 1}] }`).join('\n')}
  - { ends: [s, core/8] }
flows: { f: { from: x/eth0, to: s, type: udp, rate: 1Mbps } }
`)
}

describe('beacons', () => {
  it('V13: with three uplinks the one behind which the network broke is taken out of use', () => {
    const run = beacons(3).until(2)
    expect(run.flow().lost).toBe(0)
    cut(run, 1, false)
    run.until(7)
    expect(run.codes()).toContain('uplink-failed')
    const { delivered } = run.flow()
    run.until(8)
    expect(run.flow().delivered - delivered).toBeGreaterThan(80)
    expect(run.codes()).not.toContain('beacon-ambiguous')
    cut(run, 1, true)
    run.until(11)
    expect(run.codes()).toContain('uplink-restored')
  })

  it('V13: with two nobody can tell which, and frames leave by both', () => {
    const run = beacons(2).until(2)
    cut(run, 1, false)
    run.until(7)
    expect(run.codes()).toContain('beacon-ambiguous')
    const [sent0, sent1] = [run.counter('a/n0', 'txFrames'), run.counter('a/n1', 'txFrames')]
    const { delivered } = run.flow()
    run.until(8)
    expect(run.counter('a/n0', 'txFrames') - sent0).toBeGreaterThan(80)
    expect(run.counter('a/n1', 'txFrames') - sent1).toBeGreaterThan(80)
    expect(run.flow().delivered - delivered).toBeGreaterThan(80)
    cut(run, 1, true)
    run.until(11)
    expect(run.codes()).toContain('beacons-heard')
    const only = run.counter('a/n1', 'txFrames')
    run.until(12)
    // its beacon of that second
    expect(run.counter('a/n1', 'txFrames') - only).toBeLessThanOrEqual(2)
  })
})

it('V11: a team without a working uplink says that its ports have none', () => {
  const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { x: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
`).until(0.01)
  cut(run, 0, false)
  run.until(0.02)
  expect(run.sim.log.entries.find(({ code }) => code === 'failover')?.says).toBe('1 ports have no uplink left')
})
