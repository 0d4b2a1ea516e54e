// Clock and loop. Everything in a run hangs off one Simulator: time, events, frames, counters, accounts.
import type { Component } from './component'
import { SliceCharges } from '../observe/cycle-ledger'
import { CounterTable } from '../observe/counter-table'
import { TrafficLedger } from '../observe/traffic-ledger'
import { EventLog } from '../observe/event-log'
import { EventQueue, RANK } from './event-queue'
import { FrameStore } from './frame-store'
import { MS, US } from './sim-time'

/** Does something later at the same instant, outside the stack of who asked for it. */
export interface Deferred {
  resume(argument: number): void
}

/** Is shown every event before it runs; must change nothing. */
export interface EventObserver {
  event(time: number, target: number, kind: number): void
}

/** In place of an island: components of the lab as a whole, and what is done outside of events. */
export const EVERYWHERE = -1

/** Events a turn: enough that it is worth fetching from memory what they touch. */
const TURN = 4096
/** Events a part that a run may at least have for it to be run in turns. */
const SHORTEST_TURN = 8
/** Events between two looks whether frames to everybody are over: as many as there have been, in these limits. */
const SHORTEST_LOOK = 1024
const LONGEST_LOOK = 65_536
/** Silence that is worth a calendar for each island. */
const SHORTEST_QUIET = MS
const FIRST_WINDOW = 10 * US

/** The parts of a lab that have turns. */
interface Cut {
  count: number
  /** By island. */
  partOf: readonly number[]
}

const ONE: Cut = { count: 1, partOf: [] }

export class Simulator {
  /** Time of the event that runs, or of the end of the last slice, ps. */
  now = 0
  /** Events run so far. */
  events = 0
  readonly components: Component[] = []
  /** Island (`../islands.ts`) of the components that are being built. */
  building = EVERYWHERE
  /** Island of each component, by its id. */
  private readonly islandOf: number[] = []
  private readonly rankOf: number[] = []
  private domains = ONE
  private islands = ONE
  /** What the calendars are for. */
  private cut = ONE
  /** Tells until when islands can have turns, ps; 0: not yet. Null: they never can. */
  private findQuiet: (() => number) | null = null
  private quietUntil = 0
  /** Number of the event at which to look for quiet again. */
  private nextLook = 0
  /** The part whose turn it is; -1: the lab is run as one. */
  turn = -1
  /** Length of the next window of turns, ps. */
  private window = FIRST_WINDOW
  private isInEvent = false
  /** Events up to this time run, ps, and up to this number. */
  private until = 0
  private last = 0
  /** What `soon` was asked to do, in order, with its arguments. */
  private readonly deferred: (Deferred | null)[] = []
  private readonly deferredArguments: number[] = []
  private deferredCount = 0
  /** Cycles charged so far in the slice that begins (`World.charge`). */
  readonly charges = new SliceCharges()
  /** How many things of `soon` were done in the present event. */
  settled = 0
  /** Set by tests that compare runs; null otherwise. */
  observer: EventObserver | null = null
  readonly queue = new EventQueue()
  readonly frames = new FrameStore()
  readonly counters = new CounterTable()
  readonly traffic: TrafficLedger
  readonly log: EventLog

  constructor(
    /** Seed of the lab: each `RandomStream` derives from it and from a path. */
    readonly seed: number,
  ) {
    this.traffic = new TrafficLedger(this)
    this.log = new EventLog(this)
  }

  /** Calls `make`; the components that it makes belong to `island`. */
  on<T>(island: number, make: () => T): T {
    this.building = island
    const made = make()
    this.building = EVERYWHERE
    return made
  }

  /** Numbers a component. One that is made by an event belongs to the island of that event. */
  register(component: Component): number {
    const island = this.isInEvent ? this.island : this.building
    this.islandOf.push(island)
    this.rankOf.push((island + 1) * RANK)
    return this.components.push(component) - 1
  }

  /**
   * The lab is built: nothing in the islands of one domain can matter to those of another, until `unite`; nor in one island to
   * another, until the time that `quietUntil` tells, ps (0: it can).
   */
  separate(domains: readonly number[], domainCount: number, quietUntil: () => number): void {
    this.domains = { count: domainCount, partOf: domains }
    this.islands = { count: domains.length, partOf: domains.map((_, island) => island) }
    this.findQuiet = domainCount < domains.length ? quietUntil : null
  }

  /** Something is about to be done that may join islands: from here on the lab is a single one. */
  unite(): void {
    this.domains = ONE
    this.findQuiet = null
    this.quietUntil = 0
  }

  /** How many parts of the lab have turns; 1: it is run as one. */
  get parts(): number {
    return this.cut.count
  }

  /** In turns: what happens may matter to the component. Throws where it is not of the part whose turn it is. */
  assertReaches(component: Component): void {
    if (this.cut.partOf[this.islandOf[component.id]] === this.turn) return
    throw new Error(`a frame of part ${this.turn} comes to ${component.path} at ${this.now} ps, which is not of it`)
  }

