// Follows the frames that carry the first byte of one frame's payload: finds the frame when it is sent, sees it cut, copied,
// merged and ended, and which slice of which world it is in. It stands in the place of methods, of the objects of one
// simulation only, and changes nothing; where frames pass is in packet-life-network.ts and packet-life-guest.ts.
import type { LifeLane } from '../../../src-shared/result/packet-life'
import { Vcpu } from '../guest/vcpu'
import { IDLE, World } from '../host/world'
import { DIRECTION, FLOW, SEGMENTS, SENT_AT, TRACE, VLAN } from '../kernel/frame-store'
import type { EventObserver, Simulator } from '../kernel/simulator'
import type { TxQueue } from '../nic/tx-queue'
import type { RunningLab } from '../running-lab'
import { REASON_CODES } from './counter-table'
import type { ChargeContext } from './packet-life-charges'
import { watchDevices } from './packet-life-guest'
import { HeaderReader } from './packet-life-header'
import { Journey } from './packet-life-journey'
import { watchNetwork } from './packet-life-network'
import { SliceWatch } from './packet-life-slice'

/** Which frame: the `nth` (from 1) that the flow sends from `fromPs` on; a super-frame counts as one. */
export interface FrameWish {
  flow: number
  fromPs: number
  nth: number
}

/** Lane of a loss, by the kind of component that counts it. */
const LANE_OF_KIND: Record<string, LifeLane> = {
  nic: 'nic',
  vf: 'nic',
  vnic: 'vnic',
  vmkernel: 'hypervisor',
  vswitch: 'hypervisor',
  'port-group': 'hypervisor',
  station: 'guest',
}

export class LifeObserver implements EventObserver {
  readonly sim: Simulator
  /** The journey that ended the life: delivered, else the last one lost; null while any is under way. */
  finished: Journey | null = null
  /** For whom, and in what, the running slice is charged. */
  owner: Journey | null = null
  context: ChargeContext = 'none'
  /** The slice whose start is being handled. */
  slice: SliceWatch | null = null
  private readonly journeys: Journey[] = []
  /** Objects whose methods are watched already. */
  readonly watched = new Set<object>()
  private readonly watches = new Map<World, SliceWatch>()
  private readonly headers: HeaderReader
  private readonly before: EventObserver | null
  private seen = 0
  private counted = 0
  /** A frame is followed, so all the ways are watched. */
  private isFollowing = false
  private lost: Journey | null = null
  private copying = false
  private cut: { journey: Journey; from: number; to: number } | null = null

  constructor(
    readonly lab: RunningLab,
    private readonly wish: FrameWish,
  ) {
    const { sim } = lab
    this.sim = sim
    this.headers = new HeaderReader(sim.seed)
    this.before = sim.observer
    sim.observer = this
    this.watchFrames()
    this.watchWorlds()
    watchDevices(this, lab.model.flows[wish.flow].from)
  }

  get hasFrame(): boolean {
    return this.isFollowing
  }

  /** Worlds may be made while the lab runs: a VM that moves gets new backends. */
  event(time: number, target: number, kind: number): void {
    this.before?.event(time, target, kind)
    if (this.sim.components.length !== this.seen) this.watchWorlds()
  }

  journeyOf(frame: number): Journey | null {
    const id = this.sim.frames.data[frame + TRACE]
    return id === 0 ? null : this.journeys[id - 1]
  }

  watchOf(world: World): SliceWatch {
    return this.watches.get(world) ?? this.watchWorld(world)
  }

  /** The slice that begins handles the frame. */
  enter(journey: Journey): void {
    this.slice?.enter(journey)
  }

  /** Does what is charged for the frame (null: for another one). */
  charging<T>(journey: Journey | null, context: ChargeContext, work: () => T): T {
    const { owner, context: before } = this
    this.owner = journey
    this.context = context
    const done = work()
    this.owner = owner
    this.context = before
    return done
  }

  /** A device interrupts the world for what lies in its ring. */
  interrupted(world: World): void {
    for (const { place } of this.journeys) {
      if (place?.kind !== 'ring' || place.watch.world !== world || place.interruptedPs >= 0) continue
      place.interruptedPs = this.sim.now
      place.isAsleep = world.state === IDLE
    }
  }

  /** The rate limit of a transmit queue lets it go on. */
  limitOver(queue: TxQueue): void {
    for (const journey of this.journeys) {
      const { place } = journey
      if (place?.kind === 'queue' && place.queue === queue && !place.isOut) journey.wait('rate-limit', this.sim.now)
    }
  }

