import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeFolders } from '../../../src-main/library/make-folders'

const folder = await mkdtemp(join(tmpdir(), 'iov-lab-folders-'))
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

it('makes what is missing, and leaves what is there', async () => {
  const deep = join(folder, 'a/b/c')
  await makeFolders(deep)
  await writeFile(join(deep, 'kept'), '')
  await makeFolders(deep)
  expect((await stat(join(deep, 'kept'))).isFile()).toBe(true)
})

it('says that a file is in the way', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(makeFolders(join(folder, 'file'))).rejects.toThrow('EEXIST')
  await expect(makeFolders(join(folder, 'file/below/it'))).rejects.toThrow('ENOTDIR')
})

it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  await expect(makeFolders('/proc/none')).rejects.toThrow('ENOENT')
  await expect(makeFolders('/proc/none/at/all')).rejects.toThrow('ENOENT')
})
