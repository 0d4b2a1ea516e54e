// The life of one frame, stage by stage, from the application that sends it to the one that gets it, or to where it is lost.
// A run is deterministic, so the frame is found in a second simulation of the same document, whose objects are observed;
// the first one knows nothing of it and pays nothing. Read first: packet-life-observer.ts.
import type { LabModel } from '../../../src-shared/lab/lab-model'
import { Simulation } from '../simulation'
import type { LifeSpan } from './packet-life-journey'
import { LifeObserver } from './packet-life-observer'

export interface LifeWish {
  /** Id of a flow. */
  flow: string
  fromPs: number
  /** From 1: of what the flow's sender hands to its device from `fromPs` on. A super-frame counts as one. */
  nth: number
}

export interface PacketLife {
  flow: string
  sentPs: number
  endPs: number
  /** `delivered`, a drop reason, or `in-flight` where the run ended first. */
  outcome: string
  /** Without gaps from `sentPs` to `endPs`. */
  stages: readonly LifeSpan[]
  /** Bytes of the headers as the sender's adapter got them, in hexadecimal; `stages` have what became of them. */
  header: string
}

/** Events between two looks at whether the frame has ended. */
const LOOK_EVENTS = 256

export class PacketLifeSearch {
  /** Null until it is found, and where there is no such frame. */
  life: PacketLife | null = null
  isDone = false
  readonly simulation: Simulation
  private readonly flow: number
  private observer: LifeObserver | null = null

  constructor(
    model: LabModel,
    private readonly wish: LifeWish,
  ) {
    this.simulation = new Simulation(model)
    this.flow = model.flows.findIndex(({ id }) => id === wish.flow)
    this.isDone = this.flow < 0 || wish.fromPs > this.simulation.endPs || !(wish.nth >= 1)
  }

  /** Goes on for about `maxEvents`; true: it is done. */
  advance(maxEvents = Infinity): boolean {
    const { simulation, wish } = this
    if (this.isDone) return true
    if (this.observer === null) {
      // nothing is watched before the time from which frames count
      if (wish.fromPs > 0 && simulation.run(wish.fromPs - 1, maxEvents) === 'budget') return false
      this.observer = new LifeObserver(simulation.lab, { ...wish, flow: this.flow })
    }
    let how: 'budget' | 'reached' = 'budget'
    for (let left = maxEvents; left > 0 && how === 'budget' && this.observer.finished === null; left -= LOOK_EVENTS) {
      how = simulation.run(simulation.endPs, LOOK_EVENTS)
    }
    if (how === 'budget' && this.observer.finished === null) return false
    this.isDone = true
    this.life = this.told(this.observer)
    return true
  }

  private told(observer: LifeObserver): PacketLife | null {
    const journey = observer.stop()
    if (journey === null) return null
    const { spans, sentPs, atPs, outcome } = journey
    return {
      flow: this.wish.flow,
      sentPs,
      endPs: atPs,
      outcome: outcome!,
      stages: spans,
      header: spans.find(({ header }) => header !== null)?.header ?? '',
    }
  }
}
