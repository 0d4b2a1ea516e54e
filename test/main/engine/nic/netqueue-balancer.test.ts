import { describe, expect, it } from 'vitest'
import { DST, VLAN } from '../../../../src-main/engine/kernel/frame-store'
import { LabRun } from '../host/lab-run'

const VMS = 4
const range = Array.from({ length: VMS }, (_, i) => i)

const lab = (nic: string, flows: string, groups = '{ net: {} }', vm = ''): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 16, clock: 3GHz }
    nics: { n0: { model: intel-82599, ${nic} } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: ${groups} } }
vms:
${range.map((i) => `  w${i}: { host: a, vcpus: 2, nics: { eth0: { network: net, ip: 10.0.0.${i + 1}/24${vm} } } }`).join('\n')}
switches: { t: { ports: 8 } }
stations: { ${range.map((i) => `s${i}: { ip: 10.0.0.${i + 100}/24 }`).join(', ')} }
links:
  - { ends: [a/n0, t/1] }
${range.map((i) => `  - { ends: [s${i}, t/${i + 2}] }`).join('\n')}
flows: { ${flows} }
`)

const flow = (i: number, rate: string, more = ''): string =>
  `f${i}: { from: s${i}, to: w${i}, type: udp, rate: ${rate}, size: 18${more} }`

const frames = (run: LabRun, queue: number): number => run.counter(`a/n0/rx${queue}`, 'rxFrames')

describe('NetQueue scales with its queues', () => {
  it('q queues receive 0.85 × q of one or more, up to the offered rate', () => {
    const received = (queues: number): number => {
      const run = lab(`netqueue: ${queues}`, range.map((i) => flow(i, '200Mbps')).join(', ')).until(0.005)
      return range.reduce((sum, i) => sum + run.counter(`w${i}/eth0`, 'rxFrames'), 0)
    }
    const one = received(1)
    expect(received(2)).toBeGreaterThan(0.85 * 2 * one)
    expect(received(4)).toBeGreaterThan(0.85 * 4 * one)
  })
})

describe('NQ1: the balancer', () => {
  const busyAndIdle = [flow(0, '100Mbps'), flow(1, '90Mbps'), flow(2, '20kbps'), flow(3, '100Mbps, stop: 9ms')]

  it('begins on the default queue and gives busy vNICs queues of their own after a period', () => {
    const run = lab('netqueue: 4, balancer: 2ms', busyAndIdle.join(', ')).until(0.0019)
    expect(range.map((i) => frames(run, i + 1))).toEqual([0, 0, 0, 0])
    run.until(0.005)
    expect(range.filter((i) => frames(run, i + 1) > 0)).toHaveLength(3)
    expect(run.counter('a/n0', 'filterMoves')).toBe(3)
    expect(run.codes().filter((code) => code === 'filter-moved')).toHaveLength(3)
  })

  it('puts a vNIC that has become idle back on the default queue', () => {
    const run = lab('netqueue: 4, balancer: 2ms', busyAndIdle.join(', ')).until(0.014)
    expect(run.counter('a/n0', 'filterMoves')).toBe(4)
    const last = run.sim.log.entries.filter((entry) => entry.code === 'filter-moved').at(-1)!
    expect(last.says).toMatch(/^w3\/eth0 .* rx0$/)
  })

  it('lets the busiest have a queue alone where there are too few, and then leaves the order as it is', () => {
    const run = lab('netqueue: 2, balancer: 2ms', [flow(0, '100Mbps'), flow(1, '40Mbps'), flow(2, '40Mbps')].join(', '))
    run.until(0.011)
    expect(run.counter('a/n0', 'filterMoves')).toBe(3)
    expect(frames(run, 1)).toBeCloseTo((100 / 144) * 1000 * 9, -3)
    expect(frames(run, 2)).toBeCloseTo((80 / 144) * 1000 * 9, -3)
  })

  it('gives a vNIC that asks for RSS as many queues as it asks for', () => {
    const many = Array.from({ length: 8 }, (_, n) => `g${n}: { from: s0, to: w0, type: udp, rate: 20Mbps, size: 18 }`)
    const run = lab('netqueue: 4, balancer: 2ms', many.join(', '), '{ net: {} }', ', rss: 2').until(0.005)
    expect(range.filter((i) => frames(run, i + 1) > 0)).toHaveLength(2)
  })
})

describe('NQ2: a filter is an address in a VLAN', () => {
  it('frames of another VLAN come in on the default queue', () => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599, netqueue: 2 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: { vlan: 10 } } } }
vms: { w: { host: a, nics: { eth0: { network: net, mac: "02:00:00:00:00:01", ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24, vlan: 10 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w, type: udp, rate: 10Mbps } }
`).until(0.01)
    const [pf] = run.lab.hosts[0].nics
    const d = new Float64Array(64)
    const queue = (vlan: number): string => {
      d[DST] = 0x020000000001
      d[VLAN] = vlan
      return pf.filter.queueFor(d, 0).name
    }
    expect(run.counter('a/n0/rx1', 'rxFrames')).toBeGreaterThan(5)
    expect([queue(10), queue(20), queue(0)]).toEqual(['rx1', 'rx0', 'rx0'])
    run.set('a/v0/net', 'vlan', 20)
    expect([queue(10), queue(20)]).toEqual(['rx0', 'rx1'])
  })
})
