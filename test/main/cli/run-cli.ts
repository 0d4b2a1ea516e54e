// The built program as a child process, as a person or a script runs it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, vi } from 'vitest'

// several programs a test, on machines that may be busy
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

export const PROGRAM = resolve('out/main/cli.js')

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunCliOptions {
  input?: string | Buffer
  cwd?: string
  env?: Record<string, string>
  /** Stop reading after so many bytes, as `| head -c` does. */
  readBytes?: number
}

export function runCli(args: readonly string[], options: RunCliOptions = {}): Promise<Ended> {
  if (!existsSync(PROGRAM)) throw new Error('out/main/cli.js is missing: npm run build makes it')
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString()
      if (options.readBytes !== undefined && stdout.length >= options.readBytes) child.stdout.destroy()
    })
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    // the program may end before it has read everything
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
}

/** A folder that goes away with the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'iov-lab-cli-'))
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
