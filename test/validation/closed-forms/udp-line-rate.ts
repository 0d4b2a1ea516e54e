// How many datagrams a saturated link delivers, and how many leave below saturation: counted, not measured, so exact.
import { near, type Finding, type ValidationItem } from '../validation-item'
import { run } from '../run-document'

const PAIR = { a: { ip: '10.0.0.1/24' }, b: { ip: '10.0.0.2/24' } }

function aboveLineRate(gbps: number, payload: number, ms: number): Finding {
  const bps = gbps * 1e9
  const frame = Math.max(64, payload + 28 + 18) + 20
  const gap = Math.ceil((frame * 8e12) / bps)
  const delay = 500_000
  // ARP comes first: request and reply of 64 bytes each
  const resolved = 1e9 + 2 * (Math.ceil((84 * 8e12) / bps) + delay)
  const end = 1e9 + ms * 1e9
  const result = run({
    duration: `${1 + ms}ms`,
    stations: PAIR,
    links: [{ ends: ['a', 'b'], speed: bps, delay: '500ns' }],
    // five per cent more than the line takes
    flows: {
      f: {
        from: 'a',
        to: 'b',
        type: 'udp',
        rate: Math.ceil((1.05 * payload * bps) / frame),
        size: payload,
        start: '1ms',
      },
    },
  })
  return {
    says: `${gbps} GbE, ${payload} bytes, ${ms} ms above line rate`,
    unit: 'frames',
    ...near(Math.floor((end - resolved - delay) / gap), 0),
    measured: result.flows.f.bytes / payload,
    basis: 'arithmetic',
  }
}

function below(mbps: number): Finding {
  const result = run({
    duration: '200ms',
    stations: PAIR,
    links: [{ ends: ['a', 'b'], speed: '10Gbps' }],
    flows: { f: { from: 'a', to: 'b', type: 'udp', rate: `${mbps}Mbps`, start: '10ms', stop: '110ms' } },
  })
  return {
    says: `${mbps} Mb/s for 100 ms, below line rate`,
    unit: 'frames',
    ...near(Math.ceil(100e9 / ((1472 * 8e12) / (mbps * 1e6))), 0),
    measured: result.flows.f.forward.delivered,
    basis: 'arithmetic',
  }
}

export const udpLineRate: ValidationItem = {
  id: 'udp-line-rate',
  group: 'closed-form',
  title: 'Datagrams delivered by a saturated link, and by one that is not',
  source: 'arithmetic: one frame with its 38 bytes around IP after the other, the first behind address resolution',
  profile: 'none',
  measure: () => [
    aboveLineRate(1, 1472, 100),
    aboveLineRate(10, 1472, 20),
    aboveLineRate(10, 18, 5),
    aboveLineRate(100, 18, 1),
    below(100),
    below(2500),
  ],
}
