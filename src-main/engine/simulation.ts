// A lab that runs: the face of the engine, and the file to read first. `RunningLab` builds it, the kernel moves it, this class
// puts the script and the samples between the events. Everything above the engine uses only what is public here.
// Times are whole picoseconds. Slices, steps, observation and pace change nothing: only the document and its seed do.
import type { StopCondition } from '../../src-shared/api/stop-condition'
import type { Destination, LiveLayout, LiveSnapshot, Refusal, RunAction } from '../../src-shared/api/lab-api'
import type { EventModel, LabModel } from '../../src-shared/lab/lab-model'
import type { LabEvent } from '../../src-shared/lab/schema'
import { exactTime } from '../../src-shared/lab/units'
import { refuseAction } from '../../src-shared/result/action-refusals'
import { canonicalResult } from '../../src-shared/result/canonical'
import type { Capability, EngineResult } from '../../src-shared/result/result'
import { perform, resolveAction } from './actions'
import type { Capture } from './observe/capture'
import { collectLayout, collectLive } from './observe/collect-live'
import { collectResult } from './observe/collect-result'
import { placeCaptures } from './observe/place-captures'
import { stopProbe } from './observe/stop-probe'
import { RunningLab } from './running-lab'
import { Script } from './script'

export interface SimulationOptions {
  /** Keep frames for the captures of the document. */
  captures?: boolean
}

export class Simulation {
  readonly endPs: number
  /** What the captures of the document kept, in their order; empty unless asked for. */
  readonly captures: readonly Capture[]
  readonly lab: RunningLab
  private readonly script: Script

  constructor(model: LabModel, options: SimulationOptions = {}) {
    this.lab = new RunningLab(model)
    this.endPs = model.durationPs
    this.script = new Script(model.events)
    this.captures = options.captures ? placeCaptures(this.lab) : []
  }

  /** Time of the last event or of the end of the last slice, ps. */
  get now(): number {
    return this.lab.sim.now
  }

  get events(): number {
    return this.lab.sim.events
  }

  get frames(): number {
    return this.lab.sim.traffic.frames
  }

  /**
   * Processes events with time ≤ `untilPs` (and ≤ the end), at most `maxEvents` of them, and says which limit stopped it.
   * `isAbout`: `maxEvents` may be exceeded a little, which lets large labs run faster (K12).
   */
  run(untilPs: number, maxEvents = Infinity, isAbout = maxEvents === Infinity): 'reached' | 'budget' {
    const { sim, sampler } = this.lab
    const target = Math.min(untilPs, this.endPs)
    const last = sim.events + maxEvents
    for (;;) {
      const { nextPs } = sampler
      const scriptPs = this.script.nextPs
      // all events before the script's instant, then the script, then the events of that instant
      const stop = Math.min(target, nextPs, scriptPs - 1)
      if (stop >= sim.now && !sim.run(stop, last - sim.events, isAbout)) return 'budget'
      if (stop === nextPs) sampler.take()
      if (scriptPs <= target && stop === scriptPs - 1) this.playNext()
      else if (stop === target) return 'reached'
    }
  }

  /** One event, or one step of the script; false: nothing is left before the end. */
  step(): boolean {
    const { sim, sampler } = this.lab
    for (;;) {
      const next = Math.min(sim.queue.peekTime(), this.script.nextPs)
      if (next > this.endPs) return false
      if (sampler.nextPs < next) {
        sim.run(sampler.nextPs)
        sampler.take()
      } else if (this.script.nextPs === next) {
        this.playNext()
        return true
      } else {
        sim.run(next, 1)
        return true
      }
    }
  }

  /** Performs an action of a person at now + 1 ps. Returns the event that repeats it in another run, or why it was refused. */
  act(action: RunAction): { ok: true; event: LabEvent } | { ok: false; refusal: Refusal } {
    const { lab, script } = this
    this.run(this.now)
    const atPs = this.now + 1
    const event = resolveAction(lab.model, action, atPs)
    if ('code' in event) return { ok: false, refusal: event }
    if (atPs > this.endPs) return { ok: false, refusal: refuseAction('run-over', lab.model.name) }
    while (script.nextPs === atPs) this.playNext()
    const refusal = this.play(event)
    if (refusal !== null) return { ok: false, refusal }
    return { ok: true, event: { at: exactTime(atPs), ...action } }
  }

  /** Whether this has happened since; null: there is nothing of the kind. */
  probe(condition: StopCondition): (() => boolean) | null {
    return stopProbe(this.lab, condition)
  }

  destinations(vm: string): Destination[] {
    return this.lab.migration.destinations(vm)
  }

  capabilities(): Record<string, Record<string, Capability>> {
    return this.lab.migration.capabilities()
  }

  layout(): Omit<LiveLayout, 'runId'> {
    return collectLayout(this.lab)
  }

  live(fromSample: number, fromLog: number): Omit<LiveSnapshot, 'run' | 'sequence'> {
    return collectLive(this.lab, fromSample, fromLog)
  }

  /** Throws where frames are unaccounted for (K9): that is a bug, and no result may come of it. */
  result(): EngineResult {
    this.lab.sim.traffic.assertBalance()
    return collectResult(this.lab)
  }

  /** What the digest is taken over. */
  canonicalText(): string {
    return canonicalResult(this.result())
  }

  private playNext(): void {
    const event = this.script.take()
    const refusal = this.play(event)
    if (refusal === null) return
    const code = event.do === 'set' ? 'property-refused' : 'operation-refused'
    this.lab.sim.log.add('warning', refusal.path ?? this.lab.model.name, code, refusal.says)
  }

  private play(event: EventModel): Refusal | null {
    const { sim } = this.lab
    sim.unite()
    if (event.atPs > sim.now) sim.advanceTo(event.atPs)
    const refusal = perform(this.lab, event)
    sim.settle()
    return refusal
  }
}
