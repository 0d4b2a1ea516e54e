import { describe, expect, it } from 'vitest'
import { hashAddresses, hashEndpoints, Rss } from '../../../../src-main/engine/nic/rss'
import { parseIp } from '../../../../src-shared/lab/addresses'
import { LabRun } from '../host/lab-run'

const ip = (text: string): number => parseIp(`${text}/32`)!.address

/** Destination, source, and the hashes with ports and of the addresses alone, as Microsoft publishes them. */
const VECTORS = [
  ['161.142.100.80:1766', '66.9.149.187:2794', 0x51ccc178, 0x323e8fc2],
  ['65.69.140.83:4739', '199.92.111.2:14230', 0xc626b0ea, 0xd718262a],
  ['12.22.207.184:38024', '24.19.198.95:12898', 0x5c2b394a, 0xd2d0a5de],
  ['209.142.163.6:2217', '38.27.205.30:48228', 0xafc7327f, 0x82989176],
  ['202.188.127.2:1303', '153.39.163.191:44251', 0x10e828a2, 0x5d1809c5],
] as const

describe('RSS1: the Toeplitz hash with the standard key', () => {
  it.each(VECTORS)('%s from %s', (to, from, withPorts, addresses) => {
    const [[toIp, toPort], [fromIp, fromPort]] = [to, from].map((end) => end.split(':'))
    expect(hashEndpoints(ip(fromIp), ip(toIp), Number(fromPort), Number(toPort))).toBe(withPorts)
    expect(hashAddresses(ip(fromIp), ip(toIp))).toBe(addresses)
  })
})

describe('RSS2: the low seven bits of the hash choose one of 128 entries, which name the queues in turn', () => {
  it('counts through the queues', () => {
    const rss = new Rss(3)
    expect([0, 1, 2, 3, 127, 128].map((hash) => rss.queueOfHash(hash))).toEqual([0, 1, 2, 0, 1, 0])
  })
})

const STREAMS = 8
const streams = Array.from({ length: STREAMS }, (_, i) => i)

/** Eight senders of small frames, a host with fast guests: its receive queues are what is measured. */
const host = (nic: string, vnic: string, vms: number, sent = '150Mbps'): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 24, clock: 3GHz }
    nics: { n0: { model: intel-82599, ${nic} } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms:
${Array.from({ length: vms }, (_, i) => `  w${i}: { host: a, vcpus: 8, nics: { eth0: { network: net, ip: 10.0.0.${i + 1}/24${vnic} } } }`).join('\n')}
switches: { t: { ports: 16 } }
stations: { ${streams.map((i) => `s${i}: { ip: 10.0.0.${i + 100}/24 }`).join(', ')} }
links:
  - { ends: [a/n0, t/1] }
${streams.map((i) => `  - { ends: [s${i}, t/${i + 2}] }`).join('\n')}
flows:
${streams.map((i) => `  f${i}: { from: s${i}, to: w${i % vms}/eth0, type: udp, rate: ${sent}, size: 18, start: 1ms }`).join('\n')}
`)

const received = (run: LabRun): number => streams.reduce((sum, i) => sum + run.flow(i).delivered, 0)
const reordered = (run: LabRun): number => run.lab.statistics.reduce((sum, flow) => sum + flow.reordered, 0)

describe('RSS3: frames for one VM', () => {
  it('gain nothing from queues that filters choose, and twice as much or more from RSS over four of them', () => {
    const one = received(host('netqueue: 1', '', 1).until(0.005))
    const filtered = received(host('netqueue: 8', '', 1).until(0.005))
    const run = host('netqueue: 8', ', rss: 4', 1).until(0.005)
    expect(filtered / one).toBeLessThan(1.05)
    expect(received(run) / one).toBeGreaterThan(2)
    expect(reordered(run)).toBe(0)
    const used = streams.filter((i) => run.counter(`a/n0/rx${i + 1}`, 'rxFrames') > 100)
    expect(used.length).toBe(4)
  })

  it('spread over the default queue where the port has no filters', () => {
    const one = received(host('rss: 1', ', rss: 8', 1).until(0.005))
    const four = host('rss: 4', ', rss: 8', 1).until(0.005)
    expect(received(four) / one).toBeGreaterThan(2)
    expect(reordered(four)).toBe(0)
  })
})

describe('RSS4: a flow keeps one queue', () => {
  it('so that one flow keeps one core busy and stays in order', () => {
    const run = new LabRun(`
hosts:
  a:
    cpu: { cores: 8, clock: 3GHz }
    nics: { n0: { model: intel-82599, rss: 8 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { w: { host: a, vcpus: 4, nics: { eth0: { network: net, ip: 10.0.0.1/24, rss: 4 } } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w, type: udp, rate: 300Mbps, size: 18, start: 1ms } }
`).until(0.004)
    const counts = streams.map((i) => run.counter(`a/n0/rx${i}`, 'rxFrames'))
    // address resolution goes by the first entry of the table
    expect(counts.filter((frames) => frames > 2)).toHaveLength(1)
    expect(run.drops('a/n0', 'no-buffer')).toBeGreaterThan(0)
    expect(run.lab.statistics[0].reordered).toBe(0)
  })
})

describe('RSS5: a queue has an interrupt and a core', () => {
  it('two queues on one core receive what one does, and frames are lost again', () => {
    const spread = host('rss: 2, affinity: [0, 1]', ', rss: 8', 1, '40Mbps').until(0.005)
    const pinned = host('rss: 2, affinity: [0, 0]', ', rss: 8', 1, '40Mbps').until(0.005)
    expect(received(pinned) / received(spread)).toBeLessThan(0.7)
    expect(spread.drops('a/n0', 'no-buffer')).toBe(0)
    expect(pinned.counter('a/n0/rx1', 'lostFrames')).toBeGreaterThan(0)
  })

  it('a native machine spreads over its cores', () => {
    const native = (rss: number): number => {
      const run = new LabRun(`
stations: { r: { ip: 10.0.0.1/24, cpu: { cores: 4, clock: 3GHz }, nic: { rss: ${rss} } }, s: { ip: 10.0.0.9/24 } }
links: [ { ends: [r, s] } ]
flows:
${streams.map((i) => `  f${i}: { from: s, to: r, type: udp, rate: 100Mbps, size: 18, start: 1ms }`).join('\n')}
`).until(0.003)
      return received(run)
    }
    expect(native(4) / native(1)).toBeGreaterThan(2.5)
  })
})
