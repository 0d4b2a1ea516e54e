// What a vSwitch counts: frames in and out, of whom they came and went. The counters of its port groups grow along.
import { COUNTERS } from '../../../src-shared/result/counters'
import { SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { countedBytes } from '../nic/offload/tso'
import type { PortGroup } from './port-group'

const NAMES = Object.keys(COUNTERS.vswitch)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const LOCAL = NAMES.indexOf('localFrames')
const UPLINK = NAMES.indexOf('uplinkFrames')
const RECORDS = NAMES.indexOf('flowRecords')
const RECORDED = NAMES.indexOf('flowRecordFrames')

export class VswitchCounters {
  /** First slot of the counters, and of the drops by reason. */
  readonly base: number
  readonly dropBase: number

  constructor(
    private readonly sim: Simulator,
    path: string,
  ) {
    this.base = sim.counters.register(path, 'vswitch', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
  }

  /** Slots of the records of flows, and of the frames in them. */
  get records(): readonly [number, number] {
    return [this.base + RECORDS, this.base + RECORDED]
  }

  /** `group`: of the port where it came in; null: an uplink. */
  received(frame: number, group: PortGroup | null): void {
    const d = this.sim.frames.data
    const counters = this.sim.counters.data
    const frames = d[frame + SEGMENTS]
    const bytes = countedBytes(d, frame)
    counters[this.base + RX_FRAMES] += frames
    counters[this.base + RX_BYTES] += bytes
    if (group !== null) group.countReceived(counters, frames, bytes)
  }

  /** `group`: of the port where it leaves; null: an uplink. */
  sent(frame: number, group: PortGroup | null): void {
    const d = this.sim.frames.data
    const counters = this.sim.counters.data
    const frames = d[frame + SEGMENTS]
    const bytes = countedBytes(d, frame)
    counters[this.base + TX_FRAMES] += frames
    counters[this.base + TX_BYTES] += bytes
    if (group !== null) group.countSent(counters, frames, bytes)
    else counters[this.base + UPLINK] += frames
  }

  /** A frame from one port to another, or a copy of it. */
  local(frames: number): void {
    this.sim.counters.data[this.base + LOCAL] += frames
  }
}
