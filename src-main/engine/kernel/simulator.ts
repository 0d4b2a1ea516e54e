// Clock and loop. Everything in a run hangs off one Simulator: time, events, frames, counters, accounts.
import type { Component } from './component'
import { SliceCharges } from '../observe/cycle-ledger'
import { CounterTable } from '../observe/counter-table'
import { TrafficLedger } from '../observe/traffic-ledger'
import { EventLog } from '../observe/event-log'
import { EventQueue } from './event-queue'
import { FrameStore } from './frame-store'

/** Does something later at the same instant, outside the stack of who asked for it. */
export interface Deferred {
  resume(argument: number): void
}

/** Sees every event before it runs, and changes nothing. */
export interface EventObserver {
  event(time: number, target: number, kind: number): void
}

export class Simulator {
  /** Time of the event that runs, or of the end of the last slice, ps. */
  now = 0
  /** Events run so far. */
  events = 0
  readonly components: Component[] = []
  /** Things to do at this instant, after the handler that runs: see `soon`. */
  private readonly deferred: (Deferred | null)[] = []
  private readonly deferredArguments: number[] = []
  private deferredCount = 0
  /** Of the slice that begins (`World.charge`). */
  readonly charges = new SliceCharges()
  /** How many things of `soon` were done in the present event. */
  settled = 0
  /** For tests that compare runs; null otherwise. */
  observer: EventObserver | null = null
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
    return this.queue.handleOf(this.queue.insert(this.now + delayPs, target.id, kind, argument))
  }

  /** Like `scheduleAt`, for an event that is never cancelled: cheaper, because no handle is made. */
  post(timePs: number, target: Component, kind: number, argument: number): void {
    this.queue.at = timePs
    this.queue.enqueue(target.id, kind, argument)
  }

  /** At `timePs` ≥ now. */
  scheduleAt(timePs: number, target: Component, kind: number, argument: number): number {
    return this.queue.handleOf(this.queue.insert(timePs, target.id, kind, argument))
  }

  cancel(handle: number): void {
    this.queue.cancel(handle)
  }

  /**
   * Calls `deferred.resume(argument)` when the handler of the present event has returned, before any other event (K6).
   * It is part of the event, not one of its own.
   */
  soon(deferred: Deferred, argument: number): void {
    // the arrays keep their length: to shorten and to lengthen them costs more than all the rest
    const at = this.deferredCount++
    this.deferred[at] = deferred
    this.deferredArguments[at] = argument
  }

  /** Does what `soon` put off. The run loop does it after each event; who acts from outside of events calls it. */
  settle(): void {
    const { deferred, deferredArguments } = this
    for (let i = 0; i < this.deferredCount; i++) {
      this.settled = i
      deferred[i]!.resume(deferredArguments[i])
    }
    this.settled = 0
    this.deferredCount = 0
  }

  /** Moves the clock on to `timePs`, at which something outside of events is done; no event before it may be pending. */
  advanceTo(timePs: number): void {
    if (timePs < this.now || this.queue.peekTime() < timePs) throw new Error(`the clock cannot be set to ${timePs}`)
    this.now = timePs
  }

  /** Runs events with time ≤ `untilPs`, at most `budget`; true when none is left up to then (now = untilPs). */
  run(untilPs: number, budget = Infinity): boolean {
    const { queue, components, observer } = this
    const last = this.events + budget
    while (this.events < last && queue.take(untilPs)) {
      this.now = queue.time
      this.events++
      const { target, kind, argument } = queue
      if (observer !== null) observer.event(queue.time, target, kind)
      const component = components[target]
      // A call of its own for each of the first kinds: few classes come by there, and what few classes do can be compiled in.
      if (kind === 0) component.handle(0, argument)
      else if (kind === 1) component.handle(1, argument)
      else component.handle(kind, argument)
      if (this.deferredCount > 0) this.settle()
    }
    if (queue.peekTime() <= untilPs) return false
    if (untilPs > this.now) this.now = untilPs
    return true
  }
}
