// One suite, run over both transports: whatever the window asks, it gets the same answer in Electron and in a browser.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiError } from '@shared/api/errors'
import { type LabSnapshot, PROTOCOL, type RequestName, requests } from '@shared/api/lab-api'
import type { MessageService } from '../../src-main/service/client'
import { type Connection, desktopWay, webWay } from './connections'

const TINY = 'format: iov-lab/1\nname: Tiny # kept\nduration: 1\n'
const names = Object.keys(requests) as RequestName[]

describe.each([desktopWay, webWay])('LabApi over $name', (way) => {
  let connection: Connection

  beforeEach(async () => {
    connection = await way.connect()
  })

  afterEach(async () => {
    expect(connection.misfits).toEqual([])
    await connection.close()
  })

  const api = () => connection.client.api

  async function opened(text = TINY): Promise<LabSnapshot> {
    const reply = await api()['lab.open']({ source: { kind: 'text', text, name: 'tiny' } })
    if (reply.outcome !== 'opened') throw new Error(JSON.stringify(reply))
    return reply.lab
  }

  const failure = (promise: Promise<unknown>): Promise<ApiError> =>
    promise.then(
      () => expect.fail('it was answered'),
      (error: ApiError) => error,
    )

  it('says who it is, of the version of the protocol that the client speaks', async () => {
    expect(await api()['app.info']({})).toMatchObject({ protocol: PROTOCOL, way: connection.way, version: '1.2.3' })
  })

  it('opens, edits, undoes, redoes and closes a lab, each step one revision further', async () => {
    const lab = await opened()
    const { labId } = lab
    expect(lab).toMatchObject({ revision: 1, name: 'Tiny', file: null, dirty: false, undo: null, redo: null })
    const added = await api()['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    expect(added).toMatchObject({ outcome: 'done', created: [['hosts', 'esx-a']], lab: { revision: 2, dirty: true } })
    const undone = await api()['lab.undo']({ labId })
    expect(undone).toMatchObject({ outcome: 'done', lab: { revision: 3, dirty: false, undo: null } })
    expect(await api()['lab.redo']({ labId })).toMatchObject({ outcome: 'done', lab: { revision: 4, dirty: true } })
    expect((await api()['lab.snapshot']({ labId })).document).toMatchObject({ hosts: { 'esx-a': {} } })
    await api()['lab.close']({ labId, discard: true })
    expect((await failure(api()['lab.snapshot']({ labId }))).code).toBe('unknown-lab')
  })

  it('answers an edit on an outdated revision with the present state, and changes nothing', async () => {
    const { labId } = await opened()
    await api()['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: {} })
    const late = await api()['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: {} })
    expect(late).toMatchObject({ outcome: 'outdated', lab: { revision: 2 } })
    expect(Object.keys((await api()['lab.snapshot']({ labId })).document['hosts'] as object)).toHaveLength(1)
  })

  it('refuses an edit that makes no sense, with a code and a sentence', async () => {
    const { labId } = await opened()
    for (const [id, payload] of [
      ['no-such-command', {}],
      ['add-nic', { host: 'nobody' }],
      ['add-host', { unknown: true }],
      ['add-host', null],
    ] as const) {
      const reply = await api()['lab.command']({ labId, baseRevision: 1, id, payload })
      expect(reply).toMatchObject({ outcome: 'refused' })
      if (reply.outcome === 'refused') expect(reply.refusal.says.length).toBeGreaterThan(10)
    }
    expect(await api()['lab.undo']({ labId })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'nothing-to-undo' },
    })
    expect(await api()['lab.redo']({ labId })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'nothing-to-redo' },
    })
  })

  it('refuses what is no lab with every problem, and leaves the open lab open', async () => {
    const { labId } = await opened()
    const reply = await api()['lab.open']({ source: { kind: 'text', text: 'format: iov-lab/99', name: 'x' } })
    expect(reply).toMatchObject({ outcome: 'refused', refusal: { code: 'not-a-lab' } })
    if (reply.outcome === 'refused') expect(reply.problems.length).toBeGreaterThan(0)
    expect(await api()['lab.snapshot']({ labId })).toMatchObject({ name: 'Tiny' })
    expect(await api()['lab.open']({ source: { kind: 'library', id: 'none' } })).toMatchObject({ outcome: 'refused' })
    expect(await api()['lab.open']({ source: { kind: 'recovery', id: 'none' } })).toMatchObject({ outcome: 'refused' })
  })

  it('lists the labs that come with the program, and opens each of them', async () => {
    const shipped = (await api()['library.list']({})).filter(({ kind }) => kind === 'guided' || kind === 'template')
    expect(shipped.map(({ id }) => id)).toContain('sr-iov-to-plain-nic')
    for (const { id, name } of shipped) {
      const reply = await api()['lab.open']({ source: { kind: 'library', id } })
      expect(reply).toMatchObject({ outcome: 'opened', lab: { name, file: null, dirty: false } })
    }
  })

  it('runs, paces, steps, seeks, acts and resets, and sends live snapshots without a gap', async () => {
    const { labId } = await opened()
    const sequence: number[] = []
    connection.client.on('run.live', ({ sequence: number, run }) => {
      expect(run.labId).toBe(labId)
      sequence.push(number)
    })
    const layout = new Promise((resolve) => connection.client.on('run.layout', resolve))
    expect(await api()['run.pause']({ labId })).toMatchObject({ outcome: 'refused', refusal: { code: 'no-run' } })
    expect(await api()['run.result']({ labId })).toBeNull()
    expect(await api()['run.step']({ labId })).toMatchObject({ outcome: 'done', run: { state: 'paused', events: 1 } })
    await layout
    await api()['run.pace']({ labId, pace: 0 })
    expect((await api()['settings.get']({})).pace).toBe(0)
    await api()['run.seek']({ labId, time: 0.5 })
    await vi.waitFor(async () => expect((await api()['run.live']({ labId }))?.run.state).toBe('paused'))
    const acted = await api()['run.act']({ labId, action: { do: 'link-down', link: 'a' } })
    expect(acted).toMatchObject({ outcome: 'done' })
    await api()['run.start']({ labId })
    await vi.waitFor(async () => expect((await api()['run.live']({ labId }))?.run.state).toBe('finished'))
    const result = await api()['run.result']({ labId })
    expect(result?.document).toMatchObject({ events: [{ do: 'link-down', link: 'a' }] })
    expect(result?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(sequence.length).toBeGreaterThan(2)
    expect(sequence).toEqual(sequence.map((_, index) => (sequence[0] ?? 0) + index))
    expect(await api()['run.capabilities']({ labId })).toHaveProperty(['web-1/eth0', 'vmotion', 'available'], true)
    expect(await api()['run.destinations']({ labId, vm: 'x' })).toEqual([])
    expect(await api()['run.reset']({ labId })).toMatchObject({ outcome: 'done', run: { state: 'ready', time: 0 } })
  })

  it('does not run a lab with errors, and says which', async () => {
    const { labId } = await opened('format: iov-lab/1\nname: Broken\nvms: { a: { host: nobody } }\n')
    const reply = await api()['run.start']({ labId })
    expect(reply).toMatchObject({ outcome: 'refused', refusal: { code: 'lab-has-errors' } })
    if (reply.outcome === 'refused') expect(reply.problems).toMatchObject([{ path: 'vms/a/host', level: 'error' }])
    expect(await api()['run.live']({ labId })).toBeNull()
  })

  it('tells another window of the same lab what this one does, and not itself', async () => {
    const { labId } = await opened()
    const other = await connection.another()
    const changes: LabSnapshot[] = []
    const own = vi.fn()
    connection.client.on('lab.changed', own)
    other.on('lab.changed', ({ lab }) => changes.push(lab))
    await other.api['lab.snapshot']({ labId })
    await api()['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    await vi.waitFor(() => expect(changes).toHaveLength(1))
    expect(changes[0]).toMatchObject({ labId, revision: 2, document: { hosts: { 'esx-a': {} } } })
    expect(own).not.toHaveBeenCalled()
    other.close()
  })

  it('keeps unsaved changes in the journal, from where they are opened again', async () => {
    const { labId } = await opened()
    await api()['lab.command']({ labId, baseRevision: 1, id: 'add-host', payload: { id: 'esx-a' } })
    expect(await api()['recovery.list']({})).toEqual([])
    await api()['lab.close']({ labId, discard: false })
    const [lost] = await api()['recovery.list']({})
    expect(lost).toMatchObject({ id: labId, name: 'Tiny', file: null })
    const again = await api()['lab.open']({ source: { kind: 'recovery', id: labId } })
    expect(again).toMatchObject({ outcome: 'opened', lab: { dirty: true, document: { hosts: { 'esx-a': {} } } } })
    await api()['lab.close']({ labId, discard: true })
    expect(await api()['recovery.list']({})).toEqual([])
  })

  it('keeps settings, and answers with all of them', async () => {
    expect(await api()['settings.set']({ theme: 'dark' })).toMatchObject({ theme: 'dark', pace: 1 })
    expect(await api()['settings.get']({})).toMatchObject({ theme: 'dark' })
  })

  it('hands out the cost model of both profiles', async () => {
    for (const profile of ['modern', 'legacy'] as const) {
      expect((await api()['costs.list']({ profile })).length).toBeGreaterThan(20)
    }
  })

  describe('messages that do not fit', () => {
    it.each(['nope', '', '__proto__', 'constructor', 'toString', 'lab.open ', 'run.live.'])(
      'answers the unknown request %j with a failure',
      async (name) => {
        expect(await connection.transport.request(name, {})).toMatchObject({
          ok: false,
          error: { code: 'unknown-request' },
        })
      },
    )

    it.each(names)('answers %s with a payload of the wrong shape with a failure that says where', async (name) => {
      for (const payload of [null, 1, 'text', [], { surplus: 1 }]) {
        const answer = await connection.transport.request(name, payload)
        expect(answer).toMatchObject({ ok: false, error: { code: 'bad-payload' } })
        if (!answer.ok) expect(answer.error.says).toContain(name)
      }
    })

    it('answers a lab that is not open with a failure, for every request that names one', async () => {
      for (const name of names.filter((known) => 'labId' in (requests[known].payload.shape as object))) {
        const payload = { labId: 'nobody', ...SURPLUS[name] }
        expect(await connection.transport.request(name, payload), name).toMatchObject({
          ok: false,
          error: { code: 'unknown-lab' },
        })
      }
    })

    it('opens a lab of the largest size that is accepted, and refuses a larger one as a value', async () => {
      const large = `${TINY}description: ${'x'.repeat(8_000_000)}\n`
      expect((await opened(large)).document['description']).toHaveLength(8_000_000)
      const tooLarge = `${TINY}description: ${'x'.repeat(17_000_000)}\n`
      const reply = await api()['lab.open']({ source: { kind: 'text', text: tooLarge, name: 'x' } })
      expect(reply).toMatchObject({ outcome: 'refused', refusal: { code: 'file-too-large' } })
    })
  })
})

/** What the requests that name a lab want besides. */
const SURPLUS: Partial<Record<RequestName, object>> = {
  'lab.command': { baseRevision: 1, id: 'add-host', payload: {} },
  'lab.text': { format: 'yaml' },
  'lab.version': { saved: 0 },
  'lab.close': { discard: true },
  'run.pace': { pace: 1 },
  'run.seek': { time: 0 },
  'run.until': { until: { kind: 'loss' } },
  'run.act': { action: { do: 'link-up', link: 'a' } },
  'run.destinations': { vm: 'a' },
  'run.packet-life': { flow: 'a', from: 0, nth: 1 },
  'run.compare': { with: { kind: 'present' } },
  'run.design': { design: 'npa' },
  'report.export': { format: 'html', notes: '' },
  'capture.export': { at: 'a' },
}

describe.each([desktopWay, webWay])('a faulty service behind $name', (way) => {
  const faulty = async (answer: () => Promise<unknown>): Promise<Connection> =>
    way.connect({ dispatch: answer as MessageService['dispatch'], disconnect: () => undefined })

  it('has its answers of the wrong shape stopped at the client', async () => {
    const connection = await faulty(async () => ({ ok: true, reply: { theme: 'pink' } }))
    await expect(connection.client.api['settings.get']({})).rejects.toMatchObject({ code: 'bad-reply' })
    await connection.close()
  })

  it('of another version of the protocol is not talked to', async () => {
    const connection = await faulty(async () => ({ ok: true, reply: { protocol: PROTOCOL + 1 } }))
    await expect(connection.client.api['app.info']({})).rejects.toMatchObject({ code: 'protocol-mismatch' })
    await connection.close()
  })

  it('has its unknown failures reported as such', async () => {
    const connection = await faulty(async () => ({ ok: false, error: { code: 'odd', says: 'odd' } }))
    await expect(connection.client.api['settings.get']({})).rejects.toMatchObject({ code: 'bad-reply' })
    await connection.close()
  })
})
