// Cores that VMs have to themselves (rule C9 of the kernel's RULES.md), or are bound to (C10).
import { describe, expect, it } from 'vitest'
import { LabRun } from './lab-run'

const HIGH = 'latencySensitivity: high,'

describe('virtual CPUs that do not halt', () => {
  const ping = (vm: string, idle = 'shallow'): number => {
    const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 2, clock: 3GHz, idle: ${idle} }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms: { w: { host: a, ${vm} nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: { from: s, to: w/eth0, type: ping, interval: 1ms } }
`).until(0.02)
    return run.lab.statistics[0].latency.mean
  }

  it('answer without being woken, where each has a core', () => {
    const awake = ping('', 'off') - ping(HIGH, 'off')
    // 6 us of waking less 0.5 us in the monitor, and how the interrupts of the NIC fall
    expect(awake).toBeGreaterThan(5.4e6)
    expect(awake).toBeLessThan(6e6)
    expect(ping(`vcpus: 2, ${HIGH}`)).toBe(ping('vcpus: 2,'))
  })

  it('have cores that nobody else runs on, in whatever order the VMs come', () => {
    const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 4, clock: 3GHz }
    nics: { vmnic0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { net: {} } } }
vms:
  busy: { host: a, vcpus: 2, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } }
  quiet: { host: a, vcpus: 2, ${HIGH} nics: { eth0: { network: net, ip: 10.0.0.3/24 } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/vmnic0, s] } ]
flows: { f: { from: s, to: busy/eth0, type: udp, rate: 2Gbps, size: 200 } }
`)
    const [log] = run.sim.log.entries.filter(({ code }) => code === 'cores-reserved')
    expect([log.source, log.says]).toEqual(['quiet', 'a: cores 0, 1'])
    run.until(0.01)
    const { cpu, ledger } = run.lab.hosts[0]
    const background = (0.01 * 0.005 * 2) / 4
    const busy = [0, 1, 2, 3].map((core) => cpu.busyUntilNow(core) / 1e12 - background)
    // ARP requests to all reach the quiet VM too
    expect(busy[0] + busy[1]).toBeLessThan(1e-4)
    expect(busy[2] + busy[3]).toBeGreaterThan(0.01)
    expect(ledger.byVm[0]).toBeGreaterThan(0)
  })

  it('share and halt where the host has too few cores, and the log says so', () => {
    const run = new LabRun(`
hosts: { a: { cpu: { cores: 4 }, vswitches: { v: { portGroups: { net: {} } } } } }
vms:
  w: { host: a, vcpus: 2, ${HIGH} nics: { eth0: { network: net } } }
  x: { host: a, vcpus: 2, ${HIGH} nics: { eth0: { network: net } } }
`)
    const [log] = run.sim.log.entries.filter(({ code }) => code === 'cores-shared')
    expect([log.level, log.source]).toEqual(['warning', 'x'])
    expect(log.says).toBe('needs 2 of its own, a has 1 to give and must keep one for others')
    expect(run.lab.vms[1].vcpus.map(({ lane, world }) => [lane.idleStage >= 0, world.pinned])).toEqual([
      [true, -1],
      [true, -1],
    ])
  })

  it('give their cores back as the VM is stopped', () => {
    const run = new LabRun(`
hosts: { a: { cpu: { cores: 2 }, vswitches: { v: { portGroups: { net: {} } } } } }
vms:
  w: { host: a, ${HIGH} nics: { eth0: { network: net } } }
  x: { host: a, ${HIGH} nics: { eth0: { network: net } } }
`)
    const [w, x] = run.lab.vms
    expect([w, x].map(({ vcpus }) => vcpus[0].world.pinned)).toEqual([0, -1])
    for (const vm of [w, x]) {
      vm.powerOff()
      run.sim.settle()
    }
    x.powerOn()
    run.sim.settle()
    expect([w, x].map(({ vcpus }) => vcpus[0].world.pinned)).toEqual([-1, 0])
    expect(x.vcpus[0].lane.idleStage).toBe(-1)
  })

  it('get cores when others leave enough, in the order in which they came', () => {
    const run = new LabRun(`
hosts:
  a: { cpu: { cores: 4 }, vswitches: { v: { portGroups: { net: {} } } } }
  b: { cpu: { cores: 4 }, vswitches: { v: { portGroups: { net: {} } } } }
vms:
  w: { host: a, vcpus: 3, ${HIGH} nics: { eth0: { network: net } } }
  x: { host: a, vcpus: 2, ${HIGH} nics: { eth0: { network: net } } }
  y: { host: a, vcpus: 2, ${HIGH} nics: { eth0: { network: net } } }
  z: { host: a, vcpus: 1, ${HIGH} nics: { eth0: { network: net } } }
  n: { host: a, vcpus: 1, nics: { eth0: { network: net } } }
`)
    const { hosts, vms } = run.lab
    const [w, x, , , n] = vms
    const own = (): number[][] => vms.map(({ vcpus }) => vcpus.map(({ world }) => world.pinned))
    expect(own()).toEqual([[0, 1, 2], [-1, -1], [-1, -1], [-1], [-1]])
    n.powerOff()
    run.sim.settle()
    expect(own()[1]).toEqual([-1, -1])
    w.stun(() => {
      w.detach()
      w.attach(hosts[1])
      w.unstun()
    })
    run.sim.settle()
    expect(own().map((cores) => cores.filter((core) => core >= 0).length)).toEqual([3, 2, 0, 1, 0])
    expect(x.vcpus.map(({ lane }) => lane.idleStage)).toEqual([-1, -1])
    x.powerOff()
    run.sim.settle()
    const given = run.sim.log.entries.filter(({ code }) => code === 'cores-reserved').map(({ source }) => source)
    expect(given).toEqual(['w', 'x', 'z', 'w', 'y'])
  })

  it('leave their cores behind when the VM moves, and get others', () => {
    const run = new LabRun(`
hosts:
  a: { cpu: { cores: 2 }, vswitches: { v: { portGroups: { net: {} } } } }
  b: { cpu: { cores: 3 }, vswitches: { v: { portGroups: { net: {} } } } }
vms:
  w: { host: a, ${HIGH} nics: { eth0: { network: net } } }
  x: { host: b, ${HIGH} nics: { eth0: { network: net } } }
`)
    const { hosts, vms } = run.lab
    const [w] = vms
    expect(hosts.map(({ cpu }) => cpu.reservableCores)).toEqual([0, 1])
    w.stun(() => {
      w.detach()
      w.attach(hosts[1])
      w.unstun()
    })
    run.sim.settle()
    expect(w.vcpus[0].world.pinned).toBe(1)
    expect(hosts.map(({ cpu }) => cpu.reservableCores)).toEqual([1, 0])
  })

  it('leave C1 when an interrupt comes, which is a part of what waking a halted one takes', () => {
    const [awake, asleep] = ['off', 'shallow'].map((idle) => ping('', idle) - ping(HIGH, idle))
    // 4,500 cycles at 3 GHz, from the second ping on
    expect(awake - asleep).toBeGreaterThan(1.4e6)
    expect(awake - asleep).toBeLessThan(1.6e6)
  })
})

