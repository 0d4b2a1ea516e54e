// left ── link ── right: two stations without a CPU (unless given one) and the flows between them.
//
//   left 10.0.0.1 ───────── 10.0.0.2 right
import { costArray, resolveCosts } from '../../../../src-shared/catalogue/cost-model'
import type { FlowModel, LinkModel, StationModel } from '../../../../src-shared/lab/lab-model'
import { buildWorkload } from '../../../../src-main/engine/guest/workload/build-workload'
import type { Workload } from '../../../../src-main/engine/guest/workload/workload'
import { STRIDE } from '../../../../src-main/engine/kernel/frame-store'
import type { FrameReceiver } from '../../../../src-main/engine/kernel/port'
import { NS } from '../../../../src-main/engine/kernel/sim-time'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'
import { Link, type LinkEnd } from '../../../../src-main/engine/wire/link'
import { Station } from '../../../../src-main/engine/wire/station'

export const LEFT_IP = 0x0a000001
export const RIGHT_IP = 0x0a000002

/** A frame as it passed: `field(SEQ)`. */
export interface SeenFrame {
  at: number
  field(index: number): number
  lost: boolean
  /** All fields, as a frame at offset 0. */
  fields: Float64Array
}

const station = (id: string, address: number, over: Partial<StationModel>): StationModel => ({
  id,
  path: id,
  ip: { address, prefix: 24 },
  mac: 0x020000000000 + address,
  mtu: 1500,
  vlan: 0,
  cpu: null,
  moderation: { rule: 'profile', gapPs: 8e6, bulkPs: 20e6 },
  tso: true,
  lro: true,
  forwarding: false,
  gateway: null,
  rss: 0,
  ...over,
})

/** Stands in front of the receiver of a direction: sees every frame, and loses those that it is told to. */
class Gate implements FrameReceiver {
  readonly seen: SeenFrame[] = []
  /** Return true to lose the frame. */
  lose: ((frame: SeenFrame) => boolean) | null = null

  constructor(
    private readonly sim: Simulator,
    private readonly inner: FrameReceiver,
    private readonly dropBase: number,
    private readonly keep: () => boolean,
  ) {}

  receive(frame: number, index: number): void {
    if (!this.keep() && this.lose === null) {
      this.inner.receive(frame, index)
      return
    }
    const copy = this.sim.frames.data.slice(frame, frame + STRIDE)
    const seen: SeenFrame = { at: this.sim.now, field: (i) => copy[i], lost: false, fields: copy }
    seen.lost = this.lose !== null && this.lose(seen)
    if (this.keep()) this.seen.push(seen)
    if (seen.lost) this.sim.traffic.drop(frame, reasonIndex('bit-error'), this.dropBase)
    else this.inner.receive(frame, index)
  }
}

export class TwoStations {
  readonly sim = new Simulator(2644)
  readonly left: Station
  readonly right: Station
  readonly link: Link
  /** What arrives at the right and at the left. */
  readonly rightward: Gate
  readonly leftward: Gate
  /** Off for long runs: gates then keep no frames. */
  keepFrames = true

  constructor(
    options: {
      speedBps?: number
      delayPs?: number
      left?: Partial<StationModel>
      right?: Partial<StationModel>
    } = {},
  ) {
    const costs = costArray(resolveCosts('modern'))
    this.left = new Station(this.sim, station('left', LEFT_IP, options.left ?? {}), costs)
    this.right = new Station(this.sim, station('right', RIGHT_IP, options.right ?? {}), costs)
    const model: LinkModel = {
      index: 0,
      ends: [
        { kind: 'station', station: 0, path: 'left' },
        { kind: 'station', station: 1, path: 'right' },
      ],
      speedBps: options.speedBps ?? 10e9,
      delayPs: options.delayPs ?? 500 * NS,
      loss: 0,
    }
    this.link = new Link(this.sim, 'left--right', model)
    this.link.connect(this.left, 0, this.right, 0)
    this.rightward = this.gate(this.link.ends[0])
    this.leftward = this.gate(this.link.ends[1])
  }

  /** A flow from left to right. */
  flow(type: FlowModel['type'], over: Partial<FlowModel> = {}): Workload {
    const model: FlowModel = {
      id: `flow${this.sim.traffic.flows.length}`,
      type,
      from: { kind: 'station', station: 0 },
      to: { kind: 'station', station: 1 },
      startPs: 0,
      stopPs: Infinity,
      streams: 1,
      bytes: Infinity,
      timestamps: false,
      socketBufferBytes: 4 * 2 ** 20,
      rateBps: 1e9,
      sizeBytes: type === 'tcp' ? 65_536 : 1472,
      arrival: 'constant',
      sizes: 'constant',
      group: null,
      replyBytes: 100,
      intervalPs: 1e12,
      ...over,
    }
    const workload = buildWorkload(this.sim, model, this.sim.traffic.addFlow(), this.left.stack, this.right.stack)
    workload.start()
    return workload
  }

  /** Does something at this instant from outside of events. */
  act(action: () => void): void {
    action()
    this.sim.settle()
  }

  run(untilPs: number): void {
    this.sim.run(untilPs)
    this.sim.traffic.assertBalance()
  }

  /** Frames of a flow that were lost for a reason, both ways. */
  lost(flow: number, reason: Parameters<typeof reasonIndex>[0]): number {
    return this.sim.traffic.account(flow).lostBy[reasonIndex(reason)]
  }

  private gate(end: LinkEnd): Gate {
    const drops = this.sim.counters.dropBase(this.link.base, 4)
    const gate = new Gate(this.sim, end.receiver, drops, () => this.keepFrames)
    end.receiver = gate
    return gate
  }
}
