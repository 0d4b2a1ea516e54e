// Poisson datagrams into a link: what they wait. Twice over: against Lindley's recursion over the very same arrivals and sizes,
// which the queue must follow exactly, and against queueing theory, from which the mean of a finite run differs by chance.
// Equal sizes make the link an M/D/1 server, exponential ones an M/M/1 server. Theory is asked at the load that the run really
// offered: at 95 %, a load that is off by 0.03 % (as a count of ten million arrivals is) moves the mean by 0.6 %.
import { RandomStream } from '../../../src-main/engine/kernel/random-stream'
import { near, type Finding, type ValidationItem } from '../validation-item'
import { open } from '../run-document'

const BPS = 10e9
const LOADS = [0.5, 0.8, 0.95]
/** Datagrams for each load: the nearer to saturation, the longer the queue remembers. */
const EQUAL_COUNTS = [400_000, 1_500_000, 8_000_000]
const EXPONENTIAL_COUNTS = [1_500_000, 4_000_000, 20_000_000]
const SEED = 1
const START = 0.01
/** Header, check sequence, preamble and gap of a datagram on the wire. */
const AROUND = 66
const SHORTEST = 84

interface Queue {
  load: number
  wait: number
  /** The mean wait by Lindley's recursion. */
  recursion: number
}

interface Sizes {
  mtu: number
  /** Payload, bytes. */
  mean: number
  exponential: boolean
}

function measure(load: number, count: number, sizes: Sizes): Queue {
  const { mtu, mean, exponential } = sizes
  const service = ((mean + AROUND) * 8) / BPS
  const stop = START + (count * service) / load
  const rate = (mean * 8 * load) / service
  const simulation = open({
    seed: SEED,
    // all arrive before the end
    duration: stop + 0.01,
    stations: { a: { ip: '10.0.0.1/24', mtu }, b: { ip: '10.0.0.2/24', mtu } },
    links: [{ ends: ['a', 'b'], speed: BPS, delay: '500ns' }],
    flows: {
      warm: { from: 'a', to: 'b', type: 'ping', stop: '1ms' },
      f: {
        from: 'a',
        to: 'b',
        type: 'udp',
        arrival: 'poisson',
        size: mean,
        rate,
        start: START,
        stop,
        ...(exponential ? { sizes: 'exponential' as const } : {}),
      },
    },
  })
  simulation.run(simulation.endPs)
  const { flows, counters } = simulation.result()
  const { latency, forward } = flows.f
  // counters leave out the check sequence, preamble and gap: 24 bytes a frame
  const meanService = ((counters.a.counters.txBytes / forward.sent + 24) * 8) / BPS
  const recursion = lindley(forward.sent, (mean * 8e12) / rate, sizes)
  return {
    load: (forward.sent * meanService) / (stop - START),
    wait: latency!.mean - recursion.service - 500e-9,
    recursion: recursion.wait,
  }
}

/** Means in seconds over `count` datagrams, drawn from the streams of the flow: W' = max(0, W + S − T). */
function lindley(count: number, meanGap: number, { mtu, mean, exponential }: Sizes): { wait: number; service: number } {
  const arrivals = new RandomStream(SEED, 'flows/f/arrivals')
  const lengths = new RandomStream(SEED, 'flows/f/sizes')
  const longest = mtu - 28 + AROUND
  const psPerByte = 8e12 / BPS
  let wait = 0
  let waits = 0
  let services = 0
  for (let i = 0; i < count; i++) {
    const drawn = exponential ? Math.round(lengths.exponential(mean + AROUND)) : mean + AROUND
    const service = Math.min(longest, Math.max(SHORTEST, drawn)) * psPerByte
    waits += wait
    services += service
    wait = Math.max(0, wait + service - Math.round(arrivals.exponential(meanGap)))
  }
  return { wait: waits / count / 1e12, service: services / count / 1e12 }
}

function findings(model: string, load: number, queue: Queue, theory: number): Finding[] {
  return [
    {
      says: `${model}, load ${load}: mean wait by theory (load offered ${queue.load.toFixed(4)})`,
      unit: 's',
      ...near(theory, 0.01),
      measured: queue.wait,
      basis: 'arithmetic',
      because: 'the mean of a finite run varies; the longer the run, the nearer it comes',
    },
    {
      says: `${model}, load ${load}: mean wait by recursion`,
      unit: 's',
      // sums of ten million numbers are added up in another order
      ...near(queue.recursion, 1e-9),
      measured: queue.wait,
      basis: 'arithmetic',
    },
  ]
}

/** M/D/1 at one load, for the quick tests too. */
export function equalSizes(index: number, count = EQUAL_COUNTS[index]): Finding[] {
  const mean = 1472
  const service = ((mean + AROUND) * 8) / BPS
  const queue = measure(LOADS[index], count, { mtu: 1500, mean, exponential: false })
  return findings('M/D/1', LOADS[index], queue, (service * queue.load) / (2 * (1 - queue.load)))
}

function exponentialSizes(index: number): Finding[] {
  // a large mean and a large MTU: the shortest frame and the longest cut off next to nothing of the distribution
  const mean = 1534
  const service = ((mean + AROUND) * 8) / BPS
  const queue = measure(LOADS[index], EXPONENTIAL_COUNTS[index], { mtu: 16_000, mean, exponential: true })
  return findings('M/M/1', LOADS[index], queue, (service * queue.load) / (1 - queue.load))
}

export const poissonEqual: ValidationItem = {
  id: 'M/D/1',
  group: 'queueing',
  title: 'Poisson datagrams of one size on a 10 Gb/s link',
  source: 'Pollaczek–Khinchine: wait = service · ρ / (2 (1 − ρ))',
  profile: 'none',
  measure: () => LOADS.flatMap((_, index) => equalSizes(index)),
}

export const poissonExponential: ValidationItem = {
  id: 'M/M/1',
  group: 'queueing',
  title: 'Poisson datagrams of exponential sizes on a 10 Gb/s link',
  source: 'wait = service · ρ / (1 − ρ); the frame on the wire is exponential, from 84 to 16,038 bytes',
  profile: 'none',
  measure: () => LOADS.flatMap((_, index) => exponentialSizes(index)),
}
