// One page over one WebSocket: `{id, name, payload}` in, `{id, ok, reply|error}` and `{notice, payload}` out. Only carries:
// what a message means is the dispatcher's business, and every fault of a message is answered, never swallowed.
import type { RawData, WebSocket } from 'ws'
import { ApiError, type ApiFailure } from '@shared/api/errors'
import { checkNotice } from '@shared/api/make-server'
import type { Client, MessageService } from '../service/client'

/** More than this waiting to be sent: the page is slower than the run. */
const FULL_BYTES = 4 * 1024 * 1024

export function serveSocket(socket: WebSocket, service: MessageService): void {
  const send = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const client: Client = {
    isReady: () => socket.bufferedAmount < FULL_BYTES,
    notify: (name, payload) => send({ notice: name, payload: checkNotice(name, payload) }),
  }
  const fail = (id: number | null, code: ApiFailure, detail: string): void => {
    send({ id, ok: false, error: { code, says: new ApiError(code, detail).message } })
  }

  socket.on('close', () => service.disconnect(client))
  // a broken frame or one that is too large: ws closes the socket itself, with the right status
  socket.on('error', () => socket.terminate())
  socket.on('message', (data, isBinary) => {
    if (isBinary) return fail(null, 'bad-payload', 'a message must be text')
    const message = parse(data)
    if (message === null) return fail(null, 'bad-payload', 'a message must be JSON with a numeric id')
    void service.dispatch(message.name, message.payload, client).then((answer) => send({ id: message.id, ...answer }))
  })
}

function parse(data: RawData): { id: number; name: unknown; payload: unknown } | null {
  try {
    const message: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '')
    if (typeof message !== 'object' || message === null) return null
    const { id, name, payload } = message as { id?: unknown; name?: unknown; payload?: unknown }
    return typeof id === 'number' && Number.isSafeInteger(id) ? { id, name, payload } : null
  } catch {
    return null
  }
}