  /** The bytes of the frame's headers at this instant, in hexadecimal. */
  headerOf(frame: number): string {
    return this.headers.of(this.sim.frames.data, frame)
  }

  /** The frame is somewhere else: what was done to its headers on the way shows in the stages since. */
  moved(journey: Journey): void {
    journey.show(this.headerOf(journey.frame))
  }

  /** The tag that the frame carries. */
  tagOf(frame: number): number {
    return this.sim.frames.data[frame + VLAN]
  }

  /** The run is over before the frame's way is. */
  stop(): Journey | null {
    const journey = this.journeys.find(({ outcome }) => outcome === null) ?? null
    if (this.finished !== null || journey === null) return this.finished
    journey.abandon(this.sim.now)
    journey.outcome = 'in-flight'
    return journey
  }

  private watchFrames(): void {
    const { sim } = this
    const { frames, traffic } = sim
    const sent = traffic.sent.bind(traffic)
    traffic.sent = (frame) => {
      this.frameSent(frame)
      sent(frame)
    }
    const deliver = traffic.deliver.bind(traffic)
    traffic.deliver = (frame) => {
      const journey = this.journeyOf(frame)
      if (journey !== null) this.delivered(journey, frame)
      deliver(frame)
    }
    const drop = traffic.drop.bind(traffic)
    traffic.drop = (frame, reason, dropBase) => {
      const journey = this.journeyOf(frame)
      if (journey !== null) this.dropped(journey, frame, reason, dropBase)
      drop(frame, reason, dropBase)
    }
    const filter = traffic.filter.bind(traffic)
    traffic.filter = (frame, dropBase, reason) => {
      const journey = this.journeyOf(frame)
      if (journey !== null) this.dropped(journey, frame, reason ?? REASON_CODES.indexOf('unknown-destination'), -1)
      filter(frame, dropBase, reason)
    }
    const copy = traffic.copy.bind(traffic)
    traffic.copy = (frame) => {
      this.copying = true
      const made = copy(frame)
      this.copying = false
      const journey = this.journeyOf(frame)
      if (journey !== null) this.fork(journey, made)
      return made
    }
    const merge = traffic.merge.bind(traffic)
    traffic.merge = (into, frame) => {
      const journey = this.journeyOf(frame) ?? this.journeyOf(into)
      if (journey !== null) {
        this.trace(into, journey)
        if (journey.place?.kind === 'slice') journey.place.isMerged = true
      }
      merge(into, frame)
    }
    const clone = frames.clone.bind(frames)
    frames.clone = (frame) => {
      const made = clone(frame)
      const journey = this.journeyOf(frame)
      if (journey !== null && !this.copying) this.split(journey, frame, made)
      return made
    }
  }

  private watchWorlds(): void {
    const { components } = this.sim
    for (; this.seen < components.length; this.seen++) {
      const component = components[this.seen]
      if (component instanceof World) this.watchOf(component)
    }
  }

  private watchWorld(world: World): SliceWatch {
    const { sim } = this
    const isStation = this.lab.stations.some(({ cpu }) => cpu === world.cpu)
    const watch = new SliceWatch(world, isStation || world.task instanceof Vcpu ? 'guest' : 'hypervisor', isStation)
    this.watches.set(world, watch)
    const charge = world.charge.bind(world)
    world.charge = (stage, amount = 1) => {
      charge(stage, amount)
      const cycles = world.cpu.costs[stage] * amount
      if (cycles > 0) watch.note(stage, amount, cycles, this.context, this.owner)
    }
    const wake = world.wake.bind(world)
    world.wake = () => {
      const { state } = world
      wake()
      if (world.state !== state) watch.readyPs = sim.now
    }
    const resume = world.resume.bind(world)
    world.resume = () => {
      if (world.suspended) watch.resumedPs = sim.now
      resume()
    }
    const { task } = world
    const startSlice = task.startSlice.bind(task)
    task.startSlice = (which) => {
      watch.begin(sim.now)
      this.slice = watch
      startSlice(which)
      this.slice = null
      for (const { journey, place, end } of watch.ended.splice(0)) {
        watch.layOut(journey, place, Infinity)
        end()
      }
    }
    const endSlice = task.endSlice.bind(task)
    task.endSlice = (which) => {
      this.sliceEnds(watch)
      const more = endSlice(which)
      watch.over()
      watch.readyPs = sim.now
      return more
    }
    return watch
  }

