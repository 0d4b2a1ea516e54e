// One frame on its way: the stages that are over, and the place where it is. Stages follow each other without a gap, because
// each begins where the last one ended. A flooded frame has a journey for every copy; they share what lies behind them.
import { CHANGING } from './packet-life-header'
import { LIFE_STAGES, type LifeLane, type LifeStage } from '../../../src-shared/result/packet-life'
import type { TxQueue } from '../nic/tx-queue'
import type { SliceWatch } from './packet-life-slice'

export interface LifeSpan {
  stage: LifeStage
  lane: LifeLane
  path: string
  startPs: number
  endPs: number
  /** Its share of what was charged. */
  cycles: number
  /** Bytes of the headers in hexadecimal: of a wire, as they went onto it; else as the stage left them, where it changed them. */
  header: string | null
}

/** Nothing happens to it until somebody takes it up. */
interface Held {
  kind: 'held'
  stage: LifeStage
}

/** In a ring that a world polls. */
interface InRing {
  kind: 'ring'
  stage: LifeStage
  /** What it waits for while the world sleeps. */
  wake: LifeStage
  watch: SliceWatch
  /** The world slept when the frame came, or when its interrupt did. */
  isAsleep: boolean
  /** When the device interrupted for it; -1: not (yet). */
  interruptedPs: number
}

/** In a transmit queue of a NIC. */
interface InQueue {
  kind: 'queue'
  /** Null: of a station. */
  queue: TxQueue | null
  /** The frame has left the queue and waits behind it. */
  isOut: boolean
  /** What happens as it is taken out. */
  leave: () => void
}

/** On a link, or behind its transmitter. */
interface InFlight {
  kind: 'flight'
  wait: LifeStage
  waitPath: string
  link: string
  startPs: number
  endPs: number
  header: string
}

/** A world handles it. */
export interface InSlice {
  kind: 'slice'
  watch: SliceWatch
  /** How many charges there were when the frame was taken up. */
  taken: number
  /** What its socket was charged, and how many frames share that; null: it was not made here. */
  made: { from: number; to: number; frames: number } | null
  isSending: boolean
  isMerged: boolean
  isTagged: boolean
  /** Waits in a shaper since it was forwarded. */
  isShaped: boolean
}

/** Worlds sleep in the lane in which they work. */
const laneIn = (stage: LifeStage, watch: SliceWatch): LifeLane =>
  stage === 'wake-wait' ? watch.lane : LIFE_STAGES[stage].lane

export type Place = Held | InRing | InQueue | InFlight | InSlice

/** What stands before them happened elsewhere. */
const ARRIVALS: ReadonlySet<LifeStage> = new Set<LifeStage>(['vswitch-forward', 'propagation', 'loopback'])

export class Journey {
  readonly spans: LifeSpan[] = []
  place: Place | null = null
  /** End of the last stage. */
  atPs: number
  /** Its handle: another one after it was cut or merged. */
  frame = -1
  /** Component where the frame is. */
  path = ''
  vswitch = ''
  group = ''
  /** 802.1Q tag that it carried last. */
  vlan = 0
  /** Of the sending side: not yet taken by its device. */
  isSending = true
  /** The driver has seen it. */
  isCharged = false
  outcome: string | null = null
  /** Bytes of the headers when somebody looked last, and how many stages there were. */
  private header = ''
  private looked = 0
  private untagged: string | null = null

  constructor(
    /** What the frame's TRACE field says. */
    readonly id: number,
    readonly sentPs: number,
  ) {
    this.atPs = sentPs
  }

  /** The same past, for a copy. */
  fork(id: number): Journey {
    const copy = new Journey(id, this.sentPs)
    const { atPs, path, vswitch, group, vlan, isSending, isCharged, header, looked, untagged } = this
    Object.assign(copy, { atPs, path, vswitch, group, vlan, isSending, isCharged, header, looked, untagged })
    copy.spans.push(...this.spans.map((span) => ({ ...span })))
    copy.place = this.place === null ? null : { ...this.place }
    return copy
  }

  /** A stage up to `untilPs`; one after the other of the same kind are one. */
  add(
    stage: LifeStage,
    untilPs: number,
    path = this.path,
    lane: LifeLane = LIFE_STAGES[stage].lane,
    cycles = 0,
    header: string | null = null,
  ): void {
    const endPs = Math.max(untilPs, this.atPs)
    const last = this.spans[this.spans.length - 1]
    if (last?.stage === stage && last.path === path && last.lane === lane && header === null && last.header === null) {
      last.endPs = endPs
      last.cycles += cycles
    } else this.spans.push({ stage, lane, path, startPs: this.atPs, endPs, cycles, header })
    this.atPs = endPs
  }

