// An action: what a menu item, a key, a button or the command palette does. Words and keys of those in the menu bar come
// from the list that the native menu is made of too; the rest bring their own.
import type { Component } from 'vue'
import { type MenuAction, type MenuEntry, MENUS } from '../../src-shared/api/menu'
import type { ActionContext } from './context'

export interface Action {
  id: string
  label: string
  keys: readonly string[]
  icon?: Component
  /** True, or a sentence that says why not. */
  enabled: (context: ActionContext) => true | string
  /** For what is on or off. */
  checked?: (context: ActionContext) => boolean
  run: (context: ActionContext) => unknown
}

const inMenus = new Map<string, MenuAction>()
const collect = (entries: readonly MenuEntry[]): void => {
  for (const entry of entries) {
    if (entry === 'separator') continue
    if ('entries' in entry) collect(entry.entries)
    else inMenus.set(entry.id, entry)
  }
}
collect(MENUS)

export const MENU_ACTION_IDS: readonly string[] = [...inMenus.keys()]

type Definition = Pick<Action, 'run'> & Partial<Omit<Action, 'id' | 'run'>>

export const always = (): true => true

export function action(id: string, definition: Definition): Action {
  const menu = inMenus.get(id)
  return {
    id,
    label: definition.label ?? menu?.label ?? id,
    keys: definition.keys ?? menu?.keys ?? [],
    enabled: always,
    ...definition,
  }
}
