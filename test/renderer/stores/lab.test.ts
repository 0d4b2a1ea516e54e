import { describe, expect, it } from 'vitest'
import { testWindow } from '../test-window'

const addVm = { host: 'esx-b', id: 'new' }

describe('the mirror of the lab', () => {
  it('takes the document and the state of what was opened', async () => {
    const { lab, service } = await testWindow()
    expect(lab.document).toEqual(service.document())
    expect(lab).toMatchObject({ name: 'Mixed modes', dirty: false, undoLabel: null, isOpen: true })
  })

  it('follows an edit by its diff, and knows what undo would take back', async () => {
    const { lab, service } = await testWindow()
    const outcome = await lab.execute('add-vm', addVm)
    expect(outcome).toMatchObject({ ok: true, created: [['vms', 'new']] })
    expect(lab.document).toEqual(service.document())
    expect(lab).toMatchObject({ dirty: true, revision: 2 })
    expect(lab.undoLabel).toMatch(/VM/)
  })

  it('keeps parts that an edit did not touch as they are', async () => {
    const { lab } = await testWindow()
    const before = lab.document?.hosts?.['esx-a']
    await lab.execute('add-vm', addVm)
    expect(lab.document?.hosts?.['esx-a']).toBe(before)
  })

  it('says why an edit was refused, and changes nothing', async () => {
    const { lab } = await testWindow()
    const before = lab.document
    expect(await lab.execute('add-vm', { host: 'nowhere' })).toMatchObject({ ok: false })
    expect(lab.lastRefusal?.says).toMatch(/nowhere/)
    expect(lab.document).toBe(before)
  })

  it('sends edits one after the other, each on the revision of the one before', async () => {
    const { lab, service } = await testWindow()
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => lab.execute('add-vm', { host: 'esx-b', id })))
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, true])
    const bases = service.asked
      .filter((one) => one.name === 'lab.command')
      .map((one) => (one.payload as { baseRevision: number }).baseRevision)
    expect(bases).toEqual([1, 2, 3])
  })

  it('takes the present lab and tries again, when somebody else was first', async () => {
    const { lab, service } = await testWindow()
    service.editElsewhere('add-vm', { host: 'esx-a', id: 'theirs' }, false)
    expect(await lab.execute('add-vm', addVm)).toMatchObject({ ok: true })
    expect(lab.document).toEqual(service.document())
    expect(Object.keys(lab.document?.vms ?? {})).toEqual(expect.arrayContaining(['theirs', 'new']))
  })

  it('takes what somebody else did', async () => {
    const { lab, service } = await testWindow()
    service.editElsewhere('add-vm', addVm)
    expect(lab.document?.vms).toHaveProperty('new')
    expect(lab.revision).toBe(2)
  })

  it('undoes and redoes to the byte', async () => {
    const { lab } = await testWindow()
    const before = JSON.stringify(lab.document)
    await lab.execute('remove', { pointers: [['hosts', 'esx-a']] })
    const after = JSON.stringify(lab.document)
    await lab.undo()
    expect(JSON.stringify(lab.document)).toBe(before)
    await lab.redo()
    expect(JSON.stringify(lab.document)).toBe(after)
    expect(await lab.redo()).toMatchObject({ ok: false })
  })

  it('keeps the open lab when another cannot be opened, and lists what is wrong', async () => {
    const { lab } = await testWindow()
    const reply = await lab.open({ kind: 'text', text: 'format: iov-lab/1\nname: x\nhosts: 3', name: 'x' })
    expect(reply.outcome).toBe('refused')
    expect(lab.openProblems.length).toBeGreaterThan(0)
    expect(lab.name).toBe('Mixed modes')
  })

  it('refuses edits where no lab is open', async () => {
    const { lab } = await testWindow(null)
    expect(await lab.execute('add-host', {})).toMatchObject({ ok: false, refusal: { code: 'no-lab' } })
  })
})
