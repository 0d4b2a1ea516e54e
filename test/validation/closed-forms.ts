// What can be computed with a pencil: the engine must agree. Each case names its formula; tolerances are its, not ours.
import { runYaml } from '../helper/run-model'

export interface ValidationCase {
  id: string
  says: string
  /** Where the expected value comes from. */
  source: string
  unit: string
  expected: number
  /** Largest relative deviation; 0: exact. */
  tolerance: number
  measure: () => number
}

const PAIR = `
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
`

const MTU_PAIR = (mtu: number): string => `
stations: { a: { ip: 10.0.0.1/24, mtu: ${mtu} }, b: { ip: 10.0.0.2/24, mtu: ${mtu} } }
`

/** Bytes of a packet on the wire that are not IP: header 14, check sequence 4, preamble 8, gap 12. */
const WIRE = 38

function tcpGoodput(speedGbps: number, mtu: number, timestamps: boolean): ValidationCase {
  const payload = mtu - 40 - (timestamps ? 12 : 0)
  const expected = speedGbps * 1e9 * (payload / (mtu + WIRE))
  return {
    id: `tcp-${speedGbps}g-mtu${mtu}${timestamps ? '-timestamps' : ''}`,
    says: `TCP goodput of one connection on ${speedGbps} GbE, MTU ${mtu}${timestamps ? ', timestamps' : ''}`,
    source: `${payload} of ${mtu + WIRE} bytes on the wire are payload`,
    unit: 'bit/s',
    expected,
    tolerance: 0.005,
    measure: () =>
      runYaml(`
duration: 400ms
${MTU_PAIR(mtu)}
links: [ { ends: [a, b], speed: ${speedGbps}Gbps, delay: 500ns } ]
flows: { f: { from: a, to: b, type: tcp, timestamps: ${timestamps}, start: 1ms } }
`).result.flows.f.goodput,
  }
}

function udpLineRate(speedGbps: number, payload: number, ms: number): ValidationCase {
  const frame = Math.max(64, payload + 28 + 18) + 20
  const gap = Math.ceil((frame * 8e12) / (speedGbps * 1e9))
  const start = 1e9
  const delay = 500_000
  // ARP first: request and reply of 64 bytes each
  const resolved = start + 2 * (Math.ceil((84 * 8e12) / (speedGbps * 1e9)) + delay)
  const end = start + ms * 1e9
  // five per cent more datagrams than the line takes
  const rate = Math.ceil((1.05 * payload * speedGbps * 1e9) / frame)
  return {
    id: `udp-${speedGbps}g-${payload}`,
    says: `UDP above line rate on ${speedGbps} GbE, ${payload} bytes: datagrams delivered in ${ms} ms`,
    source: `one frame of ${frame} bytes every ${gap} ps, the first after address resolution`,
    unit: 'datagrams',
    expected: Math.floor((end - resolved - delay) / gap),
    tolerance: 0,
    measure: () =>
      runYaml(`
duration: ${1 + ms}ms
${PAIR}
links: [ { ends: [a, b], speed: ${speedGbps}Gbps, delay: 500ns } ]
flows: { f: { from: a, to: b, type: udp, rate: ${rate}, size: ${payload}, start: 1ms } }
`).result.flows.f.bytes / payload,
  }
}

function udpCount(rateMbps: number): ValidationCase {
  const gapPs = (1472 * 8e12) / (rateMbps * 1e6)
  return {
    id: `udp-count-${rateMbps}`,
    says: `UDP at ${rateMbps} Mbps below line rate: datagrams sent in 100 ms`,
    source: 'one datagram of 1472 bytes every 1472·8/rate seconds, the first at the start',
    unit: 'datagrams',
    expected: Math.ceil(100e9 / gapPs),
    tolerance: 0,
    measure: () => {
      const { flows } = runYaml(`
duration: 200ms
${PAIR}
links: [ { ends: [a, b], speed: 10Gbps } ]
flows: { f: { from: a, to: b, type: udp, rate: ${rateMbps}Mbps, start: 10ms, stop: 110ms } }
`).result
      return flows.f.forward.delivered
    },
  }
}

