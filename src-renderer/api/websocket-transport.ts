// LabApi's messages as JSON over a WebSocket of this origin (browser). Connects again by itself; requests that were
// under way when the connection broke fail as `disconnected`.
import type { Answer, ClientTransport } from '../../src-shared/api/make-client'
import { API_FAILURES } from '../../src-shared/api/errors'

type Incoming = Answer & { id?: number; notice?: string; payload?: unknown }
type NoticeListener = (name: string, payload: unknown) => void

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5000
const LOST: Answer = { ok: false, error: { code: 'disconnected', says: API_FAILURES.disconnected } }

export function webSocketTransport(url: string, onConnection: (connected: boolean) => void): ClientTransport {
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Set<NoticeListener>()
  let nextId = 1
  let retryMs = FIRST_RETRY_MS
  let socket: WebSocket
  let whenOpen: Promise<void>

  const receive = (message: Incoming): void => {
    if (message.notice !== undefined) {
      for (const listener of listeners) listener(message.notice, message.payload)
    } else if (message.id !== undefined) {
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    }
  }

  const connect = (): void => {
    socket = new WebSocket(url)
    whenOpen = new Promise((resolve) => {
      socket.addEventListener('open', () => {
        retryMs = FIRST_RETRY_MS
        resolve()
        onConnection(true)
      })
    })
    socket.addEventListener('message', (event) => receive(JSON.parse(String(event.data)) as Incoming))
    socket.addEventListener('close', () => {
      for (const answer of waiting.values()) answer(LOST)
      waiting.clear()
      onConnection(false)
      setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    })
  }
  connect()

  return {
    async request(name, payload) {
      await whenOpen
      const id = nextId++
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        socket.send(JSON.stringify({ id, name, payload }))
      })
    },
    onNotice(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** `/api` of the page's own origin, with the token that the page was opened with. */
export function webSocketUrl(page: Location): string {
  const token = new URLSearchParams(page.search).get('token') ?? ''
  const scheme = page.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${page.host}/api?token=${encodeURIComponent(token)}`
}
