// SR-IOV beyond moving frames: how many functions there are, what a function asks of its PF, what it may see.
import { describe, expect, it } from 'vitest'
import { usableVfs } from '../../../../src-shared/catalogue/pci-address'
import { nicModel } from '../../../../src-shared/catalogue/nic-models'
import { LabRun } from '../host/lab-run'

interface Setup {
  nic?: string
  host?: string
  x?: string
  flows?: string
}

const lab = ({ nic = 'model: intel-x710, vfs: 3', host = '', x = '', flows = '{}' }: Setup): LabRun =>
  new LabRun(`
hosts: { a: { ${host} nics: { n0: { ${nic} } } } }
vms:
  x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24, mac: "02:00:00:00:00:01" ${x} } } }
  y: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf1, ip: 10.0.0.2/24, mac: "02:00:00:00:00:02" } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: ${flows}
`)

const TO_Y = '{ f: { from: s, to: y, type: udp, rate: 10Mbps, size: 1000 } }'

describe('SR1: NumVFs', () => {
  const empty = (): LabRun => new LabRun('hosts: { a: { nics: { n0: { model: intel-82599, vfs: 0 } } } }')

  it('is written over 0 only, and not beyond what the driver allows', () => {
    const run = empty()
    expect(() => run.set('a/n0', 'vfs', 64)).toThrow('ERANGE: at most 63')
    run.set('a/n0', 'vfs', 4)
    run.until(0.2)
    expect(() => run.set('a/n0', 'vfs', 5)).toThrow('EBUSY: 4 are enabled; write 0 before 5')
    run.set('a/n0', 'vfs', 4)
    run.set('a/n0', 'vfs', 0)
    expect(run.lab.hosts[0].functions()).toEqual([])
  })

  it('takes 100 ms to bring functions, all at once, at the addresses of the capability', () => {
    const run = empty()
    run.set('a/n0', 'vfs', 3)
    run.until(0.099)
    expect(run.lab.hosts[0].functions()).toEqual([])
    run.until(0.101)
    const addresses = run.lab.hosts[0].functions().map((vf) => vf.pci.address)
    expect(addresses).toEqual(['0000:03:10.0', '0000:03:10.2', '0000:03:10.4'])
    run.set('a/n0.vf2', 'trust', true)
    expect(run.codes().filter((code) => code === 'vfs-changed')).toHaveLength(2)
  })

  it('is not set to 0 while a guest has a function', () => {
    const run = lab({}).until(0.01)
    expect(() => run.set('a/n0', 'vfs', 0)).toThrow('EPERM: a guest has one')
    expect(run.lab.hosts[0].functions()).toHaveLength(3)
  })

  it('without ARI reaches the first eight functions on the bus of a device only', () => {
    expect(usableVfs(nicModel('mellanox-connectx5')!, false)).toBe(7)
    expect(usableVfs(nicModel('mellanox-connectx5')!, true)).toBe(127)
    expect(usableVfs(nicModel('intel-e810')!, false)).toBe(0)
  })
})

describe('SR2: the mailbox', () => {
  it('carries what the guest asks, and the answer takes its time', () => {
    const run = lab({}).until(0.001)
    const before = run.counter('a/n0.vf0', 'mailboxMessages')
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    expect(run.lab.hosts[0].functions()[0].mac).toBe(0x020000000001)
    run.until(0.002)
    expect(run.lab.hosts[0].functions()[0].mac).toBe(0x020000000077)
    expect(run.counter('a/n0.vf0', 'mailboxMessages')).toBe(before + 1)
    expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(0)
  })

  it('says no to a change of an address that was set, unless the function is trusted', () => {
    const vf = (trust: boolean) => `model: intel-x710, vfs: 3, vf: { 0: { mac: "02:00:00:00:00:01", trust: ${trust} } }`
    for (const trust of [false, true]) {
      const run = lab({ nic: vf(trust) }).until(0.001)
      run.set('x/eth0', 'mac', '02:00:00:00:00:77')
      run.until(0.002)
      expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(trust ? 0 : 1)
      expect(run.codes().includes('mac-refused')).toBe(!trust)
    }
  })

  it('lets a guest choose where the administrator takes the address back; group addresses are nobody’s', () => {
    const run = lab({ nic: 'model: intel-x710, vfs: 3, vf: { 0: { mac: "02:00:00:00:00:01" } }' }).until(0.001)
    expect(() => run.set('a/n0.vf0', 'mac', '01:00:5e:00:00:01')).toThrow('an address such as')
    expect(() => run.set('x/eth0', 'mac', 'ff:ff:ff:ff:ff:ff')).toThrow('an address such as')
    run.set('a/n0.vf0', 'mac', '00:00:00:00:00:00')
    run.set('x/eth0', 'mac', '02:00:00:00:00:77')
    run.until(0.002)
    expect(run.lab.hosts[0].functions()[0].mac).toBe(0x020000000077)
    expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(0)
  })

  it('tells the functions in use of the link', () => {
    const run = lab({}).until(0.001)
    const messages = run.counter('a/n0.vf0', 'mailboxMessages')
    run.lab.links[0].setUp(false)
    run.sim.settle()
    expect(run.counter('a/n0.vf0', 'mailboxMessages')).toBe(messages + 1)
    expect(run.counter('a/n0.vf2', 'mailboxMessages')).toBe(0)
  })
})

