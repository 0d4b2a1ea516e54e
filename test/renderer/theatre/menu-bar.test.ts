// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findAction } from '../../../src-renderer/actions'
import Inspector from '../../../src-renderer/inspector/Inspector.vue'
import MenuBar from '../../../src-renderer/menu/MenuBar.vue'
import RunBar from '../../../src-renderer/run-bar/RunBar.vue'
import { goTo, mountPanel, openDemo, settled } from './mount-lab'

afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

describe('menus that are closed', () => {
  it('cost nothing while a run goes on: what is in them is asked for when they open', async () => {
    const opened = await openDemo()
    opened.selection.select(['vms/web-1/nics/eth0'])
    const asked = vi.spyOn(findAction('observe.capture'), 'enabled')
    const inMenu = vi.spyOn(findAction('edit.paste'), 'enabled')
    const panels = [MenuBar, RunBar, Inspector].map(mountPanel)
    await goTo(opened, 1)
    await goTo(opened, 2)
    // the inspector has a button for the first
    expect(asked).toHaveBeenCalled()
    expect(inMenu).not.toHaveBeenCalled()

    const edit = [...document.querySelectorAll('[role=menuitem]')].find((one) => one.textContent === 'Edit')
    edit?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
    await settled()
    expect(inMenu).toHaveBeenCalled()
    for (const panel of panels) panel.unmount()
  })
})
