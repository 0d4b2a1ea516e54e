import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Autosave, type JournalEntry } from '../../../src-main/library/autosave'
import { Backups } from '../../../src-main/library/backup'
import { memoryStore, setAsideIfBroken } from '../../../src-main/library/data-store'
import { fileNameOf, labNameOf, MAX_LAB_BYTES, readLabFile, writeLabFile } from '../../../src-main/library/lab-file'
import { labSourceOfArguments } from '../../../src-main/library/lab-source'
import { Recents } from '../../../src-main/library/recents'
import { SettingsFile } from '../../../src-main/library/settings'

let folder: string

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'iov-lab-library-'))
})

afterEach(async () => {
  await fs.rm(folder, { recursive: true, force: true })
})

describe('a lab file', () => {
  it('is refused with a reason where it is missing, a folder, too large or no text', async () => {
    await fs.mkdir(join(folder, 'folder'))
    await fs.writeFile(join(folder, 'binary'), Buffer.from([0xff, 0xfe, 0x00, 0x80]))
    await fs.writeFile(join(folder, 'large'), '')
    await fs.truncate(join(folder, 'large'), MAX_LAB_BYTES + 1)
    const codeOf = async (name: string): Promise<string> => {
      const read = await readLabFile(join(folder, name))
      return read.ok ? 'read' : read.refusal.code
    }
    expect(await codeOf('none')).toBe('file-missing')
    expect(await codeOf('folder')).toBe('file-unreadable')
    expect(await codeOf('large')).toBe('file-too-large')
    expect(await codeOf('binary')).toBe('not-a-lab')
  })

  it('is not run over where another program has changed it since it was opened', async () => {
    const file = join(folder, 'a.iovlab.yaml')
    const backups = new Backups(join(folder, 'backups'))
    await fs.writeFile(file, 'theirs')
    expect(await writeLabFile(file, 'ours', 'before', backups)).toMatchObject({
      ok: false,
      refusal: { code: 'changed-on-disk' },
    })
    expect(await fs.readFile(file, 'utf8')).toBe('theirs')
    expect(await writeLabFile(file, 'ours', 'theirs', backups)).toEqual({ ok: true })
    expect(await fs.readFile(file, 'utf8')).toBe('ours')
  })

  it('leaves its previous versions in the backups, the newest first, ten at most', async () => {
    const file = join(folder, 'a.iovlab.yaml')
    let time = 0
    const backups = new Backups(join(folder, 'backups'), () => ++time)
    for (let version = 0; version < 13; version++) await writeLabFile(file, `version ${version}`, null, backups)
    const kept = await backups.list(file)
    expect(kept).toHaveLength(10)
    expect(await fs.readFile(kept[0]?.file ?? '', 'utf8')).toBe('version 11')
    expect(kept.map(({ saved }) => saved)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3])
  })

  it('is named after the lab with what every file system takes', () => {
    expect(fileNameOf('Rack 3: web/db?', '.iovlab.yaml')).toBe('Rack 3 web db.iovlab.yaml')
    expect(fileNameOf('..', '.html')).toBe('lab.html')
    expect(labNameOf('/a/b/Rack 3.iovlab.yaml')).toBe('Rack 3')
  })
})

describe('the journal of unsaved labs', () => {
  const entry = (text: string): JournalEntry => ({ id: 'lab-1', name: 'A', file: null, saved: null, modified: 1, text })

  it('holds the latest state shortly after the first of many changes', async () => {
    const autosave = new Autosave(join(folder, 'recovery'), (says) => expect.fail(says), 5)
    let text = 'first'
    autosave.changed('lab-1', () => entry(text))
    text = 'second'
    autosave.changed('lab-1', () => entry(text))
    await expect.poll(async () => (await autosave.list()).map((found) => found.text)).toEqual(['second'])
  })

  it('writes what waits when the program ends', async () => {
    const autosave = new Autosave(join(folder, 'recovery'), (says) => expect.fail(says), 3_600_000)
    autosave.changed('lab-1', () => entry('text'))
    await autosave.flush()
    expect((await new Autosave(join(folder, 'recovery'), (says) => expect.fail(says)).read('lab-1'))?.text).toBe('text')
  })

  it('forgets a lab that is safe, even while its entry waits to be written', async () => {
    const autosave = new Autosave(join(folder, 'recovery'), (says) => expect.fail(says), 3_600_000)
    autosave.changed('lab-1', () => entry('text'))
    await autosave.flush()
    autosave.changed('lab-1', () => entry('text 2'))
    await autosave.forget('lab-1')
    await autosave.flush()
    expect(await autosave.list()).toEqual([])
  })

  it('tells of an entry that cannot be read, leaves it, and lists the others', async () => {
    const told: string[] = []
    const autosave = new Autosave(join(folder, 'recovery'), (says) => told.push(says))
    autosave.changed('lab-1', () => entry('text'))
    await autosave.flush()
    await fs.writeFile(join(folder, 'recovery', 'broken.json'), '{')
    expect((await autosave.list()).map(({ id }) => id)).toEqual(['lab-1'])
    expect(told).toHaveLength(1)
    expect(await fs.readFile(join(folder, 'recovery', 'broken.json'), 'utf8')).toBe('{')
  })
})

describe('settings and recent files', () => {
  it('fall back to the default of one value that does not fit', () => {
    const store = memoryStore()
    store.set('settings', { theme: 'pink', pace: 0.5, unknown: 1 })
    expect(new SettingsFile(store).get()).toEqual({ theme: 'system', panels: {}, pace: 0.5, confirmDelete: false })
  })

  it('are kept when one of them is changed', () => {
    const store = memoryStore()
    new SettingsFile(store).set({ theme: 'dark' })
    new SettingsFile(store).set({ pace: 0 })
    expect(new SettingsFile(store).get()).toMatchObject({ theme: 'dark', pace: 0 })
  })

  it('list a file once, the last one first, ten at most', () => {
    const recents = new Recents(memoryStore(), () => 7)
    for (let index = 0; index < 12; index++) recents.add(join(folder, `${index}`), `${index}`)
    recents.add(join(folder, '5'), 'five')
    expect(recents.list().map(({ name }) => name)).toEqual(['five', '11', '10', '9', '8', '7', '6', '4', '3', '2'])
  })

  it('survive a store file that is no JSON: it is kept under another name', async () => {
    const file = join(folder, 'settings.json')
    await fs.writeFile(file, '{ "settings": ')
    expect(setAsideIfBroken(file)).toBe(`${file}.broken`)
    expect(await fs.readFile(`${file}.broken`, 'utf8')).toBe('{ "settings": ')
    expect(setAsideIfBroken(file)).toBeNull()
  })
})

describe('the lab of a command line', () => {
  it('is a file where it looks like one, else a name in the library', () => {
    expect(labSourceOfArguments(['.', '--lab', 'first-flight'], '/here')).toEqual({
      kind: 'library',
      id: 'first-flight',
    })
    expect(labSourceOfArguments(['--lab=a.yaml'], '/here')).toEqual({ kind: 'file', file: '/here/a.yaml' })
    expect(labSourceOfArguments(['--lab', 'sub/a'], '/here')).toEqual({ kind: 'file', file: '/here/sub/a' })
    expect(labSourceOfArguments(['.', '/x/My Lab.iovlab.yaml'], '/here')).toEqual({
      kind: 'file',
      file: '/x/My Lab.iovlab.yaml',
    })
    expect(labSourceOfArguments(['.', '--inspect'], '/here')).toBeNull()
    expect(labSourceOfArguments(['--lab'], '/here')).toBeNull()
  })
})
