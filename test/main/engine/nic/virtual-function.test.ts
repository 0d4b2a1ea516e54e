// Virtual functions and the switch between them: what an administrator allows, where frames turn round, what a reset loses.
import { describe, expect, it } from 'vitest'
import { LabRun, seconds } from '../host/lab-run'

interface Setup {
  vf?: string
  nic?: string
  host?: string
  flows: string
  vms?: string
}

//   x on vf0, y on vf1, z through v0 ---- s
const lab = ({ vf = '', nic = '', host = '', flows, vms = '' }: Setup): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 8 }
    ${host}
    nics: { n0: { model: intel-82599, vfs: 4 ${nic} ${vf && `, vf: { ${vf} }`} } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms:
  x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24, mac: "02:00:00:00:00:01" } } }
  y: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf1, ip: 10.0.0.2/24, mac: "02:00:00:00:00:02" } } }
  z: { host: a, nics: { eth0: { network: v0/net, ip: 10.0.0.3/24, mac: "02:00:00:00:00:03" } } }
${vms}
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: ${flows}
`)

const ping = (from: string, to: string): string => `{ from: ${from}, to: ${to}, type: ping, interval: 1ms }`
const udp = (from: string, to: string, rate = '10Mbps'): string =>
  `{ from: ${from}, to: ${to}, type: udp, rate: ${rate} }`

describe('the embedded switch', () => {
  it('frames between two functions turn round in the NIC and never reach the wire or the vSwitch', () => {
    const run = lab({ flows: `{ f: ${udp('x/eth0', 'y/eth0')} }` }).until(0.1)
    expect(run.flow().lost).toBe(0)
    expect(run.flow().delivered).toBeGreaterThan(80)
    // the wire has seen the broadcast of ARP alone
    expect(run.counter('a/n0', 'txFrames')).toBe(1)
    expect(run.counter('a/n0', 'loopedFrames')).toBeGreaterThanOrEqual(run.flow().delivered)
    expect(run.counter('a/v0', 'rxFrames')).toBeLessThan(3)
    expect(run.counter('a/n0.vf0', 'loopedFrames')).toBeGreaterThanOrEqual(run.flow().delivered)
  })

  it('broadcasts of a function reach the other functions, the host and the wire', () => {
    const run = lab({ flows: `{ f: ${ping('x/eth0', 's')} }` }).until(0.005)
    expect(run.counter('a/n0.vf1', 'rxFrames')).toBe(1)
    expect(run.counter('z/eth0', 'rxFrames')).toBe(1)
    expect(run.flow().lost).toBe(0)
  })

  it('the host reaches a function, and a function the host only where the NIC was told its address', () => {
    const toFunction = lab({ flows: `{ f: ${udp('z/eth0', 'x/eth0')} }` }).until(0.1)
    // the request for an address is a broadcast, but the answer is for an address that the embedded switch does not know
    expect(toFunction.flow().delivered).toBe(0)
    const filters = lab({
      nic: ', netqueue: 4',
      flows: `{ f: ${udp('z/eth0', 'x/eth0')}, g: ${udp('x/eth0', 'z/eth0')} }`,
    }).until(0.1)
    expect(filters.flow(0).lost + filters.flow(1).lost).toBe(0)
    expect(filters.flow(0).delivered).toBeGreaterThan(80)
    expect(filters.flow(1).delivered).toBeGreaterThan(80)
  })

  it('a VEPA sends everything to the wire', () => {
    const run = lab({
      nic: ', switching: vepa',
      flows: `{ f: ${udp('x/eth0', 's')}, g: ${ping('x/eth0', 'y/eth0')} }`,
    }).until(0.1)
    expect(run.flow(0).delivered).toBeGreaterThan(80)
    expect(run.counter('a/n0', 'loopedFrames')).toBe(0)
    expect(run.counter('y/eth0', 'rxFrames')).toBe(0)
  })

  it('without link not even two functions of the port reach each other', () => {
    const run = lab({ flows: `{ f: ${udp('x/eth0', 'y/eth0')} }` }).until(0.05)
    const before = run.flow().delivered
    run.lab.links[0].setUp(false)
    run.sim.settle()
    run.until(0.1)
    expect(run.flow().delivered - before).toBeLessThan(3)
    expect(run.drops('a/n0.vf0', 'link-down')).toBeGreaterThan(20)
  })

  it('what is for no function goes to the host', () => {
    const run = lab({ flows: `{ f: ${udp('s', 'z/eth0')} }` }).until(0.1)
    expect(run.flow().lost).toBe(0)
    expect(run.counter('a/n0', 'defaultQueueFrames')).toBeGreaterThan(80)
  })
})

describe('what the administrator sets', () => {
  it('the spoof check drops a foreign source in the NIC and counts it; without it the frame leaves', () => {
    for (const on of [true, false]) {
      const run = lab({ vf: `0: { spoofCheck: ${on} }`, flows: `{ f: ${udp('x/eth0', 's')} }` }).until(0.05)
      run.set('x/eth0', 'source', '02:00:00:00:00:66')
      run.until(0.1)
      expect(run.drops('a/n0.vf0', 'spoofed-source') > 20).toBe(on)
      expect(run.flow().lost > 20).toBe(on)
      expect(run.codes().includes('spoof-detected')).toBe(on)
    }
  })

  it('an untrusted function keeps the address that was set; the guest is not told', () => {
    const run = lab({ vf: '0: { mac: "02:00:00:00:00:01" }', flows: `{ f: ${udp('x/eth0', 's')} }` }).until(0.02)
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    run.until(0.1)
    expect(run.codes()).toContain('mac-refused')
    expect(run.drops('a/n0.vf0', 'spoofed-source')).toBeGreaterThan(20)
  })

  it('a trusted function may take another address', () => {
    const run = lab({
      vf: '0: { mac: "02:00:00:00:00:01", trust: true }',
      flows: `{ f: ${udp('x/eth0', 's')} }`,
    }).until(0.02)
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    const { lost } = run.flow()
    run.until(0.1)
    expect(run.codes()).toContain('mac-programmed')
    expect(run.flow().lost).toBe(lost)
  })

  it('a guest that starts with an address of its own asks for it: granted where the function is trusted, else refused', () => {
    for (const trust of [true, false]) {
      const vf = `0: { mac: "02:00:00:00:00:10", trust: ${trust} }`
      const run = lab({ vf, flows: `{ f: ${udp('x/eth0', 's')} }` }).until(0.05)
      expect(run.codes().includes('mac-programmed')).toBe(trust)
      expect(run.codes().includes('mac-refused')).toBe(!trust)
      expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(trust ? 0 : 1)
      expect(run.drops('a/n0.vf0', 'spoofed-source') > 0).toBe(!trust)
      expect(run.lab.statistics[0].bytes > 0).toBe(trust)
    }
  })

  it('what a trusted guest was given is forgotten with a reset, and asked for anew', () => {
    const vf = '0: { mac: "02:00:00:00:00:10", trust: true }'
    const run = lab({ vf, flows: `{ f: ${udp('x/eth0', 's')} }` }).until(0.02)
    const fn = run.lab.hosts[0].nics[0].vfs[0]
    expect(fn.mac).toBe(0x020000000001)
    run.set('a/n0.vf0', 'trust', false)
    fn.restart()
    expect(fn.mac).toBe(0x020000000010)
    run.set('a/n0.vf0', 'trust', true)
    fn.restart()
    expect(fn.mac).toBe(0x020000000001)
  })

  it('the function of a failover pair keeps the address that the administrator gave it', () => {
    const vms = `  w: { host: a, nics: { eth0: { adapter: failover, network: v0/net, function: n0.vf2, ip: 10.0.0.4/24,
    mac: "02:00:00:00:00:04" } } }`
    const run = lab({ vf: '2: { mac: "02:00:00:00:00:10", trust: true }', vms, flows: '{}' }).until(0.02)
    expect(run.lab.hosts[0].nics[0].vfs[2].mac).toBe(0x020000000010)
    expect(run.codes()).not.toContain('mac-programmed')
  })

  it('a port VLAN is put on what the guest sends and taken off what it receives; the guest does not see it', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599, vfs: 2, vf: { 0: { vlan: 10 } } } }
vms: { x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24 } } } }
switches: { t: { ports: 2, vlans: { 1: { trunk: [10], native: 1 }, 2: { access: 10 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [s, t/2] } ]
flows: { f: ${ping('s', 'x/eth0')} }
`).until(0.1)
    expect(run.flow().lost).toBe(0)
    expect(run.lab.statistics[0].latency.count).toBeGreaterThan(90)
    // the guest's frame is four bytes shorter than the one on the wire
    expect(run.counter('a/n0', 'rxBytes') - run.counter('x/eth0', 'rxBytes')).toBe(
      4 * run.counter('x/eth0', 'rxFrames'),
    )
  })

  it('functions in different VLANs do not reach each other', () => {
    const run = lab({ vf: '0: { vlan: 10 }, 1: { vlan: 20 }', flows: `{ f: ${ping('x/eth0', 'y/eth0')} }` }).until(0.05)
    expect(run.counter('y/eth0', 'rxFrames')).toBe(0)
  })

  it('a rate limit holds within 2 %, and the neighbour has the rest of the port', () => {
    const flows = `{ f: ${udp('x/eth0', 's', '4Gbps')}, g: { from: y/eth0, to: s, type: tcp } }`
    const run = lab({ vf: '0: { rate: 1Gbps }', flows }).until(0.1)
    // the limit counts frames with their headers
    expect(run.goodput(0) / (1e9 * (1472 / 1518))).toBeGreaterThan(0.98)
    expect(run.goodput(0) / 1e9).toBeLessThan(1.02)
    expect(run.goodput(1)).toBeGreaterThan(8e9)
  })

  it('a limit holds from the first frames on: a queue that was idle catches up 4 KiB at most', () => {
    const run = lab({ vf: '0: { rate: 5Mbps }', flows: `{ f: ${udp('x/eth0', 's')} }` }).until(0.1)
    const bytes = run.counter('a/n0', 'txBytes')
    const limit = (5e6 * 0.1) / 8
    expect(bytes).toBeGreaterThan(0.95 * limit)
    expect(bytes).toBeLessThan(limit + 4096 + 1518)
  })

  it('functions share a congested port frame by frame', () => {
    const flows = `{ f: ${udp('x/eth0', 's', '8Gbps')}, g: { from: y/eth0, to: s, type: udp, rate: 8Gbps } }`
    const run = lab({ host: 'interrupts: posted', flows }).until(0.05)
    expect(run.goodput(0) / run.goodput(1)).toBeGreaterThan(0.9)
    expect(run.goodput(0) / run.goodput(1)).toBeLessThan(1.1)
  })
})

