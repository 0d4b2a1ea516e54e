// NetFlow of a vSwitch: a record for each flow that passes it, by addresses, ports and protocol, with its frames and bytes. Records
// with something new are reported at a fixed interval, and at that time counted and logged.
// Leaves out the datagrams that carry records to a collector, sampling, and time-outs of idle flows.
import { formatIp } from '../../../src-shared/lab/addresses'
import type { World } from '../host/world'
import { Component } from '../kernel/component'
import { DST_IP, DST_PORT, FRAME_KIND, KIND, SEGMENTS, SRC_IP, SRC_PORT } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { countedBytes } from '../nic/offload/tso'
import { hashEndpoints } from '../nic/rss'
import { stageIndex } from '../observe/cycle-ledger'

const RECORD = stageIndex('netflow-record')
const PROTOCOLS = ['', 'tcp', 'udp', 'icmp', 'icmp']

interface FlowRecord {
  readonly kind: number
  readonly from: number
  readonly to: number
  readonly fromPort: number
  readonly toPort: number
  /** Since the last report. */
  frames: number
  bytes: number
  /** Another flow with the same hash. */
  next: FlowRecord | null
}

export class Netflow extends Component {
  private readonly byHash = new Map<number, FlowRecord>()
  private readonly records: FlowRecord[] = []

  constructor(
    sim: Simulator,
    private readonly vswitch: string,
    private readonly intervalPs: number,
    private readonly recordsSlot: number,
    private readonly framesSlot: number,
  ) {
    super(sim, `${vswitch}/netflow`)
    sim.schedule(intervalPs, this, 0, 0)
  }

  /** In startSlice of whoever carries the frame (`world` null: nobody pays). */
  note(world: World | null, frame: number): void {
    const d = this.sim.frames.data
    if (d[frame + KIND] > FRAME_KIND.echoReply) return
    if (world !== null) world.charge(RECORD)
    const record = this.recordOf(d, frame)
    record.frames += d[frame + SEGMENTS]
    record.bytes += countedBytes(d, frame)
  }

  override handle(): void {
    const { sim, records, vswitch } = this
    const counters = sim.counters.data
    for (const record of records) {
      if (record.frames === 0) continue
      const { kind, from, to, fromPort, toPort, frames, bytes } = record
      counters[this.recordsSlot]++
      counters[this.framesSlot] += frames
      const ends = `${formatIp(from)}:${fromPort} to ${formatIp(to)}:${toPort}`
      sim.log.add('info', vswitch, 'flow-record', `${PROTOCOLS[kind]} ${ends}: ${frames} frames, ${bytes} bytes`)
      record.frames = 0
      record.bytes = 0
    }
    sim.schedule(this.intervalPs, this, 0, 0)
  }

  private recordOf(d: Float64Array, frame: number): FlowRecord {
    // the two kinds of an echo are one protocol
    const kind = Math.min(d[frame + KIND], FRAME_KIND.echoRequest)
    const from = d[frame + SRC_IP]
    const to = d[frame + DST_IP]
    const isEcho = kind === FRAME_KIND.echoRequest
    const fromPort = isEcho ? 0 : d[frame + SRC_PORT]
    const toPort = isEcho ? 0 : d[frame + DST_PORT]
    const hash = hashEndpoints(from, to, fromPort, toPort)
    const first = this.byHash.get(hash) ?? null
    for (let record = first; record !== null; record = record.next) {
      const isSame = record.from === from && record.to === to && record.kind === kind
      if (isSame && record.fromPort === fromPort && record.toPort === toPort) return record
    }
    const made: FlowRecord = { kind, from, to, fromPort, toPort, frames: 0, bytes: 0, next: first }
    this.byHash.set(hash, made)
    this.records.push(made)
    return made
  }
}
