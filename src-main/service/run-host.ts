// The run of one open lab: begins an engine when one is needed, gives it the document that the lab has then, and keeps it
// until a reset. A run goes on with the document it began with, however the lab is edited meanwhile.
import { randomUUID } from 'node:crypto'
import { refuse, type ServiceRefusal } from '@shared/api/errors'
import type { LiveSnapshot, Problem, Refusal, RunStatus } from '@shared/api/lab-api'
import type { Lab } from '@shared/lab/schema'
import type { EngineLink, StartEngine } from '../run/engine-thread'
import type { SessionReply } from '../run/session'
import type { Order, OrderAnswer } from '../run/worker-message'

export type RunRefused = { outcome: 'refused'; refusal: Refusal; problems: Problem[] }
export type RunReply = { outcome: 'done'; run: RunStatus } | RunRefused

/** The lab as it is at this instant. */
export interface RunnableLab {
  labId: string
  revision: number
  document: Lab
  errors: Problem[]
}

export interface RunHostOptions {
  startEngine: StartEngine
  lab: () => RunnableLab
  pace: () => number
  onLive: (live: LiveSnapshot) => void
  onBegin: () => void
  onFailure: (says: string) => void
}

export class RunHost {
  private engine: EngineLink | null = null
  private status: RunStatus | null = null
  private tail: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: RunHostOptions) {}

  /** Orders that drive a run; each begins one where there is none, or where the lab changed before anything ran. */
  async control(order: Order): Promise<RunReply> {
    const sent = await this.inOrder(async () => (await this.begin()) ?? this.send(order))
    return 'answer' in sent ? this.take(await sent.answer) : sent
  }

  /** Only where there is a run: pausing nothing begins nothing. */
  async pause(): Promise<RunReply> {
    const sent = await this.inOrder(async () => (this.status === null ? null : this.send({ do: 'pause' })))
    if (sent === null) return { outcome: 'refused', refusal: refuse('no-run'), problems: [] }
    return this.take(await sent.answer)
  }

  /** Why nothing can run; null: there is a run, or one was prepared. */
  prepare(): Promise<RunRefused | null> {
    return this.inOrder(() => this.begin())
  }

  /** Back to the start, with the lab as it is now. */
  reset(): Promise<RunReply> {
    return this.inOrder(async () => {
      this.status = null
      return (await this.begin()) ?? { outcome: 'done', run: this.present() }
    })
  }

  /** What the run knows; null where there is none and the lab cannot run. `begins`: a run is prepared to answer. */
  async look<O extends Order>(order: O, begins: boolean): Promise<OrderAnswer<O['do']> | null> {
    const sent = await this.inOrder(async () => {
      if (begins && (await this.begin()) !== null) return null
      return this.status === null || this.engine === null ? null : this.send(order)
    })
    return sent === null ? null : sent.answer
  }

  close(): void {
    this.engine?.close()
    this.engine = null
    this.status = null
  }

  private async begin(): Promise<RunRefused | null> {
    const lab = this.options.lab()
    const isStale = this.status !== null && this.status.state === 'ready' && this.status.revision !== lab.revision
    if (this.status !== null && !isStale) {
      if (this.engine === null) return this.refused('run-failed', this.status.failure)
      return null
    }
    if (lab.errors.length > 0) {
      return { outcome: 'refused', refusal: refuse('lab-has-errors'), problems: lab.errors }
    }
    this.engine ??= this.options.startEngine({
      onLive: (live) => this.onLive(live),
      onLost: (says) => this.onLost(says),
    })
    const { labId, revision, document } = lab
    const run = { runId: randomUUID(), labId, revision, document, pace: this.options.pace() }
    try {
      this.take(await this.ask({ do: 'load', run }))
    } catch (cause) {
      const says = cause instanceof Error ? cause.message : String(cause)
      this.options.onFailure(says)
      return this.refused('run-failed', says)
    }
    this.options.onBegin()
    return null
  }

  private ask<O extends Order>(order: O): Promise<OrderAnswer<O['do']>> {
    if (this.engine === null) return Promise.reject(new Error('there is no engine'))
    return this.engine.order(order)
  }

  /** On its way, in its turn; the answer may take long, and nobody else waits for it. */
  private send<O extends Order>(order: O): { answer: Promise<OrderAnswer<O['do']>> } {
    return { answer: this.ask(order) }
  }

  private take(reply: unknown): RunReply {
    const answer = reply as SessionReply
    if (answer.outcome === 'refused') return { ...answer, problems: [] }
    this.status = answer.run
    return answer
  }

  private present(): RunStatus {
    if (this.status === null) throw new Error('there is no run')
    return this.status
  }

  private refused(code: ServiceRefusal, detail?: string): RunRefused {
    return { outcome: 'refused', refusal: refuse(code, detail), problems: [] }
  }

  private onLive(live: LiveSnapshot): void {
    if (this.status === null || live.run.runId !== this.status.runId) return
    if (live.run.state === 'failed' && this.status.state !== 'failed') {
      this.options.onFailure(live.run.failure ?? 'the engine failed')
    }
    this.status = live.run
    this.options.onLive(live)
  }

  /** The engine's thread is gone: its run has failed, and a reset begins another thread. */
  private onLost(says: string): void {
    this.engine = null
    if (this.status !== null) this.status = { ...this.status, state: 'failed', reached: 0, failure: says }
    this.options.onFailure(says)
  }

  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work)
    this.tail = turn.catch(() => undefined)
    return turn
  }
}
