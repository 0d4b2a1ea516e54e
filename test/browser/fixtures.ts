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
}

interface Options {
  /** Further arguments of `iov-lab serve`, such as `--lab NAME`. */
  serveArguments: string[]
}

interface Fixtures {
  /** A folder of the test's own, where the server keeps its data. */
  folder: string
  server: Server
}

export const test = base.extend<Options & Fixtures>({
  serveArguments: [[], { option: true }],

  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'iov-lab-browser-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  server: async ({ folder, serveArguments }, use) => {
    const program = resolve('out/main/cli.js')
    const data = join(folder, 'data')
    const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--data', data, ...serveArguments], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LANG: 'C.UTF-8', TZ: 'UTC' },
    })
    const ended = once(child, 'close')
    let output = ''
    const url = new Promise<string>((done, fail) => {
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
    try {
      await use({ url: await url, output: () => output })
    } finally {
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), endLimitMs)
      await ended
      clearTimeout(kill)
    }
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
