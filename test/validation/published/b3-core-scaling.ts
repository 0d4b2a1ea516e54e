// What cores receive and pass on, 64-byte datagrams over one queue each: a native machine that drops after its driver, or routes.
// The machine has one port of 100 Gb/s where the source has two: at these rates neither is ever full. Dropping is measured as
// what happens to a packet for another subnet on a machine that does not route: driver and buffer, and nothing behind them.
import { near, type ValidationItem } from '../validation-item'
import { span, type Document } from '../run-document'

const CORES = 6
/** Payload of a datagram in a frame of 64 bytes. */
const SIZE = 18
/** Enough connections for a hash to spread evenly. */
const FLOWS = 96
const FORWARD = [1.74, 3.37, 4.98, 6.49, 7.85, 9.29]
const DROP = [5.05, 10.23, 15.1, 20.08, 25.0, 29.44]
/** Offered load of one core in frames a second, and the share of its time that stays idle. */
const IDLE: readonly [number, number][] = [
  [0.25e6, 0.79],
  [0.5e6, 0.698],
  [1e6, 0.574],
  [2e6, 0.404],
  [3e6, 0.292],
]

function lab(cores: number, forwarding: boolean, framesPerSecond: number): Document {
  return {
    profile: 'modern',
    stations: {
      sender: { ip: '10.0.1.2/24', gateway: '10.0.1.1' },
      machine: { ip: '10.0.1.1/16', cpu: { cores, clock: '3.7GHz' }, nic: { rss: cores }, forwarding },
      sink: { ip: '10.0.2.2/24', gateway: '10.0.2.1' },
    },
    switches: { wire: { ports: 3 } },
    links: [
      { ends: ['sender', 'wire/1'], speed: '100Gbps' },
      { ends: ['machine', 'wire/2'], speed: '100Gbps' },
      { ends: ['sink', 'wire/3'], speed: '100Gbps' },
    ],
    flows: Object.fromEntries(
      Array.from({ length: FLOWS }, (_, i) => [
        `f${i}`,
        {
          from: 'sender',
          to: 'sink',
          type: 'udp' as const,
          size: SIZE,
          rate: (framesPerSecond * SIZE * 8) / FLOWS,
          // one after the other: the sum is as even as each is
          start: i / framesPerSecond,
        },
      ]),
    ),
  }
}

const FROM = 0.001
const TO = 0.002

function forwarded(cores: number): number {
  const run = span(lab(cores, true, cores * 3e6), FROM, TO)
  return run.counter('machine', 'txFrames') / run.seconds
}

function dropped(cores: number): number {
  const run = span(lab(cores, false, cores * 8e6), FROM, TO)
  const missed = (result: typeof run.after) => result.counters.machine.drops['no-buffer'] ?? 0
  return (run.counter('machine', 'rxFrames') - (missed(run.after) - missed(run.before))) / run.seconds
}

function busyShare(framesPerSecond: number): number {
  const run = span(lab(1, false, framesPerSecond), FROM, 0.006)
  return run.cycles('machine') / (3.7e9 * run.seconds)
}

const NO_CONTENTION =
  'cores share nothing in the model that frames of 64 bytes would fill: no cache of the headers, no memory controller, no lock of a transmit queue; what is shared behind the driver matters, since dropping loses 2.8 % in the source and routing 11 %'

export const b3: ValidationItem = {
  id: 'B3',
  group: 'published',
  title: 'Cores that drop or route 64-byte datagrams, one receive queue each',
  source: 'Høiland-Jørgensen et al., The eXpress Data Path, CoNEXT 2018, raw data',
  profile: 'modern',
  measure() {
    const routed = FORWARD.map((_, i) => forwarded(i + 1))
    const lost = DROP.map((_, i) => dropped(i + 1))
    const busy = IDLE.map(([rate]) => busyShare(rate))
    const perPacket = (i: number): number => busy[i] / IDLE[i][0]
    const published = (1 - IDLE[0][1]) / IDLE[0][0] / ((1 - IDLE[4][1]) / IDLE[4][0])
    const speedUp = (says: string, expected: readonly number[], measured: readonly number[]) => ({
      says: `${says}, ${CORES} cores to one`,
      unit: 'ratio' as const,
      ...near(expected[CORES - 1] / expected[0], 0.05),
      measured: measured[CORES - 1] / measured[0],
      basis: 'independent' as const,
      because: NO_CONTENTION,
    })
    const absolute = (says: string, expected: readonly number[], measured: readonly number[], because?: string) =>
      expected.map((rate, i) => ({
        says: `${says}, ${i + 1} core${i === 0 ? '' : 's'}`,
        unit: 'frames/s' as const,
        ...near(rate * 1e6, 0.25),
        measured: measured[i],
        basis: 'fitted' as const,
        because,
      }))
    return [
      speedUp('routed', FORWARD, routed),
      speedUp('dropped behind the driver', DROP, lost),
      ...absolute('routed', FORWARD, routed, NO_CONTENTION),
      ...absolute('dropped behind the driver', DROP, lost),
      {
        says: 'cycles a packet, 0.25 to 3 million a second',
        unit: 'ratio',
        ...near(published, 0.4),
        measured: perPacket(0) / perPacket(4),
        basis: 'independent',
      },
      ...IDLE.map(([rate, idle], i) => ({
        says: `idle at ${rate / 1e6} million packets a second`,
        unit: 'ratio' as const,
        ...near(idle, 0.25),
        measured: 1 - busy[i],
        basis: 'fitted' as const,
      })),
    ]
  },
}
