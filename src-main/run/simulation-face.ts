// What the rooms above the engine use of `engine/simulation.ts`, and nothing more: this is the seam at which a session,
// a headless run and their tests meet a simulation. Times are whole picoseconds.
import type { Destination, LiveLayout, LiveSnapshot, Refusal, RunAction } from '@shared/api/lab-api'
import type { StopCondition } from '@shared/api/stop-condition'
import type { CaptureModel } from '@shared/lab/lab-model'
import type { LabEvent } from '@shared/lab/schema'
import type { Capability, EngineResult } from '@shared/result/result'
import type { CapturedFrames } from '../interop/capture-file'

export type EngineLive = Omit<LiveSnapshot, 'run' | 'sequence'>

/** Frames that passed a place of the document's captures. */
export interface FaceCapture extends CapturedFrames {
  readonly model: CaptureModel
}

export interface SimulationFace {
  readonly now: number
  readonly endPs: number
  readonly events: number
  readonly frames: number
  readonly captures: readonly FaceCapture[]
  run(untilPs: number, maxEvents?: number, isAbout?: boolean): 'reached' | 'budget'
  step(): boolean
  act(action: RunAction): { ok: true; event: LabEvent } | { ok: false; refusal: Refusal }
  /** Asked between events; null: there is nothing of the kind. */
  probe(condition: StopCondition): (() => boolean) | null
  destinations(vm: string): Destination[]
  capabilities(): Record<string, Record<string, Capability>>
  layout(): Omit<LiveLayout, 'runId'>
  /** Samples and log entries from these indices on. */
  live(fromSample: number, fromLog: number): EngineLive
  result(): EngineResult
  canonicalText(): string
}