  /** A stage without duration: a decision, or a transfer whose time is not the frame's. */
  instant(stage: LifeStage, path = this.path, lane: LifeLane = LIFE_STAGES[stage].lane): void {
    this.add(stage, this.atPs, path, lane)
  }

  /** Like `add`, where it is worth telling only when it took time. */
  wait(stage: LifeStage, untilPs: number, path = this.path, lane: LifeLane = LIFE_STAGES[stage].lane): void {
    if (untilPs > this.atPs) this.add(stage, untilPs, path, lane)
  }

  /** The tag was changed since the last look. */
  tag(vlan: number, path: string, lane: LifeLane): void {
    if (vlan === this.vlan) return
    this.vlan = vlan
    this.instant('vlan-tag', path, lane)
  }

  /** What the headers are before a vSwitch puts a tag on or takes it off. */
  beforeTag(header: string): void {
    this.untagged = header
  }

  /** What the headers are: where that is news, the stage that did it shows it. */
  show(header: string): void {
    const { untagged } = this
    if (untagged !== null && untagged !== header) this.reveal(untagged, 'vlan-tag')
    this.untagged = null
    this.reveal(header)
    this.looked = this.spans.length
  }

  /** What was laid out ahead (a fetch) does not go on. */
  private cutOff(nowPs: number): void {
    if (this.atPs <= nowPs) return
    for (const span of this.spans) {
      span.startPs = Math.min(span.startPs, nowPs)
      span.endPs = Math.min(span.endPs, nowPs)
    }
    this.atPs = nowPs
  }

  private reveal(header: string, except?: LifeStage): void {
    const { spans, looked } = this
    if (header === this.header || spans.length === 0) return
    let at = except === undefined ? spans.length - 1 : -1
    for (let i = spans.length - 1; i >= looked; i--) {
      const { stage } = spans[i]
      if (!CHANGING.has(stage) || stage === except) continue
      at = i
      break
    }
    if (at < 0) return
    this.header = header
    spans[at].header = header
  }

  /** Stages since the frame came here, or was forwarded last, happened at `path`, as is known since. */
  name(stages: readonly LifeStage[], path: string): void {
    for (let i = this.spans.length - 1; i >= 0 && !ARRIVALS.has(this.spans[i].stage); i--) {
      if (stages.includes(this.spans[i].stage)) this.spans[i].path = path
    }
  }

  /** Takes the frame out of the ring at `untilPs`, with the slice that begins then. */
  leaveRing(place: InRing, untilPs: number): void {
    const { watch } = place
    this.add(place.stage, this.atPs)
    if (place.interruptedPs > this.atPs) this.wait('moderation', place.interruptedPs)
    const stage = place.isAsleep ? place.wake : place.stage
    this.wait(stage, Math.min(watch.readyPs, untilPs), this.path, laneIn(stage, watch))
    this.wait('stunned', Math.min(watch.resumedPs, untilPs))
    this.wait('core-wait', untilPs, this.path, watch.lane)
  }

  /** The frame ends where it is. */
  abandon(nowPs: number): void {
    const { place } = this
    if (place?.kind !== 'queue') {
      this.leave(nowPs)
      return
    }
    this.place = null
    this.cutOff(nowPs)
    this.wait(place.isOut ? 'port-queue' : 'nic-transmit-queue', nowPs)
  }

  /** The frame leaves where it is at `nowPs`, other than with a slice. */
  leave(nowPs: number): void {
    const { place } = this
    this.place = null
    if (place === null) return
    switch (place.kind) {
      case 'held':
      case 'ring':
        this.wait(place.stage, nowPs)
        break
      case 'queue':
        if (place.isOut) this.wait('port-queue', nowPs)
        else {
          this.add('nic-transmit-queue', nowPs)
          place.leave()
        }
        break
      case 'flight':
        this.cutOff(nowPs)
        this.wait(place.wait, Math.min(place.startPs, nowPs), place.waitPath)
        if (nowPs > this.atPs) {
          this.add('transmission', Math.min(place.endPs, nowPs), place.link, 'wire', 0, place.header)
          this.wait('propagation', nowPs, place.link)
        }
        break
      case 'slice':
        place.watch.layOut(this, place, nowPs)
    }
  }
}
