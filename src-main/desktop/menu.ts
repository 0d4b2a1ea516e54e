// The native menu, made from the list in `src-shared/api/menu.ts`. Most items are sent to the page as `app.action`; the few
// that only the main side can do are done here. The page listens to the keys itself: they are only shown here.
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { LibraryEntry, OpenSource } from '@shared/api/lab-api'
import { MENUS, type MenuAction, type MenuEntry, type SubMenu } from '@shared/api/menu'

export interface MenuActions {
  send: (actionId: string) => void
  open: (source: OpenSource) => void
  /** Actions that are done on the main side, by id. */
  own: Record<string, () => void>
}

const isMac = process.platform === 'darwin'

export function buildMenu(actions: MenuActions, library: readonly LibraryEntry[]): Menu {
  const template = MENUS.map((menu): MenuItemConstructorOptions => {
    if (menu.id === 'window') return { ...submenu(menu, actions), role: 'windowMenu', submenu: windowEntries() }
    if (menu.id === 'help') return { ...submenu(menu, actions), role: 'help' }
    if (menu.id === 'file') return withLibrary(submenu(menu, actions), actions, library)
    return submenu(menu, actions)
  })
  if (isMac) template.unshift({ role: 'appMenu' })
  return Menu.buildFromTemplate(template)
}

function submenu(menu: SubMenu, actions: MenuActions): MenuItemConstructorOptions {
  return { id: menu.id, label: menu.label, submenu: menu.entries.map((entry) => menuItem(entry, actions)) }
}

function menuItem(entry: MenuEntry, actions: MenuActions): MenuItemConstructorOptions {
  if (entry === 'separator') return { type: 'separator' }
  if ('entries' in entry) return submenu(entry, actions)
  return {
    id: entry.id,
    label: entry.label,
    ...accelerator(entry),
    click: () => (actions.own[entry.id] ?? (() => actions.send(entry.id)))(),
  }
}

function accelerator({ keys }: MenuAction): MenuItemConstructorOptions {
  const key = keys?.[0]
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
