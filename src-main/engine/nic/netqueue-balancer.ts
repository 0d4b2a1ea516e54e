// The balancer of NetQueue: once a period it looks at what each receive filter brought, puts busy ones on queues of their own and
// idle ones back on the default queue. Filters that a host has no queue for share, the busiest with the fewest others.
// ESX looks about every five seconds and keeps its thresholds to itself: those here are the model's. A filter that moves leaves
// frames behind in its old queue; where that one is backed up, frames of a flow may overtake each other, as in hardware.
import { Component } from '../kernel/component'
import { SECOND } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { type Filter, placement, type RxFilter } from './rx-filter'
import type { RxQueue } from './rx-queue'

/** Frames a second from which a filter leaves the default queue, and below which it goes back. */
const BUSY_RATE = 10_000
const IDLE_RATE = 1_000
/** A new order of filters must lower the load of the fullest queue by this share, or everything stays. */
const GAIN = 0.1

export class NetqueueBalancer extends Component {
  constructor(
    sim: Simulator,
    path: string,
    private readonly filter: RxFilter,
    private readonly periodPs: number,
    /** Counter of filters that moved. */
    private readonly movesSlot: number,
  ) {
    super(sim, path)
    filter.startsOnDefault = true
    sim.schedule(periodPs, this, 0, 0)
  }

  override handle(): void {
    this.balance()
    for (const filter of this.filter.filters) filter.frames = 0
    this.sim.schedule(this.periodPs, this, 0, 0)
  }

  private balance(): void {
    const { filters, defaults } = this.filter
    const limit = (filter: Filter): number => (filter.queues[0].isDefault ? BUSY_RATE : IDLE_RATE)
    const busy = filters.filter((filter) => this.rateOf(filter) >= limit(filter))
    for (const filter of filters) {
      if (busy.includes(filter) || filter.queues[0].isDefault) continue
      this.filter.move(filter, defaults)
      this.tell(filter)
    }
    // the sort keeps the order of equals
    busy.sort((a, b) => b.frames - a.frames)
    const plan = this.spread(busy)
    const isNew = busy.some((filter) => filter.queues[0].isDefault)
    const now = this.fullest(
      busy,
      busy.map((filter) => filter.queues),
    )
    if (!isNew && this.fullest(busy, plan) > now * (1 - GAIN)) return
    busy.forEach((filter, i) => {
      if (plan[i].length === filter.queues.length && plan[i].every((queue) => filter.queues.includes(queue))) return
      this.filter.move(filter, placement(plan[i]))
      this.tell(filter)
    })
  }

  /** Queues for each filter, the busiest first: those with the least load, its own where they are equal. */
  private spread(busy: readonly Filter[]): RxQueue[][] {
    const load = new Map<RxQueue, number>(this.filter.queues.map((queue) => [queue, 0]))
    return busy.map((filter) => {
      const own = (queue: RxQueue): number => (filter.queues.includes(queue) ? 0 : 1)
      const order = [...this.filter.queues].sort(
        (a, b) => load.get(a)! - load.get(b)! || own(a) - own(b) || a.number - b.number,
      )
      const queues = order.slice(0, Math.max(1, filter.owner.rxQueues))
      for (const queue of queues) load.set(queue, load.get(queue)! + filter.frames / queues.length)
      return queues
    })
  }

  /** Frames of the period on the fullest queue, if the filters were placed like this. */
  private fullest(busy: readonly Filter[], places: readonly (readonly RxQueue[])[]): number {
    const load = new Map<RxQueue, number>()
    busy.forEach((filter, i) => {
      for (const queue of places[i]) load.set(queue, (load.get(queue) ?? 0) + filter.frames / places[i].length)
    })
    return Math.max(0, ...load.values())
  }

  private rateOf(filter: Filter): number {
    return (filter.frames * SECOND) / this.periodPs
  }

  private tell(filter: Filter): void {
    const { sim } = this
    sim.counters.data[this.movesSlot]++
    const names = filter.queues.map((queue) => queue.name).join(', ')
    const rate = Math.round(this.rateOf(filter))
    sim.log.add('info', this.path, 'filter-moved', `${filter.owner.path} (${rate} frames/s) is received on ${names}`)
  }
}
