// All actions by id, and the ways in which they are reached: menus, context menus, keys, the native menu.
import { MENUS, type MenuEntry as SharedEntry } from '../../src-shared/api/menu'
import type { MenuEntry } from '../ui/menu-entry'
import { matchesShortcut } from '../ui/shortcut'
import type { Action } from './action'
import { ARRANGE_ACTIONS } from './arrange-actions'
import { type ActionContext, actionContext } from './context'
import { keysOf } from './keys'
import { EDIT_ACTIONS } from './edit-actions'
import { FILE_ACTIONS } from './file-actions'
import { INSERT_ACTIONS } from './insert-actions'
import { LAB_ACTIONS } from './lab-actions'
import { OBSERVE_ACTIONS } from './observe-actions'
import { VIEW_ACTIONS } from './view-actions'

export const ACTIONS: readonly Action[] = [
  ...FILE_ACTIONS,
  ...EDIT_ACTIONS,
  ...VIEW_ACTIONS,
  ...INSERT_ACTIONS,
  ...ARRANGE_ACTIONS,
  ...LAB_ACTIONS,
  ...OBSERVE_ACTIONS,
]

const byId = new Map(ACTIONS.map((one) => [one.id, one]))

export function findAction(id: string): Action {
  const found = byId.get(id)
  if (!found) throw new Error(`no such action: ${id}`)
  return found
}

/** Runs an action, or says why it cannot be run. False: there is no such action. */
export function runAction(id: string, context: ActionContext = actionContext()): boolean {
  const found = byId.get(id)
  if (!found) return false
  const enabled = found.enabled(context)
  if (enabled !== true) {
    context.ui.announce(enabled)
    return true
  }
  void Promise.resolve(found.run(context)).catch((error: unknown) => {
    context.ui.tell({ level: 'error', says: error instanceof Error ? error.message : String(error) })
  })
  return true
}

export function menuItem(id: string, context: ActionContext): MenuEntry {
  const found = findAction(id)
  const { label, icon, enabled, checked } = found
  const can = enabled(context)
  return {
    kind: 'item',
    id,
    label: labelOf(id, label, context),
    shortcut: keysOf(found)[0],
    icon,
    disabled: can !== true,
    detail: can === true ? undefined : can,
    checked: checked?.(context),
    run: () => void runAction(id),
  }
}

/** Undo and redo name what they take back. */
function labelOf(id: string, label: string, { lab, run }: ActionContext): string {
  if (id === 'edit.undo' && lab.undoLabel) return `Undo ${lab.undoLabel}`
  if (id === 'edit.redo' && lab.redoLabel) return `Redo ${lab.redoLabel}`
  if (id === 'lab.run') return run.isRunning ? 'Pause' : 'Run'
  return label
}

export function menuEntries(entries: readonly SharedEntry[], context: ActionContext): MenuEntry[] {
  return entries.map((entry, place): MenuEntry => {
    if (entry === 'separator') return { kind: 'separator', id: `line-${place}` }
    if ('entries' in entry)
      return { kind: 'menu', id: entry.id, label: entry.label, entries: menuEntries(entry.entries, context) }
    return menuItem(entry.id, context)
  })
}

export const MENU_BAR = MENUS.filter((menu) => menu.entries.length > 0)

/** The first of its keys, for a tooltip. */
export const keyOf = (id: string): string | undefined => keysOf(findAction(id))[0]

export const actionForKey = (event: KeyboardEvent): Action | undefined =>
  ACTIONS.find((one) => keysOf(one).some((keys) => matchesShortcut(keys, event)))
