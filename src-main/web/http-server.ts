// The page and LabApi on 127.0.0.1 alone. Whoever lacks the token, comes by another host name or from another origin
// gets nothing. Knows the service only as something that answers messages.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { MessageService } from '../service/client'
import { contentSecurityPolicy, fileInside, SAFE_HEADERS, sendFile } from './static-files'
import { serveSocket } from './websocket-transport'

/** A lab of the largest size as text, quoted, with room to spare; see `library/lab-file.ts`. */
export const MAX_MESSAGE_BYTES = 40 * 1024 * 1024
const MAX_PAGES = 32
const ADDRESS = '127.0.0.1'

export interface ListenOptions {
  /** 0: any free port. */
  port: number
  rendererFolder: string
  service: MessageService
  onFailure: (says: string) => void
}

export interface Listening {
  /** With the token: the one address that works. */
  url: string
  close(): Promise<void>
}

export async function listen(options: ListenOptions): Promise<Listening> {
  const { rendererFolder, service } = options
  const token = randomBytes(24).toString('base64url')
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
    void answer(request, response).catch((cause: unknown) => {
      options.onFailure(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
      refuseRequest(response, 500)
    })
  })
  server.on('upgrade', (request, socket, head) => {
    const status = mayConnect(request)
    if (status !== null) return refuseUpgrade(socket, status)
    sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, service))
  })
  server.on('clientError', (_error, socket) => refuseUpgrade(socket, 400))

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, ADDRESS, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = `${ADDRESS}:${port}`
  const hosts = new Set([host, `localhost:${port}`])
  const headers = {
    ...SAFE_HEADERS,
    'Content-Security-Policy': contentSecurityPolicy([`ws://${host}`, `ws://localhost:${port}`]),
  }

  function hasToken(url: URL): boolean {
    const given = Buffer.from(url.searchParams.get('token') ?? '')
    const wanted = Buffer.from(token)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  /** A page of somebody else may reach this address by a name of its own (DNS rebinding); its Host gives it away. */
  function isOurHost(request: IncomingMessage): boolean {
    return hosts.has(request.headers.host ?? '')
  }

  function mayConnect(request: IncomingMessage): number | null {
    if (!isOurHost(request)) return 421
    const url = urlOf(request)
    if (url?.pathname !== '/api') return 404
    if (request.headers.origin !== `http://${request.headers.host}`) return 403
    if (!hasToken(url)) return 401
    return sockets.clients.size >= MAX_PAGES ? 503 : null
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurHost(request)) return refuseRequest(response, 421)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseRequest(response, 405)
    const url = urlOf(request)
    if (url === null) return refuseRequest(response, 400)
    const file = await fileInside(rendererFolder, url.pathname)
    if (file === null) return refuseRequest(response, 404)
    // asked of the file and not of the path, which has many spellings
    if (extname(file) === '.html' && !hasToken(url)) return refuseRequest(response, 401)
    await sendFile(response, file, headers)
  }

  return {
    url: `http://${host}/?token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

const SAYS: Record<number, string> = {
  400: 'This request cannot be understood.',
  401: 'Open the whole address that iov-lab serve has printed: it carries the token.',
  403: 'Another page may not talk to IOV Lab.',
  404: 'There is nothing here.',
  405: 'Only reading is possible here.',
  421: 'IOV Lab answers only to the address that it has printed.',
  500: 'IOV Lab made a mistake; its log has the details.',
  503: 'Too many pages are open.',
}

function refuseRequest(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, {
    ...SAFE_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(`${SAYS[status] ?? ''}\n`)
}

function refuseUpgrade(socket: Duplex, status: number): void {
  if (socket.writable) socket.write(`HTTP/1.1 ${status} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.destroy()
}

function urlOf(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? '/', `http://${ADDRESS}`)
  } catch {
    return null
  }
}
