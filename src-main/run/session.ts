// One run of one lab as a person drives it: start, pause, step, pace, seek, act, reset. A state machine around a
// simulation; it runs in slices so that its thread stays free to hear the next wish. Read `pacing.ts` first.
// A past moment is shown by running again from the start with everything that was done: a run is deterministic.
import type { Destination, LiveLayout, LiveSnapshot, Refusal, RunAction, RunStatus } from '@shared/api/lab-api'
import { refuse, type ServiceRefusal } from '@shared/api/errors'
import { type StopCondition, stopWords } from '@shared/api/stop-condition'
import type { Lab, LabEvent } from '@shared/lab/schema'
import type { Capability, LabResult } from '@shared/result/result'
import { type CapturedFile, capturedFile } from './captured-file'
import { labResult } from './lab-result'
import { Pacing } from './pacing'
import { runDocument } from './run-document'
import type { SimulationFace } from './simulation-face'
import { Wait } from './wait'
import type { WallClock } from './wall-clock'

const PS = 1e12
/** Events between two looks at the clock, and how long the thread is kept before it listens again. */
const SLICE_EVENTS = 4000
const SLICE_MS = 12
/** A paced run looks at the clock this often. */
const TICK_MS = 8
const LIVE_MS = 100
/** A run shows itself so long before its end, or where it seeks to: rates that are read there are those of this stretch. */
const LOOK_BEFORE_PS = 0.01 * PS

export type SessionReply = { outcome: 'done'; run: RunStatus } | { outcome: 'refused'; refusal: Refusal }

export interface SessionOptions {
  runId: string
  labId: string
  revision: number
  document: Lab
  pace: number
  build: (document: Lab) => SimulationFace
  clock: WallClock
  onLive: (live: LiveSnapshot) => void
}

export class Session {
  private simulation: SimulationFace
  private state: RunStatus['state'] = 'ready'
  private failure: string | undefined
  private readonly actions: LabEvent[] = []
  private readonly pacing: Pacing
  private seekFrom = 0
  private seekTo = 0
  /** A seek ends before more events than these. */
  private seekEvents = Infinity
  /** What happens when a seek arrives. */
  private then: 'pause' | 'run' | 'step' | 'count' = 'pause'
  private wait: Wait | null = null
  private cancelSlice: (() => void) | null = null
  private wallMs = 0
  private sequence = 0
  private sentSamples = 0
  private sentLog = 0
  private lastLiveMs = -Infinity
  private last: LiveSnapshot | null = null

  constructor(private readonly options: SessionOptions) {
    this.pacing = new Pacing(options.pace)
    this.simulation = options.build(options.document)
  }

  status(): RunStatus {
    return {
      runId: this.options.runId,
      labId: this.options.labId,
      revision: this.options.revision,
      state: this.state,
      time: this.simulation.now / PS,
      duration: this.simulation.endPs / PS,
      pace: this.pacing.pace,
      reached: this.state === 'running' || this.state === 'seeking' ? this.pacing.reached : 0,
      events: this.simulation.events,
      frames: this.simulation.frames,
      ...(this.state === 'seeking' ? { progress: this.progress() } : {}),
      ...(this.failure === undefined ? {} : { failure: this.failure }),
      ...(this.wait === null ? {} : { waited: this.wait.status }),
    }
  }

  start(): SessionReply {
    if (this.state === 'finished') return this.refused('run-finished')
    if (this.state === 'failed') return this.refused('run-failed', this.failure)
    if (this.state === 'seeking') this.then = 'run'
    else if (this.state !== 'running') this.go('running')
    else this.wait = null
    return this.done()
  }

  pause(): SessionReply {
    if (this.state === 'running' || this.state === 'seeking') this.halt('paused')
    return this.done()
  }

  step(untilSeconds?: number): SessionReply {
    const blocked = this.blocked()
    if (blocked !== null) return blocked
    if (this.state === 'running') this.halt('paused')
    if (untilSeconds !== undefined && untilSeconds * PS > this.simulation.now) {
      // to just before that instant, so that the one event is the first at or after it
      this.seekForward(Math.ceil(untilSeconds * PS) - 1, 'step')
      return this.done()
    }
    this.guarded(() => this.oneStep())
    return this.done()
  }

  /** At the pace of the run, until this has happened. */
  until(condition: StopCondition): SessionReply {
    const blocked = this.blocked()
    if (blocked !== null) return blocked
    const probe = this.guarded(() => this.simulation.probe(condition))
    if (this.failed()) return this.done()
    if (probe === null) return this.refused('nothing-to-wait-for')
    if (probe()) return this.refused('already-so')
    this.go('running')
    this.wait = new Wait(stopWords(condition), probe)
    return this.done()
  }

