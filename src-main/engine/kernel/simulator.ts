// Clock and loop. Everything in a run hangs off one Simulator: time, events, frames, counters, accounts.
import type { Component } from './component'
import { CounterTable } from '../observe/counter-table'
import { TrafficLedger } from '../observe/traffic-ledger'
import { EventLog } from '../observe/event-log'
import { EventQueue } from './event-queue'
import { FrameStore } from './frame-store'

export class Simulator {
  /** Time of the event that runs, or of the end of the last slice, ps. */
  now = 0
  /** Events run so far. */
  events = 0
  readonly components: Component[] = []
  readonly queue = new EventQueue()
  readonly frames = new FrameStore()
  readonly counters = new CounterTable()
  readonly traffic: TrafficLedger
  readonly log: EventLog

  constructor(
    /** Of the lab; `RandomStream`s derive from it and a path. */
    readonly seed: number,
  ) {
    this.traffic = new TrafficLedger(this)
    this.log = new EventLog(this)
  }

  register(component: Component): number {
    return this.components.push(component) - 1
  }

  /** `delayPs` ≥ 0 from now. Returns a handle for `cancel`. */
  schedule(delayPs: number, target: Component, kind: number, argument: number): number {
    return this.queue.insert(this.now + delayPs, target.id, kind, argument)
  }

  /** At `timePs` ≥ now. */
  scheduleAt(timePs: number, target: Component, kind: number, argument: number): number {
    return this.queue.insert(timePs, target.id, kind, argument)
  }

  cancel(handle: number): void {
    this.queue.cancel(handle)
  }

  /** Runs events with time ≤ `untilPs`, at most `budget`; true when none is left up to then (now = untilPs). */
  run(untilPs: number, budget = Infinity): boolean {
    const { queue, components } = this
    let left = budget
    while (queue.peekTime() <= untilPs) {
      if (left-- <= 0) return false
      queue.pop()
      this.now = queue.time
      this.events++
      components[queue.target].handle(queue.kind, queue.argument)
    }
    if (untilPs > this.now) this.now = untilPs
    return true
  }
}
