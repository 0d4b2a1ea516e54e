import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { atomicWrite } from '../../../src-main/library/atomic-write'
import { bundleProgram } from '../../helper/bundle-program'

let folder: string

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'iov-lab-write-'))
})

afterEach(async () => {
  await fs.rm(folder, { recursive: true, force: true })
})

describe('atomicWrite', () => {
  it('writes a file that was not there, and leaves nothing beside it', async () => {
    expect(await atomicWrite(join(folder, 'a.yaml'), 'one')).toEqual({ ok: true })
    expect(await fs.readFile(join(folder, 'a.yaml'), 'utf8')).toBe('one')
    expect(await fs.readdir(folder)).toEqual(['a.yaml'])
  })

  it.runIf(process.platform === 'linux')('does not take a file system without blocks for a full one', async () => {
    const written = await atomicWrite('/proc/a.yaml', 'one')
    expect(written.ok).toBe(false)
    expect(!written.ok && written.refusal.code).not.toBe('disk-full')
  })

  it('keeps the permissions of the file that it replaces', async () => {
    const file = join(folder, 'a.yaml')
    await fs.writeFile(file, 'one')
    await fs.chmod(file, 0o600)
    await atomicWrite(file, 'two')
    expect((await fs.stat(file)).mode & 0o777).toBe(0o600)
    expect(await fs.readFile(file, 'utf8')).toBe('two')
  })

  it('replaces what a link points to, and keeps the link', async () => {
    await fs.writeFile(join(folder, 'real.yaml'), 'one')
    await fs.symlink('real.yaml', join(folder, 'link.yaml'))
    await atomicWrite(join(folder, 'link.yaml'), 'two')
    expect(await fs.readFile(join(folder, 'real.yaml'), 'utf8')).toBe('two')
    expect((await fs.lstat(join(folder, 'link.yaml'))).isSymbolicLink()).toBe(true)
  })

  it('refuses a folder that is not there, and creates nothing', async () => {
    const outcome = await atomicWrite(join(folder, 'none', 'a.yaml'), 'one')
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'not-writable' } })
    expect(await fs.readdir(folder)).toEqual([])
  })

  it('refuses to replace a folder, and leaves no temporary file behind', async () => {
    await fs.mkdir(join(folder, 'a.yaml'))
    await fs.writeFile(join(folder, 'a.yaml', 'inside'), '')
    expect(await atomicWrite(join(folder, 'a.yaml'), 'one')).toMatchObject({ ok: false })
    expect(await fs.readdir(folder)).toEqual(['a.yaml'])
  })

  it('removes what a killed program left beside the file, and nothing of a living one', async () => {
    const dead = `.a.yaml.${2 ** 22 + 1}.00000000.iovlab-tmp`
    const living = `.a.yaml.${process.ppid}.00000000.iovlab-tmp`
    await fs.writeFile(join(folder, dead), 'part')
    await fs.writeFile(join(folder, living), 'part')
    await atomicWrite(join(folder, 'a.yaml'), 'one')
    expect((await fs.readdir(folder)).sort()).toEqual([living, 'a.yaml'].sort())
  })
})

it('saves into a folder that may be written and not read', async () => {
  const program = await bundleProgram('test/helper/save-once.ts')
  await fs.chmod(dirname(program), 0o755)
  await fs.chmod(folder, 0o333)
  // the administrator may read all folders
  const user = process.geteuid?.() === 0 ? { uid: 65_534 } : {}
  const child = spawn(process.execPath, [program, join(folder, 'a.yaml')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  })
  const said: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => said.push(part))
  await once(child, 'close')
  await fs.chmod(folder, 0o700)
  expect(JSON.parse(Buffer.concat(said).toString())).toEqual({ ok: true })
  expect(await fs.readdir(folder)).toEqual(['a.yaml'])
  await fs.rm(dirname(program), { recursive: true })
}, 60_000)

/** Instants spread over the length of a save. */
async function spin(ms: number): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve))
}

describe('a program killed while it saves', () => {
  it('leaves the old file or the new one, whole, at whatever instant it is killed', async () => {
    const program = await bundleProgram('test/helper/save-forever.ts')
    const file = join(folder, 'lab.iovlab.yaml')
    const found = new Set<number>()
    for (let round = 0; round < 25; round++) {
      const child = spawn(process.execPath, [program, file, join(folder, 'backups'), String(round * 100)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'close')
      // the first save of the first child is left to end, so that there is an old file; then it is killed within a save
      let saves = 0
      child.stdout.on('data', (lines: Buffer) => {
        saves += lines.toString().split('\n').length - 1
        if (saves > 1 + (round % 3)) spin(round / 5).then(() => child.kill('SIGKILL'), expect.fail)
      })
      await ended
      const [, length, letters] = /^(\d+):([a-z]+)$/.exec(await fs.readFile(file, 'utf8')) ?? []
      expect(letters).toHaveLength(Number(length))
      expect(new Set(letters).size).toBe(1)
      found.add(Number(length))
    }
    expect(found.size).toBeGreaterThan(20)
    await fs.rm(program, { force: true })
    // the next save clears away what the killed ones left
    await atomicWrite(file, 'fine')
    expect((await fs.readdir(folder)).sort()).toEqual(['backups', 'lab.iovlab.yaml'])
  }, 60_000)
})