describe('VMs with an affinity', () => {
  const lab = (vm: string) =>
    new LabRun(`
hosts:
  a:
    cpu: { cores: 4, clock: 500MHz }
    nics: { n0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
  b: { cpu: { cores: 4 }, vswitches: { v: { portGroups: { net: {} } } } }
vms: { w: { host: a, vcpus: 2, ${vm} nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w/eth0, type: tcp, streams: 4 } }
`)

  it('have their vCPUs on those cores alone', () => {
    const bound = lab('affinity: [3],').until(0.05)
    const free = lab('').until(0.05)
    const coresOf = (run: LabRun) => run.lab.vms[0].vcpus.map(({ world }) => world.core)
    expect(coresOf(bound)).toEqual([3, 3])
    expect(new Set(coresOf(free)).size).toBe(2)
    expect(bound.goodput()).toBeLessThan(free.goodput())
  })

  it('get no cores to themselves, and nobody gets theirs', () => {
    const run = lab(`affinity: [0, 1], ${HIGH}`)
    const [log] = run.sim.log.entries.filter(({ code }) => code === 'cores-shared')
    expect(log.says).toBe('may run on cores 0, 1 alone, as others may')
    expect(run.lab.hosts.map(({ cpu }) => cpu.reservableCores)).toEqual([2, 3])
  })

  it('are not moved by VMotion', () => {
    const codes = (vm: string): string[] => {
      const [there] = lab(vm).lab.migration.destinations('w')
      return there.refusals.map(({ code }) => code)
    }
    expect(codes('affinity: [0, 1],')).toContain('cpu-affinity')
    expect(codes('')).not.toContain('cpu-affinity')
  })
})
