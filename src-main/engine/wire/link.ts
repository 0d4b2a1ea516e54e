// A full-duplex link between two machines: two directions, each with its own transmitter (`link-end.ts`), up or down together.
// Leaves out auto-negotiation and pause frames.
import type { LinkModel } from '../../../src-shared/lab/lab-model'
import { COUNTERS } from '../../../src-shared/result/counters'
import type { FrameReceiver } from '../kernel/port'
import { RandomStream } from '../kernel/random-stream'
import type { Simulator } from '../kernel/simulator'
import { LinkEnd } from './link-end'

export { LinkEnd, type SpaceListener } from './link-end'

/** What can stand at the end of a link: a PF or a station (index 0), or a port of a switch. */
export interface WireMachine extends FrameReceiver {
  /** From the arrival of a frame until the host can see it in its memory; absent: nothing is written there. */
  readonly landingPs?: number
  /** Once, while the lab is built: frames leave through `egress`. The machine may set its capacity and `onSpace`. */
  attachLink(index: number, egress: LinkEnd): void
  /** The link has lost or regained its carrier. */
  linkChanged(index: number, up: boolean): void
}

const NAMES = Object.keys(COUNTERS.link)
const RX_FRAMES = NAMES.indexOf('rxFrames')
const RX_BYTES = NAMES.indexOf('rxBytes')
const TX_FRAMES = NAMES.indexOf('txFrames')
const TX_BYTES = NAMES.indexOf('txBytes')

export class Link {
  /** `ends[0]` carries frames from the first end to the second. */
  readonly ends: readonly [LinkEnd, LinkEnd]
  /** First slot of the counters. */
  readonly base: number
  private readonly machines: (WireMachine | null)[] = [null, null]
  private readonly indices = [0, 0]

  constructor(
    private readonly sim: Simulator,
    readonly path: string,
    readonly model: LinkModel,
  ) {
    this.base = sim.counters.register(path, 'link', NAMES)
    this.ends = [this.makeEnd(0, TX_FRAMES, TX_BYTES), this.makeEnd(1, RX_FRAMES, RX_BYTES)]
  }

  get up(): boolean {
    return this.ends[0].up
  }

  /** Bytes carried so far from the first end to the second, and back. */
  carriedBytes(): readonly [number, number] {
    const { data } = this.sim.counters
    return [data[this.base + TX_BYTES], data[this.base + RX_BYTES]]
  }

  /** Joins the two machines; `index` is the machine's own number of the port. */
  connect(first: WireMachine, firstIndex: number, second: WireMachine, secondIndex: number): void {
    const [forth, back] = this.ends
    forth.receiver = second
    forth.receiverIndex = secondIndex
    back.receiver = first
    back.receiverIndex = firstIndex
    forth.landingPs = second.landingPs ?? 0
    back.landingPs = first.landingPs ?? 0
    this.machines[0] = first
    this.machines[1] = second
    this.indices[0] = firstIndex
    this.indices[1] = secondIndex
    first.attachLink(firstIndex, forth)
    second.attachLink(secondIndex, back)
  }

  /** Both directions at once; the machines are told after the frames in flight are gone. */
  setUp(up: boolean): void {
    if (this.up === up) return
    for (const end of this.ends) end.setUp(up)
    for (const side of [0, 1]) this.machines[side]?.linkChanged(this.indices[side], up)
  }

  private makeEnd(side: number, frames: number, bytes: number): LinkEnd {
    const { sim, base, model } = this
    const path = `${this.path}/${side}`
    const errors = new RandomStream(sim.seed, `${path}/bit-error`)
    const drops = sim.counters.dropBase(base, NAMES.length)
    const end = new LinkEnd(sim, path, model.speedBps, model.delayPs, base + frames, base + bytes, drops, errors)
    end.loss = model.loss
    return end
  }
}