describe('SR5: the VLAN that a guest asks for', () => {
  const tagging = (vf: string, x = ', vlan: 30') =>
    lab({
      nic: `model: intel-x710, vfs: 3, vf: { 0: { ${vf} } }`,
      x,
      flows: '{ f: { from: x, to: s, type: udp, rate: 10Mbps, size: 500 } }',
    })

  it('is granted where the function has no port VLAN, and refused where it has one, trusted or not', () => {
    for (const [vf, refused] of [
      ['trust: false', 0],
      ['vlan: 10', 1],
      ['vlan: 10, trust: true', 1],
    ] as const) {
      const run = tagging(vf).until(0.001)
      expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(refused)
      expect(run.codes().includes('vlan-refused')).toBe(refused === 1)
      expect(run.lab.hosts[0].functions()[0].carries(30)).toBe(refused === 0)
    }
  })

  it('changes while the guest runs, when the PF has answered', () => {
    const run = tagging('trust: false', '').until(0.001)
    const [vf] = run.lab.hosts[0].functions()
    run.set('x/eth0', 'vlan', 40)
    expect(vf.carries(40)).toBe(false)
    run.until(0.002)
    expect([vf.carries(40), vf.carries(30)]).toEqual([true, false])
    expect(() => run.set('x/eth0', 'vlan', 5000)).toThrow('0 to 4094')
    run.set('a/n0.vf0', 'vlan', 10)
    run.set('x/eth0', 'vlan', 50)
    run.until(0.003)
    expect([vf.carries(50), run.counter('a/n0.vf0', 'mailboxRefused')]).toEqual([false, 1])
  })

  it('is asked for anew by the driver after a reset', () => {
    const run = tagging('trust: true', ', vlan: 30, promiscuous: true').until(0.001)
    const messages = run.counter('a/n0.vf0', 'mailboxMessages')
    run.lab.migration.failFunction('a/n0.vf0')
    run.set('a/n0.vf0', 'vlan', 10)
    run.set('a/n0.vf0', 'trust', false)
    run.lab.migration.recoverFunction('a/n0.vf0')
    run.until(1)
    // the handshake, and promiscuous mode, which is no longer granted
    expect(run.counter('a/n0.vf0', 'mailboxMessages')).toBe(messages + 6)
    expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(2)
    expect(run.lab.hosts[0].functions()[0].carries(30)).toBe(false)
  })
})