describe('reset', () => {
  it('a function-level reset takes 100 ms, during which frames are lost; the settings survive', () => {
    const run = lab({
      vf: '0: { rate: 2Gbps }',
      flows: `{ f: ${udp('s', 'x/eth0')}, g: ${udp('x/eth0', 's')} }`,
    }).until(0.05)
    const vf = run.lab.hosts[0].nics[0].vfs[0]
    vf.pci.reset(null)
    expect(vf.pci.state).toBe('resetting')
    const before = run.flow(0).delivered
    run.until(0.149)
    expect(run.flow(0).delivered - before).toBeLessThan(3)
    expect(run.drops('a/n0.vf0', 'reset-in-progress')).toBeGreaterThan(100)
    run.until(0.2)
    expect(vf.pci.state).toBe('ready')
    expect(run.flow(0).delivered - before).toBeGreaterThan(30)
    expect(vf.queue.rateBps).toBe(2e9)
    expect(run.codes()).toContain('function-reset')
  })

  it('a function that is given back is reset, and free only then', () => {
    const run = lab({ flows: `{ f: ${udp('s', 'x/eth0')} }` }).until(0.05)
    const [host] = run.lab.hosts
    const [x] = run.lab.vms
    const [vf] = host.functions()
    const pinned = host.memory.pinned
    x.unassign(x.vnics[0])
    expect(vf.isFree).toBe(false)
    expect(host.memory.pinned).toBe(pinned - x.model.memoryBytes)
    run.until(0.149)
    expect(vf.isFree).toBe(false)
    run.until(0.151)
    expect(vf.isFree).toBe(true)
    expect(run.sim.now).toBe(seconds(0.151))
  })
})

