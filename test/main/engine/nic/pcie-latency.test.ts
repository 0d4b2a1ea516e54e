// PCIe between a NIC and the memory of its host: what it adds to a frame alone, and what it does not take from many.
import { describe, expect, it } from 'vitest'
import { LabRun } from '../host/lab-run'

const WRITE = 300_000
const READ = 500_000
const FETCH = WRITE + 2 * READ

//   x on vf0, y on vf1 ---- s
const lab = (flow: string, isFree: boolean): LabRun =>
  new LabRun(`
costs: { pcie-read-latency: ${isFree ? 0 : READ}, pcie-write-latency: ${isFree ? 0 : WRITE}, timer-slack: 0 }
hosts:
  a:
    cpu: { cores: 8 }
    nics: { n0: { model: intel-82599, vfs: 2, moderation: 0us } }
vms:
  x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24 } } }
  y: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf1, ip: 10.0.0.2/24 } } }
stations:
  s: { ip: 10.0.0.9/24 }
  t: { ip: 10.0.0.8/24, cpu: { cores: 2 }, nic: { moderation: 0us } }
switches: { sw: { ports: 4 } }
links: [ { ends: [a/n0, sw/1] }, { ends: [s, sw/2] }, { ends: [t, sw/3] } ]
flows: { f: ${flow} }
`)

const datagrams = (from: string, to: string): string =>
  `{ from: ${from}, to: ${to}, type: udp, size: 100, rate: 1Mbps, start: 1ms }`

/** What PCIe adds to the way of a datagram, ps. */
function added(from: string, to: string): number {
  const [min, free] = [false, true].map((isFree) => {
    const run = lab(datagrams(from, to), isFree).until(0.05)
    expect(run.flow().lost).toBe(0)
    return run.lab.statistics[0].latency.min
  })
  return min - free
}

describe('PCIe between a NIC and its host', () => {
  it('PE1: a frame that finds its queue empty is fetched with a posted write and two reads', () => {
    expect(added('x/eth0', 's')).toBe(FETCH)
    expect(added('t', 's')).toBe(FETCH)
  })

  it('PE2: a frame that came in is seen one posted write later', () => {
    expect(added('s', 'x/eth0')).toBe(WRITE)
    expect(added('s', 't')).toBe(WRITE)
  })

  it('PE2: a frame from function to function takes both ways', () => {
    expect(added('x/eth0', 'y/eth0')).toBe(FETCH + WRITE)
  })

  it.each([
    ['x/eth0', 's'],
    ['s', 'x/eth0'],
    ['t', 's'],
  ])('PE3: takes nothing from the throughput and needs no events: %s to %s', (from, to) => {
    const flow = `{ from: ${from}, to: ${to}, type: udp, rate: 12Gbps }`
    const [run, free] = [false, true].map((isFree) => lab(flow, isFree).until(0.02))
    expect(run.goodput() / free.goodput()).toBeCloseTo(1, 2)
    expect(run.sim.events / free.sim.events).toBeLessThan(1.005)
  })
})