  /** Whose event runs; EVERYWHERE outside of events. */
  get island(): number {
    return this.isInEvent ? this.islandOf[this.queue.target] : EVERYWHERE
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

  /**
   * At the end of a handler whose component has its next event at `queue.at`: true where nothing else comes before it. Then it
   * begins: the clock stands there, and the handler goes on with it, without the queue. False: it must be added.
   */
  goesOn(): boolean {
    const { queue } = this
    const { at } = queue
    if (this.deferredCount > 0) this.settle()
    if (at > this.until || this.events >= this.last || this.observer !== null || queue.nextTime() <= at) return false
    this.now = at
    this.events++
    return true
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

  /** Does what `soon` put off. The run loop calls this after each event; whoever acts outside of events must call it too. */
  settle(): void {
    const { deferred, deferredArguments } = this
    for (let i = 0; i < this.deferredCount; i++) {
      this.settled = i
      deferred[i]!.resume(deferredArguments[i])
    }
    this.settled = 0
    this.deferredCount = 0
  }

  /** Moves the clock to `timePs`, for something that is done outside of events. Throws where an event before it is pending. */
  advanceTo(timePs: number): void {
    if (timePs < this.now || this.queue.peekTime() < timePs) throw new Error(`the clock cannot be set to ${timePs}`)
    this.now = timePs
  }

  /**
   * Runs events with time ≤ `untilPs`, at most `budget`; true when none is left up to then (now = untilPs). Where the budget need
   * not be kept (`isAbout`), parts of the lab have turns: they end together, at an instant when about so many events have run.
   */
  run(untilPs: number, budget = Infinity, isAbout = budget === Infinity): boolean {
    if (!isAbout || this.observer !== null) {
      this.cutInto(ONE)
      return this.runEvents(untilPs, budget)
    }
    const last = this.events + budget
    for (;;) {
      const left = last - this.events
      if (left <= 0) return false
      const isQuiet = this.findQuiet !== null && this.lookForQuiet(this.findQuiet)
      const cut = isQuiet ? this.islands : this.domains
      const stop = isQuiet ? Math.min(untilPs, this.quietUntil - 1) : untilPs
      const stretch = isQuiet || this.findQuiet === null ? left : Math.min(left, this.nextLook - this.events)
      const hasTurns = cut.count > 1 && stretch >= cut.count * SHORTEST_TURN
      this.cutInto(hasTurns ? cut : ONE)
      const isOver = hasTurns ? this.runInTurns(stop, stretch) : this.runEvents(stop, stretch)
      if (isOver && stop === untilPs) return true
    }
  }

  /** Whether islands can have turns, after a look at the lab where it is time for one. */
  private lookForQuiet(findQuiet: () => number): boolean {
    // at its end somebody sends to everybody, and it takes a while until they have answered
    const isEnding = this.quietUntil > 0 && this.now >= this.quietUntil - 1
    if (isEnding) this.quietUntil = 0
    const isTime = this.quietUntil === 0 && this.events >= this.nextLook
    if (isTime && !isEnding) {
      const until = findQuiet()
      if (until > this.now + SHORTEST_QUIET) this.quietUntil = until
    }
    if (isTime || isEnding) this.nextLook = this.events + Math.min(Math.max(this.events, SHORTEST_LOOK), LONGEST_LOOK)
    return this.quietUntil > 0
  }

  /** Gives each part of the lab a calendar of its own. */
  private cutInto(cut: Cut): void {
    if (this.cut === cut) return
    this.queue.part(cut.count, (component) => cut.partOf[this.islandOf[component]])
    this.cut = cut
  }

  /** Each part runs through a window of time alone, so that what its events touch is near the processor. */
  private runInTurns(untilPs: number, budget: number): boolean {
    const { queue } = this
    const { count } = this.cut
    const last = this.events + budget
    for (;;) {
      const wanted = Math.min(last - this.events, count * TURN)
      const from = this.now
      const before = this.events
      const until = Math.min(untilPs, from + this.window)
      for (let part = 0; part < count; part++) {
        queue.turnTo(part)
        this.turn = part
        this.now = from
        this.runEvents(until, Infinity)
      }
      this.turn = -1
      if (until === untilPs) return true
      if (this.events >= last) return false
      // never much longer at once: after silence there may be a storm
      const ratio = wanted / Math.max(1, this.events - before)
      this.window = Math.ceil(this.window * Math.min(4, Math.max(0.1, ratio)))
    }
  }

  private runEvents(untilPs: number, budget: number): boolean {
    const { queue, components, observer, rankOf } = this
    const hasIslands = this.islands.count > 1
    const last = this.events + budget
    this.until = untilPs
    this.last = last
    this.isInEvent = true
    while (this.events < last && queue.take(untilPs)) {
      this.now = queue.time
      this.events++
      const { target, kind, argument } = queue
      if (hasIslands) queue.rank = rankOf[target]
      if (observer !== null) observer.event(queue.time, target, kind)
      const component = components[target]
      // A call site for each of the most frequent kinds: each sees few classes, so the compiler can inline their handlers.
      if (kind === 0) component.handle(0, argument)
      else if (kind === 1) component.handle(1, argument)
      else component.handle(kind, argument)
      if (this.deferredCount > 0) this.settle()
    }
    this.isInEvent = false
    queue.rank = 0
    if (queue.nextTime() <= untilPs) return false
    if (untilPs > this.now) this.now = untilPs
    return true
  }
}
