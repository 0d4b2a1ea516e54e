// A world as an observer sees it: when it got ready, and what each slice was charged, in order. At the end of a slice the
// charges become stages of the frames that it handled: what started the slice, what the others of the batch cost before,
// the frame's own work, and what came behind until the effects of the slice show.
import type { World } from '../host/world'
import { cyclesToPs } from '../kernel/sim-time'
import { stageIndex } from './cycle-ledger'
import type { LifeLane, LifeStage } from '../../../src-shared/result/packet-life'
import {
  batchStage,
  type ChargeContext,
  isTaking,
  isSocketSend,
  isTransmit,
  laneOf,
  OVERHEAD_ORDER,
  overheadStage,
  ownStage,
} from './packet-life-charges'
import type { InSlice, Journey } from './packet-life-journey'

const HOST_INTERRUPT = stageIndex('host-interrupt')

interface Charge {
  /** Index of the cost stage. */
  stage: number
  amount: number
  cycles: number
  context: ChargeContext
  /** For which frame; null: for another, or for none. */
  journey: Journey | null
}

interface Work {
  stage: LifeStage
  lane: LifeLane
  /** That pass in it. */
  cycles: number
  /** Of them, those that are the frame's. */
  share: number
}

export class SliceWatch {
  /** When the world last became ready to run. */
  readyPs = -Infinity
  /** When a stunned world was let run again. */
  resumedPs = -Infinity
  startPs = 0
  /** Frames that the slice handles, of those that are followed. */
  journeys: Journey[] = []
  /** Lost in the slice before its charges are complete. */
  readonly ended: { journey: Journey; place: InSlice; end: () => void }[] = []
  private charges: Charge[] = []
  /** Charges up to the last frame that was sent, and what belongs to that one. */
  private lastSent = 0
  private made: InSlice['made'] = null

  constructor(
    readonly world: World,
    readonly lane: LifeLane,
    readonly isStation: boolean,
  ) {}

  begin(nowPs: number): void {
    this.startPs = nowPs
    this.journeys = []
    this.lastSent = 0
    this.made = null
  }

  /** What was charged is laid out. */
  over(): void {
    this.charges = []
  }

  note(stage: number, amount: number, cycles: number, context: ChargeContext, journey: Journey | null): void {
    this.charges.push({ stage, amount, cycles, context, journey })
  }

  /** A cost stage (index) was charged in the slice. */
  hasCharge(stage: number): boolean {
    return this.charges.some((charge) => charge.stage === stage)
  }

  /** A stack sent a frame: finds what making it was charged. Several frames may be made of one buffer. */
  noteSent(): InSlice['made'] {
    const { charges } = this
    let from = -1
    for (let i = charges.length - 1; i >= this.lastSent && from < 0; i--) if (isSocketSend(charges[i].stage)) from = i
    for (let i = charges.length - 1; i >= this.lastSent && from < 0; i--) if (isTransmit(charges[i].stage)) from = i
    if (from >= 0 || this.made === null) {
      this.made = { from: from < 0 ? charges.length : from, to: charges.length, frames: 1 }
    } else this.made.frames++
    this.lastSent = charges.length
    return this.made
  }

  /** The slice handles the frame from here on. `made`: it was made in this slice, by these charges. */
  enter(journey: Journey, made: InSlice['made'] = null): void {
    const { place } = journey
    if (place?.kind === 'slice' && place.watch === this) return
    if (place?.kind === 'ring') journey.leaveRing(place, this.startPs)
    else if (place?.kind === 'held') {
      journey.wait(place.stage, Math.min(this.readyPs, this.startPs))
      journey.wait('core-wait', this.startPs, journey.path, this.lane)
    }
    journey.place = {
      kind: 'slice',
      watch: this,
      taken: made?.from ?? this.charges.length,
      made,
      isSending: journey.isSending,
      isMerged: false,
      isTagged: false,
      isShaped: false,
    }
    this.journeys.push(journey)
  }

  /** What was charged for taking the frame just before it was passed on is its own. */
  claimTaking(journey: Journey): void {
    const { place } = journey
    for (let i = this.charges.length - 1; i >= 0; i--) {
      const charge = this.charges[i]
      if (charge.context !== 'none' || !isTaking(charge.stage)) break
      charge.context = 'switch'
      charge.journey = journey
      if (place?.kind === 'slice') place.taken = Math.min(place.taken, i)
    }
  }

