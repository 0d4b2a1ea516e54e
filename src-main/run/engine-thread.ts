// The main thread's end of an engine: orders go out, answers and live snapshots come in. A thread that dies takes no
// more than its run with it: whoever waits is told, and the next `load` starts another.
import { Worker } from 'node:worker_threads'
import type { LiveSnapshot } from '@shared/api/lab-api'
import type { Order, OrderAnswer, WorkerMessage } from './worker-message'

export interface EngineListeners {
  onLive: (live: LiveSnapshot) => void
  /** The engine is gone, and why. */
  onLost: (says: string) => void
}

/** What the service knows of an engine, wherever it runs. */
export interface EngineLink {
  order<O extends Order>(order: O): Promise<OrderAnswer<O['do']>>
  close(): void
}

export type StartEngine = (listeners: EngineListeners) => EngineLink

interface Waiting {
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

export class EngineThread implements EngineLink {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private nextId = 1
  private lost: string | null = null

  /** `workerFile`: the bundle of `engine-worker.ts`. */
  constructor(
    workerFile: string,
    private readonly listeners: EngineListeners,
  ) {
    this.worker = new Worker(workerFile)
    this.worker.on('message', (message: WorkerMessage) => this.hear(message))
    this.worker.on('error', (error) => this.lose(error.message))
    this.worker.on('exit', (code) => this.lose(`the engine's thread ended with status ${code}`))
    // an engine at rest must not keep a program alive that is done
    this.worker.unref()
  }

  order<O extends Order>(order: O): Promise<OrderAnswer<O['do']>> {
    if (this.lost !== null) return Promise.reject(new Error(this.lost))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.worker.postMessage({ id, order })
    })
  }

  close(): void {
    this.lost ??= 'the engine was closed'
    this.rejectAll()
    void this.worker.terminate()
  }

  private hear(message: WorkerMessage): void {
    if ('live' in message) {
      if (this.lost === null) this.listeners.onLive(message.live)
      return
    }
    const request = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (request === undefined) return
    if (message.ok) request.resolve(message.answer as never)
    else request.reject(new Error(message.says))
  }

  private lose(says: string): void {
    if (this.lost !== null) return
    this.lost = says
    this.rejectAll()
    this.listeners.onLost(says)
  }

  private rejectAll(): void {
    const why = new Error(this.lost ?? 'the engine is gone')
    for (const request of this.waiting.values()) request.reject(why)
    this.waiting.clear()
  }
}

/** Starts one thread for each run. */
export const engineThreads =
  (workerFile: string): StartEngine =>
  (listeners) =>
    new EngineThread(workerFile, listeners)