function pingRoundTrip(switches: number): ValidationCase {
  // 56 bytes of payload: 102 bytes with headers, 122 on the wire at 0.8 ns a byte
  const hop = 97_600 + 500_000
  const hops = switches + 1
  const names = Array.from({ length: switches }, (_, i) => `s${i}`)
  const chain = ['a', ...names, 'b']
  const links = chain.slice(1).map((to, i) => {
    const left = i === 0 ? 'a' : `${chain[i]}/2`
    return `{ ends: [${left}, ${to === 'b' ? 'b' : `${to}/1`}], speed: 10Gbps, delay: 500ns }`
  })
  return {
    id: `ping-${switches}-switches`,
    says: `Round trip of a ping over ${switches} switches, no CPU costs`,
    source: `2 · ${hops} · (122 B · 0.8 ns/B + 500 ns)`,
    unit: 's',
    expected: (2 * hops * hop) / 1e12,
    tolerance: 0,
    measure: () => {
      const { result } = runYaml(`
duration: 2s
${PAIR}
switches: { ${names.map((name) => `${name}: { ports: 4 }`).join(', ')} }
links: [ ${links.join(', ')} ]
flows: { warm: { from: a, to: b, type: ping, stop: 50ms }, f: { from: a, to: b, type: ping, interval: 100ms, start: 100ms } }
`)
      const { latency } = result.flows.f
      return latency!.min === latency!.max ? latency!.min : NaN
    },
  }
}

function poissonMean(): ValidationCase {
  return {
    id: 'udp-poisson',
    says: 'UDP as a Poisson process: datagrams in a second at a mean of 50,000 a second',
    source: 'mean λt = 50,000; five standard deviations of √50,000',
    unit: 'datagrams',
    expected: 50_000,
    tolerance: (5 * Math.sqrt(50_000)) / 50_000,
    measure: () =>
      runYaml(`
duration: 1100ms
${PAIR}
links: [ { ends: [a, b], speed: 10Gbps } ]
flows: { f: { from: a, to: b, type: udp, arrival: poisson, size: 100, rate: 40Mbps, start: 50ms, stop: 1050ms } }
`).result.flows.f.forward.delivered,
  }
}

/** Mean time in an M/D/1 system: λ = 0.7 of the line. */
function queueingDelay(): ValidationCase {
  // 1230.4 ns of service, load 0.7: wait = ρ/(2(1−ρ)) · service; the receiver is one propagation delay away
  const service = 1230.4e-9
  const load = 0.7
  return {
    id: 'md1-wait',
    says: 'Mean latency of Poisson datagrams at a load of 0.7: an M/D/1 queue',
    source: 'Pollaczek–Khinchine: service · (1 + ρ / (2 (1 − ρ))) + 500 ns',
    unit: 's',
    expected: service * (1 + load / (2 * (1 - load))) + 500e-9,
    tolerance: 0.02,
    measure: () =>
      runYaml(`
duration: 1s
${PAIR}
links: [ { ends: [a, b], speed: 10Gbps, delay: 500ns } ]
flows:
  warm: { from: a, to: b, type: ping, stop: 1ms }
  f: { from: a, to: b, type: udp, arrival: poisson, size: 1472, rate: ${(load * 1e10 * 1472) / 1538}, start: 10ms }
`).result.flows.f.latency!.mean,
  }
}

export const CLOSED_FORMS: readonly ValidationCase[] = [
  tcpGoodput(1, 1500, false),
  tcpGoodput(1, 1500, true),
  tcpGoodput(1, 9000, false),
  tcpGoodput(10, 1500, false),
  tcpGoodput(10, 1500, true),
  tcpGoodput(10, 9000, false),
  udpLineRate(1, 1472, 100),
  udpLineRate(10, 1472, 20),
  udpLineRate(10, 18, 5),
  udpLineRate(100, 18, 1),
  udpCount(100),
  udpCount(2500),
  pingRoundTrip(0),
  pingRoundTrip(1),
  pingRoundTrip(3),
  poissonMean(),
  queueingDelay(),
]
