// What becomes of files: in Electron people choose them in dialogs, in a browser there is the data folder of the server alone.
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PAGE } from '../helper/fake-electron'
import { type Connection, desktopWay, webWay } from './connections'

const TINY = 'format: iov-lab/1\nname: Tiny # kept\nduration: 1\n'

describe('files over Electron IPC', () => {
  let connection: Connection

  beforeEach(async () => {
    connection = await desktopWay.connect()
  })

  afterEach(() => connection.close())

  it('are opened, edited and saved with their comments, and the previous version is kept', async () => {
    const { api } = connection.client
    const file = join(connection.dataFolder, 'tiny.iovlab.yaml')
    await fs.writeFile(file, TINY)
    connection.choose.open = file
    const reply = await api['lab.open-dialog']({})
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    const { labId } = reply.lab
    expect(reply.lab).toMatchObject({ file, dirty: false })
    await api['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    expect(await fs.readFile(file, 'utf8')).toBe(TINY)
    expect(await api['lab.save']({ labId })).toMatchObject({ outcome: 'saved', lab: { dirty: false, revision: 2 } })
    expect(await fs.readFile(file, 'utf8')).toMatch(/^format: iov-lab\/1\nname: Tiny # kept\n[^]*esx-a/)
    const [folder] = await fs.readdir(join(connection.dataFolder, 'backups'))
    const [backup] = await fs.readdir(join(connection.dataFolder, 'backups', folder ?? ''))
    expect(await fs.readFile(join(connection.dataFolder, 'backups', folder ?? '', backup ?? ''), 'utf8')).toBe(TINY)
    expect((await api['library.list']({})).find(({ kind }) => kind === 'recent')).toMatchObject({
      file,
      missing: false,
    })
  })

  it('have the versions that saving replaced, each of which can be read again', async () => {
    const { api } = connection.client
    const file = join(connection.dataFolder, 'tiny.iovlab.yaml')
    await fs.writeFile(file, TINY)
    const reply = await api['lab.open']({ source: { kind: 'file', file } })
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    const { labId } = reply.lab
    expect(await api['lab.versions']({ labId })).toEqual([])
    await api['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    await api['lab.save']({ labId })
    const [version] = await api['lab.versions']({ labId })
    const read = await api['lab.version']({ labId, saved: version?.saved ?? 0 })
    expect(read).toMatchObject({ outcome: 'read', document: { name: 'Tiny' } })
    if (read.outcome === 'read') expect(read.document).not.toHaveProperty('hosts')
    expect(await api['lab.version']({ labId, saved: 1 })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'file-missing' },
    })
  })

  it('are not run over when somebody else has changed them, and saving elsewhere still works', async () => {
    const { api } = connection.client
    const file = join(connection.dataFolder, 'tiny.iovlab.yaml')
    await fs.writeFile(file, TINY)
    const reply = await api['lab.open']({ source: { kind: 'file', file } })
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    const { labId } = reply.lab
    await api['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: {} })
    await fs.writeFile(file, `${TINY}# theirs\n`)
    expect(await api['lab.save']({ labId })).toMatchObject({ outcome: 'refused', refusal: { code: 'changed-on-disk' } })
    connection.choose.save = join(connection.dataFolder, 'other')
    expect(await api['lab.save-as']({ labId })).toMatchObject({
      outcome: 'saved',
      lab: { file: join(connection.dataFolder, 'other.iovlab.yaml'), dirty: false },
    })
    expect(await fs.readFile(file, 'utf8')).toBe(`${TINY}# theirs\n`)
  })

  it('are asked for when a lab has none, and nothing happens where the person cancels', async () => {
    const { api } = connection.client
    const reply = await api['lab.open']({ source: { kind: 'empty' } })
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    expect(await api['lab.save']({ labId: reply.lab.labId })).toEqual({ outcome: 'cancelled' })
    expect(await api['lab.open-dialog']({})).toEqual({ outcome: 'cancelled' })
  })

  it('are talked about with our own page alone', async () => {
    const { transport, contents } = connection
    const { frame } = contents
    for (const stranger of [
      { url: 'https://example.com/', parent: null },
      { url: 'app://iov-lab.example/', parent: null },
      { url: PAGE, parent: {} },
    ]) {
      contents.frame = stranger
      expect(await transport.request('app.info', {})).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
    }
    contents.frame = frame
    expect(await transport.request('app.info', {})).toMatchObject({ ok: true })
  })

  it('of a picture are written where the person says, and not of a lab with errors', async () => {
    const { api } = connection.client
    const open = async (text: string): Promise<string> => {
      const reply = await api['lab.open']({ source: { kind: 'text', text, name: 'x' } })
      if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
      return reply.lab.labId
    }
    const file = join(connection.dataFolder, 'picture.svg')
    connection.choose.save = file
    expect(await api['picture.export']({ labId: await open(`${TINY}stations: { client: {} }\n`) })).toEqual({
      outcome: 'written',
      file,
    })
    expect(await fs.readFile(file, 'utf8')).toMatch(/^<\?xml[^]*<svg[^]*client/)
    expect(await api['picture.export']({ labId: await open(`${TINY}links: [ { ends: [a, b] } ]\n`) })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'lab-has-errors' },
    })
  })

  it('give their text to the clipboard, and take it from there', async () => {
    await connection.client.api['clipboard.write']({ text: 'copied' })
    expect(connection.copied).toEqual(['copied'])
    expect(await connection.client.api['clipboard.read']({})).toEqual({ text: 'copied' })
  })
})

describe('files over a WebSocket', () => {
  let connection: Connection

  beforeEach(async () => {
    connection = await webWay.connect()
  })

  afterEach(() => connection.close())

  it('are not named by a page: no dialogs, no paths of the machine', async () => {
    const { api } = connection.client
    expect(await api['lab.open-dialog']({})).toMatchObject({ outcome: 'refused', refusal: { code: 'not-in-browser' } })
    const file = join(connection.dataFolder, 'tiny.iovlab.yaml')
    await fs.writeFile(file, TINY)
    expect(await api['lab.open']({ source: { kind: 'file', file } })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'not-in-browser' },
    })
    expect(await api['lab.open']({ source: { kind: 'library', id: `mine:${file}` } })).toMatchObject({
      outcome: 'refused',
    })
  })

  it('are saved in the data folder and found in the library, and downloaded by save as', async () => {
    const { api } = connection.client
    const reply = await api['lab.open']({ source: { kind: 'text', text: TINY, name: 'tiny' } })
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    const { labId } = reply.lab
    expect(await api['lab.save-as']({ labId })).toEqual({
      outcome: 'download',
      name: 'Tiny.iovlab.yaml',
      mime: 'application/yaml',
      text: TINY,
    })
    await api['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    expect(await api['lab.save']({ labId })).toMatchObject({ outcome: 'saved' })
    const mine = (await api['library.list']({})).find(({ kind }) => kind === 'mine')
    expect(mine).toMatchObject({ name: 'Tiny', missing: false })
    await api['lab.close']({ labId, discard: false })
    expect(await api['lab.open']({ source: { kind: 'library', id: mine?.id ?? '' } })).toMatchObject({
      outcome: 'opened',
      lab: { document: { hosts: { 'esx-a': {} } }, file: mine?.file },
    })
  })

  it('do not reach the clipboard of the machine', async () => {
    await expect(connection.client.api['clipboard.write']({ text: 'x' })).rejects.toMatchObject({
      code: 'unknown-request',
    })
    await expect(connection.client.api['clipboard.read']({})).rejects.toMatchObject({ code: 'unknown-request' })
  })
})
