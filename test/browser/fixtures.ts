// One `iov-lab serve` a test, on a free port and with a data folder of its own. A test fails when the page has thrown.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test as base } from '@playwright/test'

const startLimitMs = 15_000
const endLimitMs = 5_000

export interface Server {
  /** With the token: the address that the program prints. */
  url: string
  /** Everything the program has written so far, for messages. */
  output(): string
  /** Ends it as Ctrl+C does, or at once. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

interface Options {
  /** Further arguments of `iov-lab serve`, such as `--lab NAME`. */
  serveArguments: string[]
}

interface Fixtures {
  /** A folder of the test's own, where the server keeps its data. */
  folder: string
  /** Starts `iov-lab serve` on the test's own data. */
  serve: (...serveArguments: string[]) => Promise<Server>
  server: Server
}

async function start(serveArguments: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), 'serve', '--port', '0', ...serveArguments], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'C.UTF-8', TZ: 'UTC' },
  })
  const ended = once(child, 'close')
  let output = ''
  const url = await new Promise<string>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no address after ${startLimitMs} ms:\n${output}`)), startLimitMs)
    const read = (text: Buffer): void => {
      output += text.toString()
      const address = /IOV Lab: (http:\/\/\S+)/.exec(output)?.[1]
      if (!address) return
      clearTimeout(timer)
      done(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', (code) => {
      clearTimeout(timer)
      fail(new Error(`iov-lab serve ended with exit code ${code}:\n${output}`))
    })
  })
  return {
    url,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const kill = setTimeout(() => child.kill('SIGKILL'), endLimitMs)
      await ended
      clearTimeout(kill)
    },
  }
}

export const test = base.extend<Options & Fixtures>({
  serveArguments: [[], { option: true }],

  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'iov-lab-browser-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  serve: async ({ folder }, use) => {
    const servers: Server[] = []
    await use(async (...serveArguments) => {
      const server = await start(['--data', join(folder, 'data'), ...serveArguments])
      servers.push(server)
      return server
    })
    for (const server of servers) await server.stop()
  },

  server: async ({ serve, serveArguments }, use) => {
    await use(await serve(...serveArguments))
  },

  page: async ({ page }, use) => {
    const thrown: Error[] = []
    page.context().on('weberror', (webError) => thrown.push(webError.error()))
    await use(page)
    if (thrown.length > 0) throw new Error(`the page has thrown:\n${thrown.map(({ stack }) => stack).join('\n')}`)
  },
})

export { expect } from '@playwright/test'
export { drag } from '../helper/drag'