  /** To the event before this instant. Both where that is and what was then are found by running again from the start. */
  stepBack(): SessionReply {
    if (this.state === 'failed') return this.refused('run-failed', this.failure)
    if (this.state === 'seeking') return this.refused('run-busy')
    const before = this.simulation.now - 1
    if (before < 0) return this.refused('run-at-start')
    this.close()
    this.guarded(() => this.rebuild())
    if (!this.failed()) this.seekForward(before, 'count')
    return this.done()
  }

  changePace(pace: number): SessionReply {
    this.pacing.change(pace, this.simulation.now, this.options.clock.now())
    if (this.state === 'running') this.schedule(0)
    return this.done()
  }

  seek(seconds: number): SessionReply {
    if (this.state === 'failed') return this.refused('run-failed', this.failure)
    const target = Math.min(Math.round(seconds * PS), this.simulation.endPs)
    const then = this.state === 'running' || (this.state === 'seeking' && this.then === 'run') ? 'run' : 'pause'
    this.close()
    if (target < this.simulation.now) this.guarded(() => this.rebuild())
    if (this.failed()) return this.done()
    this.seekForward(target, then)
    return this.done()
  }

  /** What a person does at this instant; it is kept, so that going back and running again does it again. */
  act(action: RunAction): SessionReply {
    const blocked = this.blocked()
    if (blocked !== null) return blocked
    let refusal: Refusal | null = null
    this.guarded(() => {
      const acted = this.simulation.act(action)
      if (acted.ok) this.actions.push(acted.event)
      else refusal = acted.refusal
    })
    if (refusal !== null) return { outcome: 'refused', refusal }
    if (this.state === 'ready' || this.state === 'paused') this.halt('paused')
    return this.done()
  }

  /** Everything that is known at this instant, from the first sample on. */
  live(): LiveSnapshot | null {
    if (this.failed()) return this.last
    return this.guarded(() => this.snapshot(0, 0)) ?? this.last
  }

  layout(): LiveLayout {
    return { runId: this.options.runId, ...this.simulation.layout() }
  }

  destinations(vm: string): Destination[] {
    return this.failed() ? [] : (this.guarded(() => this.simulation.destinations(vm)) ?? [])
  }

  capabilities(): Record<string, Record<string, Capability>> {
    return this.failed() ? {} : (this.guarded(() => this.simulation.capabilities()) ?? {})
  }

  /** Null where nothing has run, or where the run has failed. `questions`: what was answered since it began. */
  result(questions?: Lab['answers']): LabResult | null {
    if (this.state === 'ready' || this.failed()) return null
    const played = this.playedDocument()
    return this.guarded(() =>
      labResult(this.simulation, {
        document: this.options.document,
        played: questions === undefined ? played : { ...played, answers: questions },
        wallMs: this.wallMs,
      }),
    )
  }

  /** What was captured at a place so far; null: the document captures nothing there. */
  capture(at: string): CapturedFile | null {
    return this.failed() ? null : this.guarded(() => capturedFile(this.simulation, this.options.document, at))
  }

  /** The document of this run with everything that was done so far. */
  playedDocument(): Lab {
    return runDocument(this.options.document, this.actions)
  }

  /** No slice runs after this. */
  close(): void {
    this.cancelSlice?.()
    this.cancelSlice = null
  }

  private done(): SessionReply {
    return { outcome: 'done', run: this.status() }
  }

  private refused(code: ServiceRefusal, detail?: string): SessionReply {
    return { outcome: 'refused', refusal: refuse(code, detail) }
  }

  private blocked(): SessionReply | null {
    if (this.state === 'finished') return this.refused('run-finished')
    if (this.state === 'failed') return this.refused('run-failed', this.failure)
    return this.state === 'seeking' ? this.refused('run-busy') : null
  }

  private failed(): boolean {
    return this.state === 'failed'
  }

  private go(state: 'running' | 'seeking'): void {
    const now = this.options.clock.now()
    this.state = state
    this.wait = null
    this.pacing.anchor(this.simulation.now, now)
    this.pacing.mark(this.simulation.now, now)
    this.schedule(0)
  }

  private halt(state: 'paused' | 'finished'): void {
    this.cancelSlice?.()
    this.cancelSlice = null
    this.state = state
    if (state === 'finished') this.wait?.giveUp()
    else if (this.wait?.isOpen) this.wait = null
    this.sendLive()
  }

  private seekForward(targetPs: number, then: 'pause' | 'run' | 'step' | 'count', events = Infinity): void {
    this.seekFrom = this.simulation.now
    this.seekTo = targetPs
    this.seekEvents = events
    this.then = then
    this.go('seeking')
  }

