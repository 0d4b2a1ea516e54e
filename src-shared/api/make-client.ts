// A transport → the typed client that the renderer uses. Knows neither IPC nor WebSocket.
// Validates what arrives: a reply or a notification of the wrong shape is a failure, never passed on.
import { ApiError, isApiFailure } from './errors'
import {
  notifications,
  PROTOCOL,
  requests,
  type LabApi,
  type Notice,
  type NotificationName,
  type Payload,
  type Reply,
  type RequestName,
} from './lab-api'

/** What crosses the boundary for one request, over every transport. */
export type Answer = { ok: true; reply: unknown } | { ok: false; error: { code: string; says: string } }

/** What a transport must do: carry a request, carry notifications. `window.iovLab` of the desktop app is one as it stands. */
export interface ClientTransport {
  request(name: string, payload: unknown): Promise<Answer>
  /** Returns how to stop listening. */
  onNotice(listener: (name: string, payload: unknown) => void): () => void
}

export interface ClientOptions {
  /** How long to wait for an answer; a request that waits for a person has no limit. */
  timeoutMs?: number
  /** Told about notifications that do not fit the contract. */
  onFailure?: (error: ApiError) => void
}

export interface LabClient {
  readonly api: LabApi
  /** Returns how to stop listening. */
  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void
  close(): void
}

/** Native dialogs stay open as long as a person likes; reports and captures take as long as they are big. */
const UNLIMITED: ReadonlySet<RequestName> = new Set<RequestName>([
  'lab.open-dialog',
  'lab.save',
  'lab.save-as',
  'report.export',
  'capture.export',
  'picture.export',
  'run.packet-life',
  'run.compare',
  'run.design',
])

export function makeClient(transport: ClientTransport, options: ClientOptions = {}): LabClient {
  const timeoutMs = options.timeoutMs ?? 60_000
  const listeners = new Map<string, Set<(notice: never) => void>>()

  const stop = transport.onNotice((name, payload) => {
    if (!Object.hasOwn(notifications, name)) {
      options.onFailure?.(new ApiError('bad-reply', `unknown notification ${name}`))
      return
    }
    const parsed = notifications[name as NotificationName].safeParse(payload)
    if (!parsed.success) {
      options.onFailure?.(new ApiError('bad-reply', `${name}: ${parsed.error.issues[0]?.message ?? ''}`))
      return
    }
    for (const listener of listeners.get(name) ?? []) listener(parsed.data as never)
  })

  async function ask<N extends RequestName>(name: N, payload: Payload<N>): Promise<Reply<N>> {
    const answer = await withLimit(transport.request(name, payload), UNLIMITED.has(name) ? null : timeoutMs, name)
    if (!answer.ok) throw failureOf(answer.error)
    if (name === 'app.info') checkProtocol(answer.reply)
    const parsed = requests[name].reply.safeParse(answer.reply)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new ApiError('bad-reply', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
    }
    return parsed.data as Reply<N>
  }

  const api = Object.fromEntries(
    (Object.keys(requests) as RequestName[]).map((name) => [name, (payload: never) => ask(name, payload)]),
  ) as unknown as LabApi

  return {
    api,
    on(name, listener) {
      const known = listeners.get(name) ?? new Set()
      listeners.set(name, known)
      known.add(listener as (notice: never) => void)
      return () => known.delete(listener as (notice: never) => void)
    },
    close() {
      stop()
      listeners.clear()
    },
  }
}

function failureOf(error: { code: string; says: string }): ApiError {
  if (!isApiFailure(error.code)) return new ApiError('bad-reply', `unknown failure ${error.code}`)
  const failure = new ApiError(error.code)
  failure.message = error.says
  return failure
}

function checkProtocol(reply: unknown): void {
  const protocol = (reply as { protocol?: unknown } | null)?.protocol
  if (protocol !== PROTOCOL) throw new ApiError('protocol-mismatch', `${String(protocol)} instead of ${PROTOCOL}`)
}

function withLimit<T>(promise: Promise<T>, limitMs: number | null, name: string): Promise<T> {
  if (limitMs === null) return promise
  return new Promise((resolve, reject) => {
    const timer = timers.setTimeout(() => reject(new ApiError('no-answer', name)), limitMs)
    promise.then(resolve, reject).finally(() => timers.clearTimeout(timer))
  })
}

// Timers exist wherever a client runs, but this folder is compiled with neither DOM nor Node types.
const timers = globalThis as unknown as {
  setTimeout: (callback: () => void, ms: number) => unknown
  clearTimeout: (timer: unknown) => void
}