describe('SR6: the frame size that a guest asks for', () => {
  const sized = (nic: string, x: string, size = 2000) =>
    new LabRun(`
hosts: { a: { nics: { n0: { ${nic}, vfs: 1 } } } }
vms: { x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24, ${x} } } } }
stations: { s: { ip: 10.0.0.9/24, mtu: 9000 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: x, type: udp, rate: 10Mbps, size: ${size} } }
`)
  const vf = (run: LabRun, name: string) => run.counter('a/n0.vf0', name)
  const refused = (run: LabRun) => run.codes().filter((code) => code === 'mtu-refused').length

  it('is granted up to that of the port, and the guest is given no longer frames than it asked for', () => {
    const run = sized('model: intel-x710, mtu: 9000', 'mtu: 1500').until(0.01)
    expect([vf(run, 'mailboxRefused'), run.drops('a/n0.vf0', 'mtu-exceeded') > 0]).toEqual([0, true])
    expect(run.flow().delivered).toBe(0)
    run.set('x/eth0', 'mtu', 9000)
    run.until(0.02)
    expect([vf(run, 'mailboxRefused'), run.flow().delivered > 0]).toEqual([0, true])
  })

  it('is refused above that of the port: the guest keeps what it had', () => {
    const run = sized('model: intel-x710, mtu: 1500', 'mtu: 1500', 1000).until(0.01)
    run.set('x/eth0', 'mtu', 9000)
    const before = run.flow().delivered
    run.until(0.02)
    expect([vf(run, 'mailboxRefused'), refused(run)]).toEqual([1, 1])
    expect(run.lab.vms[0].vnics[0].mtu).toBe(1500)
    expect(run.flow().delivered).toBeGreaterThan(before)
    expect(() => run.set('x/eth0', 'mtu', 20)).toThrow('68 to')
  })

  it('switches off what an 82599 gives the function, where it is refused, until it goes with the port again', () => {
    const run = sized('model: intel-82599, mtu: 1500', 'mtu: 9000', 1000).until(0.01)
    expect([vf(run, 'mailboxRefused'), run.flow().delivered]).toEqual([1, 0])
    expect(run.drops('a/n0.vf0', 'receive-off')).toBeGreaterThan(0)
    run.set('x/eth0', 'mtu', 1500)
    run.until(2)
    expect(run.flow().delivered).toBeGreaterThan(0)
  })

  it('of a driver with the first mailbox does not go with a jumbo port of an 82599', () => {
    const old = (model: string) =>
      sized(`model: ${model}, mtu: 9000`, 'mtu: 1500, firstMailbox: true', 1000).until(0.01)
    expect([refused(old('intel-82599')), refused(old('intel-x710'))]).toEqual([1, 0])
    expect(old('intel-82599').flow().delivered).toBe(0)
    const later = sized('model: intel-82599, mtu: 9000', 'mtu: 1500', 1000).until(0.01)
    expect([refused(later), later.flow().delivered > 0]).toEqual([0, true])
  })

  it('is a matter of its own on the way through the vSwitch', () => {
    const run = new LabRun(`
hosts: { a: { nics: { n0: { model: intel-x710 } }, vswitches: { v: { mtu: 9000, uplinks: { active: [n0] }, portGroups: { g: {} } } } } }
vms: { x: { host: a, nics: { eth0: { network: g, ip: 10.0.0.1/24 } } } }
`).until(0.001)
    run.set('x/eth0', 'mtu', 9000)
    expect(run.lab.vms[0].vnics[0].mtu).toBe(9000)
  })
})

describe('SR7: multicast groups', () => {
  /** Flow 0 to a group that x joined for it; `more`: flows to others, which nobody reads. */
  const joined = (model: string, x = '', more = '', vf = '') =>
    new LabRun(`
hosts: { a: { nics: { n0: { model: ${model}, vfs: 2 ${vf} } } } }
vms:
  x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24 ${x} } } }
  y: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf1, ip: 10.0.0.2/24 } } }
stations: { s: { ip: 10.0.0.9/24 }, t: { ip: 10.0.0.10/24 } }
switches: { w: {} }
links: [ { ends: [a/n0, w/1] }, { ends: [s, w/2] }, { ends: [t, w/3] } ]
flows:
  f: { from: s, to: x, type: udp, rate: 8Mbps, size: 1000, group: 239.1.1.1 }
  ${more}
`)
  const other = (group: string, to = 't') =>
    `g: { from: s, to: ${to}, type: udp, rate: 8Mbps, size: 1000, group: ${group} }`
  const vf = (run: LabRun, name: string, index = 0) => run.counter(`a/n0.vf${index}`, name)

  it('reach the function whose guest has joined, and no other', () => {
    for (const model of ['intel-82599', 'intel-x710']) {
      const run = joined(model).until(0.02)
      expect([run.flow().sent, run.flow().lost]).toEqual([21, 0])
      expect([vf(run, 'rxFrames'), vf(run, 'rxFrames', 1)]).toEqual([20, 0])
      expect(vf(run, 'filteredGroupFrames', 1)).toBe(20)
    }
  })

  it('of the same twelve bits come in on parts with a hash, and the stack of the guest drops them', () => {
    const hashed = joined('intel-82599', '', other('239.1.2.1')).until(0.02)
    const exact = joined('intel-x710', '', other('239.1.2.1')).until(0.02)
    expect([vf(hashed, 'rxFrames'), vf(exact, 'rxFrames')]).toEqual([40, 20])
    expect([hashed.flow(0).delivered, hashed.flow(1).delivered]).toEqual([20, 20])
    expect(hashed.lab.statistics[0].bytes).toBe(20_000)
  })

  it('of a neighbour come in too where the port has one table, once the guest has joined any', () => {
    const run = joined('intel-82599', '', other('239.7.7.7', 'y')).until(0.02)
    expect([vf(run, 'rxFrames'), vf(run, 'rxFrames', 1)]).toEqual([40, 40])
    const none = joined('intel-x710', '', other('239.7.7.7', 'y')).until(0.02)
    expect([vf(none, 'rxFrames'), vf(none, 'rxFrames', 1)]).toEqual([20, 20])
  })

  it('are all for a trusted function that asks; another gets those of its list, and is not refused', () => {
    const trusted = joined('intel-x710', ', allGroups: true', other('239.7.7.7'), ', vf: { 0: { trust: true } }').until(
      0.02,
    )
    const limited = joined('intel-x710', ', allGroups: true', other('239.7.7.7')).until(0.02)
    expect([vf(trusted, 'rxFrames') > 30, vf(limited, 'rxFrames')]).toEqual([true, 20])
    expect([vf(limited, 'mailboxRefused'), limited.codes().includes('groups-limited')]).toEqual([0, true])
  })

  it('change while the guest runs, and a message has room for thirty', () => {
    const groups = (count: number) => Array.from({ length: count }, (_, i) => `239.2.0.${i + 1}`)
    const run = joined('intel-x710', '', other('239.2.0.31')).until(0.0055)
    run.set('x/eth0', 'groups', groups(31))
    run.until(0.0105)
    expect([vf(run, 'rxFrames'), vf(run, 'mailboxRefused')]).toEqual([6, 0])
    run.set('x/eth0', 'groups', groups(31).slice(1))
    run.until(0.0205)
    expect(vf(run, 'rxFrames')).toBe(16)
    expect(() => run.set('x/eth0', 'groups', ['10.0.0.1'])).toThrow('such as 239.1.1.1')
  })
})

