// Handlers → the dispatcher that every transport calls. Validates both ways; an unknown name is a failure.
// What a handler throws becomes the failure `internal`: its message goes to the log, not over the boundary.
import { ApiError, type ApiFailure } from './errors'
import {
  notifications,
  requests,
  type Notice,
  type NotificationName,
  type Payload,
  type Reply,
  type RequestName,
} from './lab-api'
import type { Answer } from './make-client'

/** `C`: who asks, as the service knows it. */
export type Handlers<C> = {
  [N in RequestName]: (payload: Payload<N>, client: C) => Promise<Reply<N>> | Reply<N>
}

export type Dispatch<C> = (name: unknown, payload: unknown, client: C) => Promise<Answer>

export interface ServerOptions {
  /** Told about every failure, for the log. */
  onFailure?: (code: ApiFailure, detail: string, cause?: unknown) => void
}

export function makeServer<C>(handlers: Handlers<C>, options: ServerOptions = {}): Dispatch<C> {
  const fail = (code: ApiFailure, detail: string, cause?: unknown): Answer => {
    options.onFailure?.(code, detail, cause)
    const error = new ApiError(code, code === 'internal' ? undefined : detail)
    return { ok: false, error: { code, says: error.message } }
  }

  return async (name, payload, client) => {
    if (typeof name !== 'string' || !Object.hasOwn(requests, name)) {
      return fail('unknown-request', String(name).slice(0, 80))
    }
    const known = name as RequestName
    const asked = requests[known].payload.safeParse(payload)
    if (!asked.success) return fail('bad-payload', `${known}: ${firstIssue(asked.error.issues)}`)
    let reply: unknown
    try {
      // The table pairs each name with its payload; the compiler cannot follow the pairing through a union.
      reply = await (handlers[known] as (payload: unknown, client: C) => unknown)(asked.data, client)
    } catch (cause) {
      if (cause instanceof ApiError) {
        options.onFailure?.(cause.code, known, cause)
        return { ok: false, error: { code: cause.code, says: cause.message } }
      }
      return fail('internal', known, cause)
    }
    const answered = requests[known].reply.safeParse(reply)
    if (!answered.success) return fail('bad-reply', `${known}: ${firstIssue(answered.error.issues)}`)
    return { ok: true, reply: answered.data }
  }
}

/** A notification as it may be sent; one of the wrong shape is a bug and throws. */
export function checkNotice<N extends NotificationName>(name: N, payload: Notice<N>): Notice<N> {
  const parsed = notifications[name].safeParse(payload)
  if (!parsed.success) throw new ApiError('bad-reply', `${name}: ${firstIssue(parsed.error.issues)}`)
  return parsed.data as Notice<N>
}

function firstIssue(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const issue = issues[0]
  return issue === undefined ? 'wrong shape' : `${issue.path.map(String).join('.')} ${issue.message}`.trim()
}
