// What the main thread and the engine's thread say to each other: orders, one per method of `Session`, and answers.
import type { FrameLife } from '@shared/result/frame-life'
import type { Destination, LiveLayout, LiveSnapshot, Reply, RunAction } from '@shared/api/lab-api'
import type { StopCondition } from '@shared/api/stop-condition'
import type { Lab } from '@shared/lab/schema'
import type { ComparedKind } from '@shared/lab/with-design'
import type { Capability, LabResult } from '@shared/result/result'
import type { RunDifference } from '@shared/result/run-difference'
import type { CapturedFile } from './captured-file'
import type { SessionReply } from './session'

export interface LoadRun {
  runId: string
  labId: string
  revision: number
  document: Lab
  pace: number
}

/** Order → what it takes and what it answers. `load` begins another session. */
export interface Orders {
  load: { takes: { run: LoadRun }; answers: SessionReply }
  start: { takes: object; answers: SessionReply }
  pause: { takes: object; answers: SessionReply }
  step: { takes: { until?: number | undefined }; answers: SessionReply }
  until: { takes: { until: StopCondition }; answers: SessionReply }
  'step-back': { takes: object; answers: SessionReply }
  pace: { takes: { pace: number }; answers: SessionReply }
  seek: { takes: { time: number }; answers: SessionReply }
  act: { takes: { action: RunAction }; answers: SessionReply }
  live: { takes: object; answers: LiveSnapshot | null }
  layout: { takes: object; answers: LiveLayout }
  destinations: { takes: { vm: string }; answers: Destination[] }
  capabilities: { takes: object; answers: Record<string, Record<string, Capability>> }
  /** `questions`: what was answered since the run began; checks compare it with the run. */
  result: { takes: { questions?: Lab['answers'] }; answers: LabResult | null }
  /** Null: the flow sends no such frame, or another one was asked for meanwhile. */
  'packet-life': { takes: { flow: string; from: number; nth: number }; answers: FrameLife | null }
  /** The run with what was done in it, beside another document. Null: it was stopped, or something else was asked for. */
  compare: { takes: { other: Lab }; answers: RunDifference | null }
  /** The run with what was done in it, with another design. Null: as above. */
  design: { takes: { design: ComparedKind }; answers: Reply<'run.design'> | null }
  'stop-comparing': { takes: object; answers: null }
  /** Null: nothing is captured there. */
  capture: { takes: { at: string }; answers: CapturedFile | null }
}

export type OrderName = keyof Orders
export type Order = { [N in OrderName]: { do: N } & Orders[N]['takes'] }[OrderName]
export type OrderAnswer<N extends OrderName> = Orders[N]['answers']

export interface OrderMessage {
  id: number
  order: Order
}

export type WorkerMessage =
  { id: number; ok: true; answer: unknown } | { id: number; ok: false; says: string } | { live: LiveSnapshot }
