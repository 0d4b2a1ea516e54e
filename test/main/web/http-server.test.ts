import * as fs from 'node:fs/promises'
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Client } from '../../../src-main/service/client'
import { listen, type Listening, MAX_MESSAGE_BYTES } from '../../../src-main/web/http-server'

let folder: string
let server: Listening
let url: URL
let clients: Client[]
let gone: Client[]

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'iov-lab-web-'))
  await fs.mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await fs.writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>IOV Lab</title>')
  await fs.writeFile(join(folder, 'page', 'assets', 'index.js'), 'export {}')
  await fs.writeFile(join(folder, 'secret.txt'), 'secret')
  await fs.symlink('../secret.txt', join(folder, 'page', 'link.txt'))
  clients = []
  gone = []
  server = await listen({
    port: 0,
    rendererFolder: join(folder, 'page'),
    service: {
      dispatch: async (name, payload, client) => {
        clients.push(client)
        return { ok: true, reply: { name, payload } }
      },
      disconnect: (client) => void gone.push(client),
    },
    onFailure: (says) => expect.fail(says),
  })
  url = new URL(server.url)
})

afterEach(async () => {
  await server.close()
  await fs.rm(folder, { recursive: true, force: true })
})

interface Response {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** With the path as it stands: fetch would tidy it up. */
function get(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const token = (): string => url.searchParams.get('token') ?? ''

describe('the page', () => {
  it('comes to whoever has the token, with a policy that lets nothing else in', async () => {
    const page = await get(`/?token=${token()}`)
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>IOV Lab</title>' })
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(policy).not.toContain('*')
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(page.headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each([
    '/',
    '/index.html',
    '/index%2ehtml',
    '/%69ndex.htm%6c',
    '/?token=',
    '/?token=wrong',
    `/?token=${'a'.repeat(32)}`,
  ])('does not come without the token: %s', async (path) => {
    const page = await get(path)
    expect(page.status).toBe(401)
    expect(page.body).not.toContain('<')
  })

  it('has its parts beside it', async () => {
    expect(await get('/assets/index.js')).toMatchObject({ status: 200, body: 'export {}' })
    expect((await get('/assets/index.js')).headers['content-type']).toContain('javascript')
    expect((await get('/assets/none.js')).status).toBe(404)
    expect((await get('/assets')).status).toBe(404)
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '//secret.txt',
    '/link.txt',
    '/index.js%00.html?x',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
  ])('leads to nothing outside of its folder: %s', async (path) => {
    const answer = await get(path)
    expect([400, 401, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('secret')
  })

  it.each(['example.com', 'localhost.example.com', '127.0.0.1', '127.0.0.1:1'])(
    'is not served under the name %j: a foreign name that leads here is an attack',
    async (host) => {
      expect((await get(`/?token=${token()}`, { host })).status).toBe(421)
    },
  )

  it('is served under localhost too, and only for reading', async () => {
    expect((await get(`/?token=${token()}`, { host: `localhost:${url.port}` })).status).toBe(200)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect((await get(`/?token=${token()}`, {}, method)).status, method).toBe(405)
    }
  })

  it('listens on this machine alone', async () => {
    expect(url.hostname).toBe('127.0.0.1')
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((found) => found !== undefined && !found.internal && found.family === 'IPv4')
    for (const other of others) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect({ host: other?.address ?? '', port: Number(url.port) })
        socket.on('connect', () => reject(new Error(`${other?.address} answers`)))
        socket.on('error', () => resolve())
      })
    }
  })
})

function socket(path: string, headers: Record<string, string> = { origin: url.origin }): WebSocket {
  return new WebSocket(`ws://${url.host}${path}`, { headers })
}

/** The status with which the upgrade is refused; 101 where it is not. */
function statusOf(opened: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    opened.on('open', () => {
      opened.close()
      resolve(101)
    })
    opened.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    opened.on('error', () => undefined)
  })
}

const answerTo = (opened: WebSocket, message: string | Buffer): Promise<unknown> =>
  new Promise((resolve) => {
    opened.once('message', (data) => resolve(JSON.parse(String(data))))
    opened.send(message)
  })

const whenOpen = (opened: WebSocket): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    opened.on('open', () => resolve(opened))
    opened.on('error', reject)
  })

describe('the socket', () => {
  it('opens for our own page with the token, and for nobody else', async () => {
    const path = `/api?token=${token()}`
    expect(await statusOf(socket(path))).toBe(101)
    expect(await statusOf(socket('/api'))).toBe(401)
    expect(await statusOf(socket('/api?token=wrong'))).toBe(401)
    expect(await statusOf(socket('/other?token=' + token()))).toBe(404)
    expect(await statusOf(socket(path, {}))).toBe(403)
    expect(await statusOf(socket(path, { origin: 'https://example.com' }))).toBe(403)
    expect(await statusOf(socket(path, { origin: 'null' }))).toBe(403)
    expect(await statusOf(socket(path, { origin: url.origin, host: 'example.com' }))).toBe(421)
    expect(await statusOf(socket(path, { origin: 'http://example.com', host: 'example.com' }))).toBe(421)
  })

  it('answers each message under its number', async () => {
    const opened = await whenOpen(socket(`/api?token=${token()}`))
    expect(await answerTo(opened, '{"id": 5, "name": "a", "payload": {"b": 1}}')).toEqual({
      id: 5,
      ok: true,
      reply: { name: 'a', payload: { b: 1 } },
    })
    opened.close()
  })

  it.each(['', 'text', '[]', 'null', '{}', '{"id": "1"}', '{"id": 1.5}', '{"id": 1', '"x"'])(
    'answers the broken message %j with a failure, and goes on',
    async (message) => {
      const opened = await whenOpen(socket(`/api?token=${token()}`))
      expect(await answerTo(opened, message)).toMatchObject({ id: null, ok: false, error: { code: 'bad-payload' } })
      expect(await answerTo(opened, '{"id": 1, "name": "a"}')).toMatchObject({ id: 1, ok: true })
      opened.close()
    },
  )

  it('refuses bytes', async () => {
    const opened = await whenOpen(socket(`/api?token=${token()}`))
    expect(await answerTo(opened, Buffer.from([1, 2]))).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
    opened.close()
  })

  it('is closed by a message beyond the limit, and the server lives on', async () => {
    const opened = await whenOpen(socket(`/api?token=${token()}`))
    const code = new Promise((resolve) => opened.on('close', resolve))
    opened.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
    expect(await code).toBe(1009)
    await expect.poll(() => gone.length).toBe(1)
    expect((await get(`/?token=${token()}`)).status).toBe(200)
  })

  it('tells the service which client is gone', async () => {
    const opened = await whenOpen(socket(`/api?token=${token()}`))
    await answerTo(opened, '{"id": 1, "name": "a"}')
    opened.terminate()
    await expect.poll(() => gone).toEqual(clients)
  })
})