describe('SR3: a promiscuous function', () => {
  const PROMISCUOUS = ', promiscuous: true'
  const trusted = (model: string, more = '') => `model: ${model}, vfs: 3, vf: { 0: { trust: true ${more} } }`

  it('sees what is for others in its VLAN, where it is trusted and the model can; nothing is lost or counted twice by it', () => {
    const run = lab({ nic: trusted('intel-x710'), x: PROMISCUOUS, flows: TO_Y }).until(0.05)
    expect(run.counter('x/eth0', 'rxFrames')).toBeGreaterThan(50)
    expect(run.flow().lost).toBe(0)
    expect(run.flow().delivered).toBeGreaterThan(run.flow().sent - 3)
  })

  it('also what turns round in the NIC', () => {
    const flows = '{ f: { from: y, to: s, type: ping, interval: 1ms } }'
    const run = lab({ nic: trusted('intel-x710'), x: PROMISCUOUS, flows }).until(0.05)
    expect(run.counter('x/eth0', 'rxFrames')).toBeGreaterThan(80)
  })

  it.each([
    ['is not trusted', 'model: intel-x710, vfs: 3'],
    ['is of a model without', trusted('intel-82599')],
  ])('sees nothing where it %s, and the PF says no', (_why, nic) => {
    const run = lab({ nic, x: PROMISCUOUS, flows: TO_Y }).until(0.05)
    expect(run.counter('x/eth0', 'rxFrames')).toBeLessThan(5)
    expect(run.counter('a/n0.vf0', 'mailboxRefused')).toBe(1)
    expect(run.codes()).toContain('promiscuous-refused')
  })

  it('sees nothing of another VLAN, and nothing more when it has had enough', () => {
    const other = lab({ nic: trusted('intel-x710', ', vlan: 10'), x: PROMISCUOUS, flows: TO_Y }).until(0.05)
    expect(other.counter('x/eth0', 'rxFrames')).toBe(0)
    const run = lab({ nic: trusted('intel-x710'), x: PROMISCUOUS, flows: TO_Y }).until(0.02)
    run.set('x/eth0', 'promiscuous', false)
    run.until(0.021)
    const seen = run.counter('x/eth0', 'rxFrames')
    run.until(0.05)
    expect(run.counter('x/eth0', 'rxFrames')).toBe(seen)
  })
})

describe('SR4: interrupt vectors', () => {
  it('run out before functions do: a queue pair takes one, the mailbox another', () => {
    const run = lab({ nic: 'model: intel-82599, vfs: 3', host: 'interruptVectors: 5,' }).until(0.001)
    expect(run.lab.vms[0].reasons).toEqual([])
    expect(run.lab.vms[1].reasons.map(({ code }) => code)).toEqual(['no-vector'])
    expect(run.lab.hosts[0].vectorsUsed).toBe(3)
  })
})
