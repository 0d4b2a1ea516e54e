// Which receive queue gets a frame: filters by destination address (NetQueue, VMDq). What matches none goes to the default
// queue, as does every group address. Filters are spread evenly and stay where they are; the periodic balancer of ESX is left out.
import { MacIndex } from '../host/mac-index'
import type { RxQueue } from './rx-queue'

export class RxFilter {
  private readonly index = new MacIndex()

  constructor(
    /** The queues with filters, beside the default queue. */
    readonly queues: readonly RxQueue[],
    readonly defaultQueue: RxQueue,
  ) {}

  /** Sorts frames for `mac` into the queue with the fewest filters. */
  add(mac: number): void {
    if (this.queues.length === 0 || this.index.get(mac) >= 0) return
    let best = 0
    for (let i = 1; i < this.queues.length; i++) if (this.queues[i].filters < this.queues[best].filters) best = i
    this.queues[best].filters++
    this.index.set(mac, best)
  }

  remove(mac: number): void {
    const at = this.index.get(mac)
    if (at < 0) return
    this.queues[at].filters--
    this.index.delete(mac)
  }

  /** True when the NIC knows the address as one of the host's. */
  has(mac: number): boolean {
    return this.index.get(mac) >= 0
  }

  queueFor(mac: number): RxQueue {
    const at = this.index.get(mac)
    return at < 0 ? this.defaultQueue : this.queues[at]
  }
}
