// The round trip of a ping between machines without a CPU, over store-and-forward switches: to the picosecond.
import { near, type Finding, type ValidationItem } from '../validation-item'
import { run } from '../run-document'

/** 56 bytes of payload are 102 with their headers and 122 on the wire, at 0.8 ns each, and 500 ns of cable. */
const HOP = 97_600 + 500_000

function over(count: number): Finding {
  const names = Array.from({ length: count }, (_, i) => `s${i}`)
  const chain = ['a', ...names, 'b']
  const links = chain.slice(1).map((to, i): { ends: [string, string]; speed: string; delay: string } => ({
    ends: [i === 0 ? 'a' : `${chain[i]}/2`, to === 'b' ? 'b' : `${to}/1`],
    speed: '10Gbps',
    delay: '500ns',
  }))
  const result = run({
    duration: '2s',
    stations: { a: { ip: '10.0.0.1/24' }, b: { ip: '10.0.0.2/24' } },
    switches: Object.fromEntries(names.map((name) => [name, { ports: 4 }])),
    links,
    flows: {
      warm: { from: 'a', to: 'b', type: 'ping', stop: '50ms' },
      f: { from: 'a', to: 'b', type: 'ping', interval: '100ms', start: '100ms' },
    },
  })
  const latency = result.flows.f.latency!
  return {
    says: `over ${count} switches`,
    unit: 's',
    ...near((2 * (count + 1) * HOP) / 1e12, 0),
    // all of them, not the mean
    measured: latency.min === latency.max ? latency.min : NaN,
    basis: 'arithmetic',
  }
}

export const pingRoundTrip: ValidationItem = {
  id: 'ping',
  group: 'closed-form',
  title: 'Round trip of a ping on 10 GbE, no CPU costs',
  source: 'arithmetic: 2 × links × (122 B × 0.8 ns/B + 500 ns)',
  profile: 'none',
  measure: () => [over(0), over(1), over(3)],
}