  /** Share of the way to where it seeks. A step back is two ways. */
  private progress(): number {
    const way = this.seekTo - this.seekFrom
    const share = way > 0 ? (this.simulation.now - this.seekFrom) / way : 1
    return this.then === 'count' ? share / 2 : this.seekEvents < Infinity ? (1 + share) / 2 : share
  }

  private rebuild(): void {
    this.simulation = this.options.build(this.playedDocument())
    this.sentSamples = 0
    this.sentLog = 0
    this.wallMs = 0
  }

  private oneStep(): void {
    this.wait = null
    const more = this.simulation.step()
    if (!more) this.simulation.run(this.simulation.endPs)
    this.halt(more ? 'paused' : 'finished')
  }

  private schedule(delayMs: number): void {
    this.cancelSlice?.()
    this.cancelSlice = this.options.clock.after(delayMs, () => {
      this.cancelSlice = null
      this.guarded(() => this.slice())
    })
  }

  private slice(): void {
    const { clock } = this.options
    const began = clock.now()
    const endPs = this.simulation.endPs
    const goal = this.state === 'seeking' ? this.seekTo : this.pacing.target(began, endPs)
    const target = this.nextStop(goal)
    let how: 'reached' | 'budget' | 'met'
    let now: number
    do {
      const isCounted = this.state === 'seeking' && this.seekEvents < Infinity
      const most = isCounted ? Math.min(SLICE_EVENTS, this.seekEvents - this.simulation.events) : SLICE_EVENTS
      if (this.wait !== null) how = this.wait.run(this.simulation, target, SLICE_EVENTS)
      else how = most > 0 ? this.simulation.run(target, most, !isCounted) : 'reached'
      now = clock.now()
    } while (how === 'budget' && now - began < SLICE_MS)
    this.wallMs += now - began

    if (how === 'met') {
      this.halt('paused')
      return
    }
    if (how === 'reached' && target < goal) {
      this.sendLive()
      this.schedule(0)
      return
    }
    if (how === 'reached' && this.state === 'seeking') {
      this.arrive()
      return
    }
    if (how === 'reached' && target >= endPs) {
      this.halt('finished')
      return
    }
    // out of budget: the run lags behind its pace and is not made to catch up
    if (how === 'budget' && this.state === 'running') this.pacing.anchor(this.simulation.now, now)
    if (now - this.lastLiveMs >= LIVE_MS) this.sendLive()
    this.schedule(how === 'budget' ? 0 : TICK_MS)
  }

  /** On the way to `goal`: a stop shortly before it, if it is the last. */
  private nextStop(goal: number): number {
    const isLast = this.state === 'seeking' ? this.seekEvents === Infinity : goal === this.simulation.endPs
    const before = goal - LOOK_BEFORE_PS
    return isLast && this.simulation.now < before ? before : goal
  }

  private arrive(): void {
    if (this.then === 'step') this.oneStep()
    else if (this.then === 'count') this.seekLastEvent()
    else if (this.simulation.now >= this.simulation.endPs) this.halt('finished')
    else if (this.then === 'run') this.go('running')
    else this.halt('paused')
  }

  /** The run stands where a step back leads at the latest: the last of the events up to here is made once more. */
  private seekLastEvent(): void {
    const { events } = this.simulation
    this.rebuild()
    if (events === 0) this.halt('paused')
    else this.seekForward(this.seekTo, 'step', events - 1)
  }

  private snapshot(fromSample: number, fromLog: number): LiveSnapshot {
    const live = this.simulation.live(fromSample, fromLog)
    return { ...live, run: this.status(), sequence: this.sequence }
  }

  private sendLive(): void {
    const now = this.options.clock.now()
    this.pacing.measure(this.simulation.now, now)
    this.lastLiveMs = now
    this.sequence += 1
    const live = this.snapshot(this.sentSamples, this.sentLog)
    this.sentSamples = live.samples.from + live.samples.times.length
    this.sentLog = live.logFrom + live.log.length
    this.last = live
    this.options.onLive(live)
  }

  /** A fault of the engine ends the run, says so and leaves everything else alive. */
  private guarded<T>(work: () => T): T | null {
    try {
      return work()
    } catch (cause) {
      this.close()
      this.state = 'failed'
      this.failure = cause instanceof Error ? cause.message : String(cause)
      this.sequence += 1
      if (this.last !== null) {
        const nothing = { from: this.sentSamples, times: [], goodput: [], lost: [], latency: [], cpu: [] }
        this.last = {
          ...this.last,
          run: this.status(),
          sequence: this.sequence,
          samples: nothing,
          logFrom: this.sentLog,
          log: [],
        }
        this.options.onLive(this.last)
      }
      return null
    }
  }
}
