// What can be opened without looking for it, as menus behind `Library…`: the same as the native menu of the desktop app has.
import type { LibraryEntry } from '../../src-shared/api/lab-api'
import { menuItem } from '../actions'
import { type ActionContext, actionContext } from '../actions/context'
import { mayLeaveLab } from '../actions/leave-lab'
import { openLab } from '../actions/open-lab'
import type { MenuEntry } from '../ui/menu-entry'

async function open(id: string): Promise<void> {
  const context = actionContext()
  if (await mayLeaveLab(context)) await openLab(context, { kind: 'library', id })
}

export function libraryMenus(library: readonly LibraryEntry[], context: ActionContext): MenuEntry[] {
  const of = (id: string, label: string, kind: LibraryEntry['kind']): MenuEntry & { kind: 'menu' } => ({
    kind: 'menu',
    id,
    label,
    entries: library
      .filter((entry) => entry.kind === kind)
      .map((entry) => ({
        kind: 'item',
        id: entry.id,
        label: entry.name,
        detail: entry.missing ? 'The file is not there any more.' : (entry.file ?? entry.summary),
        disabled: entry.missing,
        run: () => void open(entry.id),
      })),
  })
  const recent = of('file.recent', 'Open Recent', 'recent')
  if (recent.entries.length > 0) {
    recent.entries.push({ kind: 'separator', id: 'line' }, menuItem('file.clear-recent', context))
  }
  return [
    recent,
    of('file.guided', 'Open Guided Lab', 'guided'),
    of('file.mechanism', 'Open Lab of a Mechanism', 'mechanism'),
    of('file.templates', 'New from Template', 'template'),
  ]
}