  /** Makes stages of the charges, up to `endPs`: the end of the slice, or earlier where the frame left before. */
  layOut(journey: Journey, place: InSlice, endPs: number): void {
    const { overhead, before, own } = this.sort(journey, place)
    const { clockHz } = this.world.cpu
    let cycles = 0
    const pass = (some: number): number => {
      cycles += some
      return Math.min(endPs, this.startPs + cyclesToPs(cycles, clockHz))
    }
    const { path } = journey
    for (const work of overhead) journey.add(work.stage, pass(work.cycles), path, work.lane, work.share)
    journey.wait('batch-wait', pass(before), path, this.lane)
    for (const work of own) {
      if (work.stage === 'nic-driver-transmit') journey.instant('teaming', journey.vswitch)
      const where = work.stage === 'vswitch-forward' ? journey.vswitch : path
      journey.add(work.stage, pass(work.cycles), where, work.lane, work.share)
      if (work.stage !== 'vswitch-forward') continue
      if (journey.outcome === null || isPolicy(journey.outcome)) journey.instant('security-policy', journey.group)
      if (place.isTagged) journey.instant('vlan-tag', journey.group)
    }
    if (endPs === Infinity) return
    if (place.isShaped) journey.wait('shaping', endPs, journey.group)
    else journey.wait('batch-wait', endPs, path, this.lane)
  }

  private sort(journey: Journey, place: InSlice): { overhead: Work[]; before: number; own: Work[] } {
    const { charges, isStation } = this
    const { made, taken } = place
    const overhead: Work[] = []
    const own: Work[] = []
    // by what was charged: a stage may have several costs
    const batches = new Map<number, { what: LifeStage; cycles: number; amount: number; isBefore: boolean }>()
    let before = 0
    let leading = true
    charges.forEach(({ stage, amount, cycles, context, journey: whose }, i) => {
      let starts = leading && context === 'none' ? overheadStage(stage) : null
      // the interrupt that wakes a core takes as much longer
      if (starts === 'idle-exit' && this.hasCharge(HOST_INTERRUPT)) starts = 'host-interrupt'
      if (starts === null) leading = false
      if (starts !== null) {
        // whoever sends was not woken by the interrupts of others
        if (!place.isSending || starts === 'vcpu-wake')
          addWork(overhead, starts, laneOf(starts, 'none', isStation), cycles, cycles)
        else before += cycles
        return
      }
      const isMade = made !== null && i >= made.from && i < made.to && context === 'none'
      const what = isMade ? 'send' : context
      const mine = isMade || whose === journey ? ownStage(stage, what, isStation) : null
      const batch = !place.isSending && context === 'none' ? batchStage(stage, isStation) : null
      if (mine !== null)
        addWork(own, mine, laneOf(mine, what, isStation), cycles, isMade ? cycles / made.frames : cycles)
      else if (batch !== null && (batch !== 'merge' || place.isMerged)) {
        const known = batches.get(stage)
        if (known === undefined) batches.set(stage, { what: batch, cycles, amount, isBefore: i < taken })
        else {
          known.cycles += cycles
          known.amount += amount
        }
      } else if (i < taken) before += cycles
    })
    let frames = 1
    const first: Work[] = []
    for (const { what: stage, cycles, amount, isBefore } of batches.values()) {
      const share = cycles / amount
      if (stage !== 'merge') frames = Math.max(frames, amount)
      if (isBefore) before += cycles - share
      const lane = stage === 'merge' ? this.lane : laneOf(stage, 'none', isStation)
      addWork(first, stage, lane, share, share)
    }
    overhead.sort((a, b) => OVERHEAD_ORDER.indexOf(a.stage) - OVERHEAD_ORDER.indexOf(b.stage))
    for (const work of overhead) work.share /= frames
    return { overhead, before, own: [...first, ...own] }
  }
}

const isPolicy = (outcome: string): boolean => outcome === 'forged-source' || outcome === 'mac-changed'

/** Charges of one kind that follow each other are one piece of work. */
function addWork(list: Work[], stage: LifeStage, lane: LifeLane, cycles: number, share: number): void {
  const last = list[list.length - 1]
  if (last?.stage === stage && last.lane === lane) {
    last.cycles += cycles
    last.share += share
  } else list.push({ stage, lane, cycles, share })
}
