// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { ACTIONS, findAction, MENU_BAR, menuItem, runAction } from '../../../src-renderer/actions'
import { MENU_ACTION_IDS } from '../../../src-renderer/actions/action'
import { contextMenu } from '../../../src-renderer/actions/context-menu'
import { liveAt } from '../fake-service'
import { testWindow, type TestWindow } from '../test-window'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the table of actions', () => {
  it('has one for every item of the menus', () => {
    const ids = new Set(ACTIONS.map((action) => action.id))
    expect(MENU_ACTION_IDS.filter((id) => !ids.has(id))).toEqual([])
  })

  it('has no id and no key twice', () => {
    const ids = ACTIONS.map((action) => action.id)
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([])
    const keys = ACTIONS.flatMap((action) => action.keys)
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([])
  })
})

describe('what can be done', () => {
  let window: TestWindow
  const can = (id: string): true | string => findAction(id).enabled(window)

  beforeEach(async () => {
    window = await testWindow()
  })

  it('says why not, whenever something cannot be done, and never throws', async () => {
    const empty = await testWindow(null)
    for (const context of [window, empty]) {
      for (const selected of [
        null,
        'hosts/esx-a',
        'vms/web',
        'links/0',
        'flows/bulk',
        'hosts/esx-a/nics/vmnic0/vf/1',
      ]) {
        context.selection.select(selected === null ? [] : [selected])
        for (const action of ACTIONS) {
          const answer = action.enabled(context)
          if (answer !== true) expect(answer, action.id).toMatch(/[.!?]$/)
        }
      }
    }
  })

  it('needs a selection to delete, and something to undo to undo', async () => {
    expect(can('edit.delete')).not.toBe(true)
    expect(can('edit.undo')).not.toBe(true)
    window.selection.select(['vms/web'])
    runAction('edit.delete', window)
    await settled()
    expect(window.lab.document?.vms).not.toHaveProperty('web')
    expect(window.selection.count).toBe(0)
    expect(can('edit.undo')).toBe(true)
    expect(menuItem('edit.undo', window)).toMatchObject({ label: expect.stringMatching(/^Undo \S/) as string })
  })

  it('deletes links and traffic of what is deleted in the same step', async () => {
    window.selection.select(['stations/client'])
    runAction('edit.delete', window)
    await settled()
    expect(window.lab.document?.links).toHaveLength(3)
    expect(Object.keys(window.lab.document?.flows ?? {})).toEqual(['db'])
    await window.lab.undo()
    expect(window.lab.document?.links).toHaveLength(4)
  })

  it('asks first where the person wants that, and Cancel changes nothing', async () => {
    window.settings.change({ confirmDelete: true })
    window.selection.select(['vms/web'])
    runAction('edit.delete', window)
    await settled()
    expect(window.ui.question).not.toBeNull()
    window.ui.reply(null)
    await settled()
    expect(window.lab.document?.vms).toHaveProperty('web')
  })

  it('takes away a free virtual function, but not one that is in use', async () => {
    const count = (): number | undefined => window.lab.document?.hosts?.['esx-a']?.nics?.['vmnic0']?.vfs
    window.selection.select(['hosts/esx-a/nics/vmnic0/vf/15'])
    runAction('edit.delete', window)
    await settled()
    expect(count()).toBe(15)
    expect(window.ui.messages).toEqual([])
  })

  it('adds to what is selected, and selects what it added', async () => {
    window.selection.select(['hosts/esx-b'])
    runAction('insert.vm', window)
    await settled()
    const added = window.selection.primary ?? ''
    expect(added).toMatch(/^vms\//)
    expect(window.lab.document?.vms?.[added.slice('vms/'.length)]?.host).toBe('esx-b')
  })

  it('says where something goes, if that is not clear', () => {
    expect(can('insert.vm')).toMatch(/Select/)
    window.selection.select(['hosts/esx-a/nics/vmnic1'])
    expect(can('insert.vf')).toMatch(/82598/)
  })

  it('offers VMotion for a VM and for its vNICs', () => {
    window.selection.select(['vms/web/nics/eth0'])
    expect(can('lab.vmotion')).toBe(true)
    runAction('lab.vmotion', window)
    expect(window.ui.vmotionOf).toBe('web')
    window.selection.select(['hosts/esx-a'])
    expect(can('lab.vmotion')).not.toBe(true)
  })

  it('fails a link only in a run', () => {
    window.selection.select(['links/0'])
    expect(can('lab.link-down')).not.toBe(true)
    window.service.notify('run.live', liveAt(1, 1))
    expect(can('lab.link-down')).toBe(true)
  })

  it('starts the run, tells why it cannot, and shows the problems', async () => {
    const problem = { code: 'x', level: 'error' as const, path: 'vms/web', says: 's', remedy: 'r' }
    window.service.handlers['run.start'] = () => ({
      outcome: 'refused',
      refusal: { code: 'lab-has-errors', says: 'The lab has errors.' },
      problems: [problem],
    })
    runAction('lab.run', window)
    await settled()
    expect(window.ui.messages[0]?.says).toBe('The lab has errors.')
    expect(window.ui.bottomTab).toBe('problems')
  })

  it('begins a run that is over again', async () => {
    window.service.notify('run.live', { ...liveAt(1, 1), run: { ...liveAt(1, 1).run, state: 'finished' } })
    const asked: string[] = []
    const ready = { outcome: 'done' as const, run: { ...liveAt(0, 0).run, state: 'ready' as const } }
    window.service.handlers['run.reset'] = () => (asked.push('reset'), ready)
    window.service.handlers['run.start'] = () => (asked.push('start'), ready)
    runAction('lab.run', window)
    await settled()
    await settled()
    expect(asked).toEqual(['reset', 'start'])
  })

  it('aligns hosts by an edge, in one step', async () => {
    window.selection.select(['hosts/esx-a', 'hosts/esx-b'])
    await window.lab.execute('place-on-canvas', { positions: { 'esx-a': [0, 10], 'esx-b': [2000, 90] } })
    runAction('arrange.align-top', window)
    await settled()
    expect(window.lab.document?.view?.positions).toMatchObject({ 'esx-a': [0, 10], 'esx-b': [2000, 10] })
  })

  it('folds what is selected, or all, and unfolds them again', async () => {
    window.selection.select(['vms/app'])
    runAction('arrange.fold', window)
    await settled()
    expect(window.lab.document?.view?.folded).toEqual(['esx-b'])
    runAction('arrange.fold', window)
    await settled()
    expect(window.lab.document?.view?.folded ?? []).toEqual([])
  })

  it('captures where frames pass, once more to stop', async () => {
    window.selection.select(['vms/web/nics/eth0'])
    runAction('observe.capture', window)
    await settled()
    expect(window.lab.document?.captures).toMatchObject([{ at: 'web/eth0' }])
    expect(findAction('observe.capture').checked?.(window)).toBe(true)
    expect(window.selection.primary).toBe('vms/web/nics/eth0')
    runAction('observe.capture', window)
    await settled()
    expect(window.lab.document?.captures ?? []).toEqual([])
  })

  it('asks about unsaved work before another lab takes its place', async () => {
    await window.lab.execute('add-host', {})
    runAction('file.new', window)
    await settled()
    expect(window.ui.question?.answers.map((answer) => answer.id)).toEqual(['discard', 'cancel', 'save'])
    window.ui.reply('cancel')
    await settled()
    expect(window.lab.name).toBe('Mixed modes')
    runAction('file.new', window)
    await settled()
    window.ui.reply('discard')
    await settled()
    expect(window.lab.name).not.toBe('Mixed modes')
    expect(window.selection.count).toBe(0)
  })

  it('says what is wrong when an action fails', async () => {
    window.service.handlers['run.step'] = () => {
      throw new Error('broken')
    }
    runAction('lab.step', window)
    await settled()
    expect(window.ui.messages[0]?.level).toBe('error')
  })
})

describe('menus', () => {
  it('of the page are those of the program', () => {
    const labels = MENU_BAR.map((menu) => menu.label)
    expect(labels).toEqual(
      expect.arrayContaining(['File', 'Edit', 'View', 'Insert', 'Arrange', 'Lab', 'Observe', 'Help']),
    )
  })

  it('of a thing begin with what fits it, and hold only actions that there are', async () => {
    const window = await testWindow()
    window.selection.select(['vms/web'])
    const entries = contextMenu(window)
    expect(entries[0]).toMatchObject({ kind: 'item', id: 'lab.vmotion', disabled: false })
    for (const entry of entries) if (entry.kind === 'item') expect(() => findAction(entry.id)).not.toThrow()
  })

  it('of the empty canvas offer what stands freely', async () => {
    const window = await testWindow()
    const ids = contextMenu(window).flatMap((entry) => (entry.kind === 'item' ? [entry.id] : []))
    expect(ids).toContain('insert.host')
    expect(ids).not.toContain('edit.delete')
  })
})
