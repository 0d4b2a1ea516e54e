// TCP at random loss against the square-root formula, and how 16 flows share a link. The window grows by a segment a round trip
// however rarely the receiver acknowledges, so the formula is that for an acknowledgement a segment. Losses that fall independently
// make the mean window larger than the regular saw-tooth's: sqrt(3/2) = 1.22 becomes 1.31 (Ott, Kemperman and Mathis 1996).
import { atLeast, near, type Finding, type ValidationItem } from '../validation-item'
import { run, span } from '../run-document'

const MSS = 1460
const DELAY = 0.005
const RANDOM_LOSS = 1.31

const formula = (loss: number, roundTrip: number): number => (MSS * 8 * RANDOM_LOSS) / (roundTrip * Math.sqrt(loss))

function atLoss(loss: number, seconds: number): Finding {
  const result = run({
    duration: seconds,
    stations: {
      a: { ip: '10.0.0.1/24', offloads: { tso: false } },
      b: { ip: '10.0.0.2/24', offloads: { lro: false } },
    },
    links: [{ ends: ['a', 'b'], speed: '10Gbps', delay: DELAY, loss }],
    flows: { f: { from: 'a', to: 'b', type: 'tcp' } },
  })
  return {
    says: `loss ${loss * 100} %, round trip 10 ms: goodput`,
    unit: 'bit/s',
    ...near(formula(loss, 2 * DELAY), 0.1),
    measured: result.flows.f.goodput,
    basis: 'independent',
    because: 'the formula knows neither timeouts nor the segments that a small window needs to find a loss',
  }
}

export const tcpUnderLoss: ValidationItem = {
  id: 'tcp-loss',
  group: 'queueing',
  title: 'Goodput of one TCP connection at random loss',
  source: 'square-root formula, MSS/RTT · 1.31/√p for independent losses: Mathis et al., CCR 27(3) 1997, table 1',
  profile: 'none',
  measure: () => [atLoss(0.0001, 400), atLoss(0.001, 200), atLoss(0.01, 200)],
}

const FLOWS = 16

export const fairness: ValidationItem = {
  id: 'fairness',
  group: 'queueing',
  title: 'Sixteen TCP connections from sixteen machines, equally far, over one port of a switch at 1 Gb/s',
  source: "Jain's index (Σx)² / (n Σx²); drop-tail queue of 1,024 frames",
  profile: 'none',
  measure() {
    const ids = Array.from({ length: FLOWS }, (_, i) => i)
    const measured = span(
      {
        stations: Object.fromEntries([
          ...ids.map((i) => [`s${i}`, { ip: `10.0.0.${i + 1}/24` }]),
          ['sink', { ip: '10.0.0.100/24' }],
        ]),
        switches: { sw: { ports: FLOWS + 1 } },
        links: [
          { ends: ['sink', 'sw/1'], speed: '1Gbps' },
          ...ids.map((i) => ({
            ends: [`s${i}`, `sw/${i + 2}`] as [string, string],
            speed: '10Gbps',
            delay: '100us',
          })),
        ],
        flows: Object.fromEntries(
          ids.map((i) => [`f${i}`, { from: `s${i}`, to: 'sink', type: 'tcp' as const, start: `${i * 3}ms` }]),
        ),
      },
      5,
      25,
    )
    const rates = ids.map((i) => measured.goodput(`f${i}`))
    const sum = rates.reduce((a, b) => a + b, 0)
    const jain = sum ** 2 / (FLOWS * rates.reduce((a, b) => a + b * b, 0))
    return [
      { says: "Jain's index over 20 s", unit: 'ratio', ...atLeast(0.95), measured: jain, basis: 'independent' },
      { says: 'sum of the goodputs', unit: 'bit/s', ...near(949.28e6, 0.01), measured: sum, basis: 'arithmetic' },
    ]
  },
}
