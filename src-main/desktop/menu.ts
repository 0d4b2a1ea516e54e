// The native menu, made from the list in `src-shared/api/menu.ts`. Most items are sent to the page as `app.action`; the few
// that only the main side can do are done here. The page listens to the keys itself: they are only shown here.
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { LibraryEntry, OpenSource } from '@shared/api/lab-api'
import { MENUS, type MenuEntry, type SubMenu } from '@shared/api/menu'

export interface MenuActions {
  send: (actionId: string) => void
  open: (source: OpenSource) => void
  /** Actions that are done on the main side, by id. */
  own: Record<string, () => void>
}

/** By action: what the person has chosen instead of the keys of the list. */
type Keys = Readonly<Record<string, readonly string[]>>

const isMac = process.platform === 'darwin'

export function buildMenu(actions: MenuActions, library: readonly LibraryEntry[], keys: Keys = {}): Menu {
  const template = MENUS.map((menu): MenuItemConstructorOptions => {
    if (menu.id === 'window') return { ...submenu(menu, actions, keys), role: 'windowMenu', submenu: windowEntries() }
    if (menu.id === 'help') return { ...submenu(menu, actions, keys), role: 'help' }
    if (menu.id === 'file') return withLibrary(submenu(menu, actions, keys), actions, library)
    return submenu(menu, actions, keys)
  })
  if (isMac) template.unshift({ role: 'appMenu' })
  return Menu.buildFromTemplate(template)
}

function submenu(menu: SubMenu, actions: MenuActions, keys: Keys): MenuItemConstructorOptions {
  return { id: menu.id, label: menu.label, submenu: menu.entries.map((entry) => menuItem(entry, actions, keys)) }
}

function menuItem(entry: MenuEntry, actions: MenuActions, keys: Keys): MenuItemConstructorOptions {
  if (entry === 'separator') return { type: 'separator' }
  if ('entries' in entry) return submenu(entry, actions, keys)
  return {
    id: entry.id,
    label: entry.label,
    ...accelerator(keys[entry.id] ?? entry.keys ?? []),
    click: () => (actions.own[entry.id] ?? (() => actions.send(entry.id)))(),
  }
}

function accelerator([key]: readonly string[]): MenuItemConstructorOptions {
  if (key === undefined) return {}
  return {
    accelerator: key.replace('Ctrl', 'CmdOrCtrl').replace('Arrow', '').replace('Escape', 'Esc'),
    registerAccelerator: false,
  }
}

function windowEntries(): MenuItemConstructorOptions[] {
  return [{ role: 'minimize' }, { role: 'zoom' }, { type: 'separator' }, { role: 'toggleDevTools' }]
}

/** Recent files and what ships with the program, behind `Library…`. */
function withLibrary(
  file: MenuItemConstructorOptions,
  actions: MenuActions,
  library: readonly LibraryEntry[],
): MenuItemConstructorOptions {
  const of = (id: string, label: string, kinds: readonly LibraryEntry['kind'][]): MenuItemConstructorOptions => {
    const entries = library.filter((entry) => kinds.includes(entry.kind))
    const items = entries.map((entry): MenuItemConstructorOptions => ({
      label: entry.name,
      ...(entry.file === null ? {} : { sublabel: entry.file }),
      enabled: !entry.missing,
      click: () => actions.open({ kind: 'library', id: entry.id }),
    }))
    return { id, label, submenu: items, enabled: items.length > 0 }
  }
  const clearable = (recent: MenuItemConstructorOptions): MenuItemConstructorOptions => ({
    ...recent,
    submenu: [
      ...(recent.submenu as MenuItemConstructorOptions[]),
      { type: 'separator' },
      { id: 'file.clear-recent', label: 'Clear Recent', click: () => actions.send('file.clear-recent') },
    ],
  })
  const entries = file.submenu as MenuItemConstructorOptions[]
  const place = entries.findIndex(({ id }) => id === 'file.library') + 1
  return {
    ...file,
    submenu: [
      ...entries.slice(0, place),
      clearable(of('file.recent', 'Open Recent', ['recent'])),
      of('file.guided', 'Open Guided Lab', ['guided']),
      of('file.mechanism', 'Open Lab of a Mechanism', ['mechanism']),
      of('file.templates', 'New from Template', ['template']),
      ...entries.slice(place),
    ],
  }
}

/** The About box that every system shows in its own way. */
export function setAbout(version: string): void {
  app.setAboutPanelOptions({ applicationName: 'IOV Lab', applicationVersion: version })
}