describe('the IOMMU', () => {
  it('DMA to memory that is not mapped is stopped and recorded', () => {
    const run = lab({ flows: `{ f: ${udp('s', 'x/eth0')} }` }).until(0.05)
    const { iommu } = run.lab.hosts[0]
    iommu.attach('x', 0).mappedBytes = 0
    run.until(0.1)
    expect(run.drops('a/n0.vf0', 'iommu-fault')).toBeGreaterThan(20)
    expect(iommu.faultCount).toBe(run.drops('a/n0.vf0', 'iommu-fault'))
    expect(iommu.faults[0]).toMatchObject({ device: '0000:03:10.0', vm: 'x' })
    expect(run.codes()).toContain('iommu-fault')
  })

  it('strict translation bounds what a 100G port writes: 4 KiB in 65 ns and 197 ns for each of 1.76 reads', () => {
    const received = (iommu: string): number => {
      const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 64, clock: 100GHz }
    iommu: ${iommu}
    nics: { n0: { model: mellanox-connectx5, speed: 100Gbps, mtu: 4096, netqueue: 16 } }
    vswitches: { v0: { mtu: 4096, uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { x: { host: a, vcpus: 16, nics: { eth0: { network: v0/net, ip: 10.0.0.1/24, mtu: 4096 } } } }
stations: { s: { ip: 10.0.0.9/24, mtu: 4096 } }
links: [ { ends: [a/n0, s], speed: 100Gbps } ]
flows: { f: { from: s, to: x/eth0, type: udp, rate: 97Gbps, size: 4068 } }
`).until(0.002)
      return (run.counter('a/n0', 'defaultQueueFrames') + run.counter('a/n0', 'filteredQueueFrames')) * 4114 * 8 * 500
    }
    expect(received('off') / 97e9).toBeGreaterThan(0.97)
    expect(received('strict') / ((4096 * 8) / (65 + 1.76 * 197)) / 1e9).toBeGreaterThan(0.9)
    expect(received('strict') / ((4096 * 8) / (65 + 1.76 * 197)) / 1e9).toBeLessThan(1.1)
  })
})

describe('limits and tags of a function', () => {
  it('a rate is set where there was none, is above no port, and is taken off again', () => {
    const run = lab({ flows: `{ f: ${udp('x/eth0', 's', '2Gbps')} }` }).until(0.01)
    const rate = (seconds: number): number => {
      const before = run.lab.statistics[0].bytes
      run.until(run.sim.now / 1e12 + seconds)
      return ((run.lab.statistics[0].bytes - before) * 8) / seconds
    }
    run.set('a/n0.vf0', 'rate', '500Mbps')
    rate(0.01)
    expect(rate(0.02)).toBeLessThan(500e6)
    expect(rate(0.02)).toBeGreaterThan(450e6)
    expect(() => run.set('a/n0.vf0', 'rate', '11Gbps')).toThrow('at most the speed of the port')
    run.set('a/n0.vf0', 'rate', 0)
    rate(0.01)
    expect(rate(0.02)).toBeGreaterThan(1.9e9)
  })

  it('a guest that tags through a function without a port VLAN is in its VLAN alone', () => {
    const pings = (access: number): number =>
      new LabRun(`
hosts: { a: { nics: { n0: { model: intel-82599, vfs: 1 } } } }
vms: { x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, vlan: 10, ip: 10.0.0.1/24 } } } }
switches: { t: { ports: 2, vlans: { 1: { trunk: [10, 20], native: 1 }, 2: { access: ${access} } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, t/1] }, { ends: [s, t/2] } ]
flows: { f: ${ping('s', 'x/eth0')} }
`).until(0.05).lab.statistics[0].latency.count
    expect(pings(10)).toBeGreaterThan(40)
    expect(pings(20)).toBe(0)
  })
})
