// Which receive queue gets a frame: filters by destination address and VLAN (NetQueue, VMDq), and behind a filter, or for what
// matches none, a hash over several queues (RSS). Group addresses match no filter. Who places filters on queues is the balancer,
// or without one the order of their coming: each goes where the fewest are, and stays.
import { MacIndex } from '../host/mac-index'
import { DST, VLAN } from '../kernel/frame-store'
import { Rss } from './rss'
import type { RxQueue } from './rx-queue'

/** Frames of every VLAN: the guest tags for itself. */
export const ANY_VLAN = -1

/** A port of the vSwitch that wants its frames in a queue. */
export interface FilterOwner {
  readonly path: string
  readonly mac: number
  /** Queues over which its frames may be spread by their hash. */
  readonly rxQueues: number
}

export class Filter {
  /** Where its frames go: the default queues, or as many queues as its owner asked for. */
  queues: readonly RxQueue[]
  rss: Rss | null
  /** Frames since the balancer looked last. */
  frames = 0
  /** Next filter for the same address, in another VLAN. */
  next: Filter | null = null

  constructor(
    readonly owner: FilterOwner,
    readonly mac: number,
    readonly vlan: number,
    place: Placement,
  ) {
    this.queues = place.queues
    this.rss = place.rss
  }
}

/** Queues with the table that spreads frames over them; null: there is one. */
export interface Placement {
  readonly queues: readonly RxQueue[]
  readonly rss: Rss | null
}

export function placement(queues: readonly RxQueue[]): Placement {
  return { queues, rss: queues.length > 1 ? new Rss(queues.length) : null }
}

export class RxFilter {
  /** In the order of their coming. */
  readonly filters: Filter[] = []
  /** Filters begin on the default queue: a balancer moves them. */
  startsOnDefault = false
  private readonly index = new MacIndex()
  /** First filter of each address, by the number that the index has for it. */
  private readonly heads: (Filter | null)[] = []

  constructor(
    /** The queues with filters, beside the default queues. */
    readonly queues: readonly RxQueue[],
    readonly defaults: Placement,
  ) {}

  /** Sorts frames for the owner's address in `vlan` into queues of its own, as far as there are any. */
  add(owner: FilterOwner, vlan: number): void {
    if (this.queues.length === 0) return
    const { mac } = owner
    const place = this.startsOnDefault ? this.defaults : placement(this.emptiest(owner.rxQueues))
    const filter = new Filter(owner, mac, vlan, place)
    this.count(filter, 1)
    this.filters.push(filter)
    let at = this.index.get(mac)
    if (at < 0) {
      at = this.heads.indexOf(null)
      if (at < 0) at = this.heads.length
      this.heads[at] = null
      this.index.set(mac, at)
    }
    filter.next = this.heads[at]
    this.heads[at] = filter
  }

  remove(owner: FilterOwner): void {
    const at = this.filters.findIndex((filter) => filter.owner === owner)
    if (at < 0) return
    const [filter] = this.filters.splice(at, 1)
    this.count(filter, -1)
    const head = this.index.get(filter.mac)
    if (this.heads[head] === filter) this.heads[head] = filter.next
    else for (let f = this.heads[head]; f !== null; f = f.next) if (f.next === filter) f.next = filter.next
    if (this.heads[head] === null) this.index.delete(filter.mac)
  }

  /** The frames of a filter go elsewhere from here on. */
  move(filter: Filter, place: Placement): void {
    this.count(filter, -1)
    filter.queues = place.queues
    filter.rss = place.rss
    this.count(filter, 1)
  }

  /** True when the NIC knows the address as one of the host's. */
  has(mac: number): boolean {
    return this.index.get(mac) >= 0
  }

  queueFor(d: Float64Array, frame: number): RxQueue {
    const at = this.index.get(d[frame + DST])
    if (at >= 0) {
      const vlan = d[frame + VLAN]
      let filter = this.heads[at]
      while (filter !== null && filter.vlan !== vlan && filter.vlan !== ANY_VLAN) filter = filter.next
      if (filter !== null) {
        filter.frames++
        return filter.rss === null ? filter.queues[0] : filter.queues[filter.rss.queueOf(d, frame)]
      }
    }
    const { queues, rss } = this.defaults
    return rss === null ? queues[0] : queues[rss.queueOf(d, frame)]
  }

  /** As many queues as were asked for, those with the fewest filters first. */
  private emptiest(wanted: number): RxQueue[] {
    const order = [...this.queues].sort((a, b) => a.filters - b.filters || a.number - b.number)
    return order.slice(0, Math.max(1, wanted))
  }

  private count(filter: Filter, change: number): void {
    for (const queue of filter.queues) if (!queue.isDefault) queue.filters += change
  }
}
