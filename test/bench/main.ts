// `npm run bench [-- --runs=N] [-- --quick] [-- --only=WORD] [-- --ns3=FOLDER]`: how fast the engine is, and beside it ns-3 on
// the same topologies where it is installed, or in FOLDER (or IOV_LAB_NS3), the `build` folder of one that was built for speed.
// Medians of N runs, engine and peer in turn, and of how they compare in each turn. Compare only figures of one run: machines
// differ, and so do their days.
import { cpus } from 'node:os'
import { chainLab, scaleLab } from './bench-labs'
import { frameRate, heapGrowth, type FrameRate } from './frame-rate'
import { holdModel } from './hold-model'
import { Ns3Peer, type PeerRate } from './ns3-peer'

const option = (name: string): string | undefined =>
  process.argv
    .slice(2)
    .find((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`))
    ?.replace(/^--[^=]*=?/, '')

const quick = option('quick') !== undefined
const runs = Number(option('runs') ?? (quick ? 1 : 5))
const build = option('ns3') ?? process.env.IOV_LAB_NS3 ?? ''
const peer = option('no-peer') === undefined ? Ns3Peer.prepare(build) : 'left out'
const only = option('only') ?? ''

interface Case {
  says: string
  engine: () => FrameRate
  peers: readonly [says: string, run: (ns3: Ns3Peer) => PeerRate][]
}

/** Simulated seconds, so that a run takes a second or two. */
const length = (seconds: number): number => (quick ? seconds / 4 : seconds)

const chain = chainLab('udp', 1)
const watched = chainLab('udp', 1, true)
const bulk = chainLab('tcp', 2)
const cases: Case[] = [
  {
    says: 'chain: 8 VMs, vSwitch, 10 GbE, vSwitch, sink; UDP, CPU costs on',
    engine: () => frameRate(chain, 0.5, length(1)),
    peers: [
      ['ns-3 CSMA and bridges', (ns3) => ns3.frames('csma', 0, length(200))],
      ['ns-3 point-to-point', (ns3) => ns3.frames('point-to-point', 0, length(200))],
    ],
  },
  {
    says: 'the same chain with captures in its document, none of them asked for',
    engine: () => frameRate(watched, 0.5, length(1)),
    peers: [],
  },
  {
    says: '16 TCP flows over the same chain; data frames',
    engine: () => frameRate(bulk, 0.5, length(1)),
    peers: [
      ['ns-3 TCP NewReno, CSMA and bridges', (ns3) => ns3.tcp('csma', 16, length(40))],
      ['ns-3 TCP NewReno, one flow on one point-to-point link', (ns3) => ns3.tcp('point-to-point', 1, length(100))],
    ],
  },
  ...[10, 100, 1000].map((hosts): Case => {
    const model = scaleLab(hosts, 8)
    const seconds = hosts === 10 ? 0.2 : hosts === 100 ? 0.02 : 0.003
    return {
      says: `${hosts} hosts with 8 VMs each on a core switch; UDP, CPU costs on`,
      engine: () => frameRate(model, hosts === 1000 ? 0.001 : 0.005, length(seconds)),
      peers: [
        [
          'ns-3 CSMA and bridges',
          (ns3) => ns3.frames('csma', hosts, length(hosts === 10 ? 40 : hosts === 100 ? 4 : 1)),
        ],
        [
          'ns-3 point-to-point',
          (ns3) => ns3.frames('point-to-point', hosts, length(hosts === 10 ? 40 : hosts === 100 ? 4 : 1)),
        ],
      ],
    }
  }),
  ...[10, 100, 1000].map((hosts): Case => {
    const model = scaleLab(hosts, 1, true)
    const seconds = 20 / hosts
    return {
      says: `in one VLAN, ${hosts} hosts with a VM each on a core switch; UDP, CPU costs on`,
      engine: () => frameRate(model, 0.01, length(seconds)),
      peers: [],
    }
  }),
]

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]
const k = (perSecond: number): string => `${(perSecond / 1000).toFixed(0)} k`
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

/** Frames a second of wall time, and of CPU time. */
function report(item: Case): readonly [number, number] {
  const engine: FrameRate[] = []
  const peers: PeerRate[][] = item.peers.map(() => [])
  for (let run = 0; run < runs; run++) {
    engine.push(item.engine())
    if (typeof peer !== 'string') item.peers.forEach(([, measure], i) => peers[i].push(measure(peer)))
  }
  const rate = (rows: readonly PeerRate[]): number => median(rows.map(({ frames, wall }) => frames / wall))
  const busy = (rows: readonly PeerRate[]): number => median(rows.map(({ frames, cpu }) => frames / cpu))
  const ours = rate(engine)
  const first = engine[0]
  console.log(`\n${item.says}`)
  console.log(
    `  engine: ${k(ours)} frames/s, ${(1e6 / ours).toFixed(3)} µs a frame (${k(busy(engine))} per CPU second), ` +
      `${k(median(engine.map(({ events, wall }) => events / wall)))} events/s, ` +
      `${(first.events / first.frames).toFixed(2)} events a frame, RSS ${mib(first.rss)}, heap ${mib(first.heap)}`,
  )
  item.peers.forEach(([says], i) => {
    if (peers[i].length === 0) return
    const theirs = rate(peers[i])
    // turn by turn: the machine may have other work for minutes, which hits both alike
    const times = engine.map(({ frames, wall }, turn) => frames / wall / rate([peers[i][turn]]))
    const busyTimes = engine.map(({ frames, cpu }, turn) => frames / cpu / busy([peers[i][turn]]))
    console.log(
      `  ${says}: ${k(theirs)} frames/s, ${(1e6 / theirs).toFixed(3)} µs a frame; the engine is ${median(times).toFixed(2)} ` +
        `times as fast (${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)}; ${median(busyTimes).toFixed(2)} by CPU time)`,
    )
  })
  return [ours, busy(engine)]
}

console.log(`${cpus()[0].model}, Node ${process.version}, medians of ${runs}`)
if (typeof peer === 'string') console.log(`no peer: ${peer}`)
// first, while the heap holds nothing of other cases
if ('ten million frames'.includes(only) && !quick) {
  const grown = heapGrowth(chain, 0.5, 1e7)
  console.log(`\nheap after ten million frames of the chain: ${mib(grown)} more`)
}
const chosen = cases.filter(({ says }) => says.includes(only))
const rates = new Map(chosen.map((item) => [item.says, report(item)]))
/** What a frame of one case costs against one of another; nothing where one of them was not asked for. */
function compare(says: string, dear: string, cheap: string): void {
  const [few, many] = [cheap, dear].map((word) => [...rates].find(([name]) => name.startsWith(word))?.[1])
  if (few === undefined || many === undefined) return
  const [wall, cpu] = [0, 1].map((i) => (few[i] / many[i]).toFixed(2))
  console.log(`\ncost of a frame, ${says}: ${wall}-fold (${cpu} by CPU time)`)
}
compare('1,000 hosts against 10', '1000 hosts', '10 hosts')
compare('in one VLAN, 100 hosts against 10', 'in one VLAN, 100 ', 'in one VLAN, 10 ')
compare('in one VLAN, 1,000 hosts against 10', 'in one VLAN, 1000', 'in one VLAN, 10 ')
compare('captures that are off against none', 'the same chain', 'chain')

if (only !== '') process.exit(0)

console.log('\nevent queue alone (take one, insert one), million a second')
for (const { gaps, pending, rate } of holdModel([10, 1000, 100_000], quick ? 5e5 : 2e6)) {
  console.log(`  ${gaps.padEnd(14)} ${String(pending).padStart(7)} pending  ${rate.toFixed(1)}`)
}