  private sliceEnds(watch: SliceWatch): void {
    for (const journey of watch.journeys) {
      const { place } = journey
      if (place?.kind !== 'slice' || place.watch !== watch) continue
      journey.leave(this.sim.now)
      const held = journey.isSending ? (journey.isCharged ? 'stack-queue' : 'address-resolution') : 'merge-wait'
      journey.place = { kind: 'held', stage: place.isShaped ? 'shaping' : held }
    }
    watch.journeys = []
  }

  private frameSent(frame: number): void {
    const { sim, wish, slice } = this
    const d = sim.frames.data
    if (d[frame + FLOW] < 0) {
      // not a segment that was cut off, but a copy for somebody who listens in
      if (this.cut !== null && this.cut.to === frame) this.trace(this.cut.from, this.cut.journey)
      d[frame + TRACE] = 0
      return
    }
    const made = slice?.noteSent() ?? null
    if (d[frame + FLOW] !== wish.flow || d[frame + DIRECTION] !== 0 || this.isFollowing) return
    if (sim.now < wish.fromPs || ++this.counted < wish.nth) return
    this.isFollowing = true
    const journey = this.follow(new Journey(1, d[frame + SENT_AT]))
    this.trace(frame, journey)
    const { from } = this.lab.model.flows[wish.flow]
    journey.path =
      from.kind === 'station' ? this.lab.stations[from.station].path : this.lab.vms[from.vm].vnics[from.nic].path
    journey.instant('application')
    journey.wait('retransmission', sim.now)
    slice?.enter(journey, made)
    watchNetwork(this)
    watchDevices(this, null)
  }

  private follow(journey: Journey): Journey {
    this.journeys.push(journey)
    return journey
  }

  private trace(frame: number, journey: Journey): void {
    this.sim.frames.data[frame + TRACE] = journey.id
    journey.frame = frame
  }

  private fork(journey: Journey, copy: number): void {
    const forked = this.follow(journey.fork(this.journeys.length + 1))
    this.trace(copy, forked)
    if (forked.place?.kind === 'slice') forked.place.watch.journeys.push(forked)
  }

  /** A clone that is no copy: of a super-frame its first segment, which goes on instead; of another frame, nobody's. */
  private split(journey: Journey, frame: number, made: number): void {
    const d = this.sim.frames.data
    if (d[frame + SEGMENTS] === 1) {
      d[made + TRACE] = 0
      return
    }
    this.cut = { journey, from: frame, to: made }
    d[frame + TRACE] = 0
    journey.frame = made
    const { place } = journey
    if (place?.kind !== 'queue' || place.isOut) return
    // by the NIC, as it takes the frame out of the queue
    journey.leave(this.sim.now)
    journey.instant('segmentation')
    journey.place = { ...place, isOut: true }
  }

  private delivered(journey: Journey, frame: number): void {
    journey.leave(this.sim.now)
    journey.show(this.headerOf(frame))
    journey.instant('delivered')
    journey.outcome = 'delivered'
    this.finished ??= journey
  }

  /** `dropBase` −1: the frame was not meant for whoever got it. */
  private dropped(journey: Journey, frame: number, reason: number, dropBase: number): void {
    const { sim, slice } = this
    const code = REASON_CODES[reason]
    const block = sim.counters.blocks.find(({ base, names }) => base + names.length === dropBase)
    const lane = block === undefined ? (journey.spans[journey.spans.length - 1]?.lane ?? 'wire') : laneOf(block.kind)
    const { place } = journey
    const header = this.headerOf(frame)
    journey.outcome = code
    const end = (): void => {
      journey.show(header)
      if (code === 'spoofed-source') journey.instant('spoof-check')
      journey.instant('dropped', block?.path ?? journey.path, code === 'iommu-fault' ? 'iommu' : lane)
      if (block !== undefined || this.lost === null) this.lost = journey
      if (this.journeys.every(({ outcome }) => outcome !== null)) this.finished ??= this.lost
    }
    if (slice !== null && place?.kind === 'slice' && place.watch === slice) {
      // its cycles are part of the slice that begins, and what was charged for the batch may follow
      journey.place = null
      slice.ended.push({ journey, place, end })
    } else {
      journey.abandon(sim.now)
      end()
    }
  }
}

const laneOf = (kind: string): LifeLane => LANE_OF_KIND[kind] ?? 'wire'
