// What a vNIC counts, in and out as its guest sees them, and what the way there cost: exits, doorbells, copies.
import { COUNTERS } from '../../../../src-shared/result/counters'
import type { World } from '../../host/world'
import { FRAME_BYTES, SEGMENTS } from '../../kernel/frame-store'
import type { Simulator } from '../../kernel/simulator'
import { countedBytes } from '../../nic/offload/tso'

const NAMES = Object.keys(COUNTERS.vnic)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')
const RX_HIGH = NAMES.indexOf('rxQueueHigh')
const TX_HIGH = NAMES.indexOf('txQueueHigh')
const INTERRUPTS = NAMES.indexOf('interrupts')
const SUPER_FRAMES = NAMES.indexOf('superFrames')
const LRO_MERGED = NAMES.indexOf('lroMerged')
const EXITS = NAMES.indexOf('exits')
const DOORBELLS = NAMES.indexOf('doorbells')
const COPIED = NAMES.indexOf('copiedBytes')
const EXPOSED = NAMES.indexOf('exposedFrames')
const EXPOSED_DROPS = NAMES.indexOf('exposedDrops')
const MODE_CHANGES = NAMES.indexOf('modeChanges')

export class VnicCounters {
  /** First slot of the drops by reason. */
  readonly dropBase: number
  private readonly base: number

  constructor(
    private readonly sim: Simulator,
    private readonly path: string,
  ) {
    this.base = sim.counters.register(path, 'vnic', NAMES)
    this.dropBase = sim.counters.dropBase(this.base, NAMES.length)
  }

  /** Frames that reached the guest's rings so far. */
  get rxFrames(): number {
    return this.sim.counters.data[this.base + RX_FRAMES]
  }

  /** The guest sent a frame (a super-frame counts its segments); `used`: descriptors of the ring in use with it. */
  sent(frame: number, used: number): void {
    const d = this.sim.frames.data
    const counters = this.sim.counters.data
    const segments = d[frame + SEGMENTS]
    counters[this.base + TX_FRAMES] += segments
    counters[this.base + TX_BYTES] += countedBytes(d, frame)
    if (segments > 1) counters[this.base + SUPER_FRAMES]++
    if (used > counters[this.base + TX_HIGH]) counters[this.base + TX_HIGH] = used
  }

  /** A frame reached a receive ring, in which `waiting` frames wait with it. */
  received(frame: number, waiting: number): void {
    const d = this.sim.frames.data
    const counters = this.sim.counters.data
    counters[this.base + RX_FRAMES] += d[frame + SEGMENTS]
    counters[this.base + RX_BYTES] += countedBytes(d, frame)
    if (waiting > counters[this.base + RX_HIGH]) counters[this.base + RX_HIGH] = waiting
  }

  interrupted(): void {
    this.sim.counters.data[this.base + INTERRUPTS]++
  }

  /** The vCPU left the guest `exits` times; its core's ledger counts them as well. */
  exited(world: World, exits: number): void {
    this.sim.counters.data[this.base + EXITS] += exits
    world.cpu.ledger.exits += exits
  }

  /** The guest rang a doorbell that traps. */
  doorbellRung(): void {
    this.sim.counters.data[this.base + DOORBELLS]++
  }

  /** The hypervisor copied the frame. */
  copied(frame: number): void {
    this.sim.counters.data[this.base + COPIED] += this.sim.frames.data[frame + FRAME_BYTES]
  }

  /** LRO merged `segments` segments into others. */
  merged(segments: number): void {
    this.sim.counters.data[this.base + LRO_MERGED] += segments
  }

  modeChanged(): void {
    this.sim.counters.data[this.base + MODE_CHANGES]++
  }

  /** The NIC wrote a frame into the guest's memory before the hypervisor decided about it, which then dropped it or not. */
  exposed(isDropped: boolean): void {
    const { sim, base } = this
    if (sim.counters.data[base + EXPOSED]++ === 0) {
      const says = 'the NIC writes frames into the memory of the guest, which can read them before they are delivered'
      sim.log.add('info', this.path, 'readable-before-delivered', says)
    }
    if (isDropped && sim.counters.data[base + EXPOSED_DROPS]++ === 0) {
      const says = 'a policy drops frames that the guest has in its memory already'
      sim.log.add('warning', this.path, 'readable-although-dropped', says)
    }
  }
}
