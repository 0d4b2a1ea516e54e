// Undo and redo, clipboard, deletion, names, selection and search.
import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  Image,
  Pencil,
  Redo2,
  Scissors,
  Search,
  Terminal,
  Trash2,
  Undo2,
} from '@lucide/vue'
import { kindOf } from '../canvas/lab-facts'
import { action, type Action } from './action'
import { copySelection, paste } from './clipboard'
import {
  type ActionContext,
  execute,
  labIsOpen,
  NO_LAB,
  NOTHING_SELECTED,
  selectedPointers,
  somethingIsSelected,
} from './context'
import { pointerOfElement } from '../../src-shared/lab/path'

const NAMED = new Set(['host', 'vm', 'vnic', 'nic', 'vswitch', 'port-group', 'vmkernel', 'switch', 'station', 'flow'])

function canRename({ lab, selection }: ActionContext): true | string {
  if (!lab.document) return NO_LAB
  if (selection.count !== 1 || selection.primary === null) return 'Select one thing first.'
  return NAMED.has(kindOf(lab.document, selection.primary) ?? '') ? true : 'This has a number, not a name.'
}

async function travel(context: ActionContext, way: 'undo' | 'redo'): Promise<void> {
  const outcome = await context.lab[way]()
  if (!outcome.ok) context.ui.tell({ level: 'info', says: outcome.refusal.says })
}

/** The last function of a NIC is taken away by making one fewer; the others cannot go without it. */
async function deleteSelection(context: ActionContext): Promise<void> {
  const { lab, selection, settings, ui } = context
  if (!lab.document || selection.count === 0) return
  const count = selection.count
  if (settings.settings.confirmDelete) {
    const answer = await ui.ask({
      title: count === 1 ? 'Delete this?' : `Delete ${count} things?`,
      says: 'Links and traffic that belong to it go with it. It can be undone.',
      answers: [
        { id: 'cancel', label: 'Cancel' },
        { id: 'delete', label: 'Delete', danger: true },
      ],
    })
    if (answer !== 'delete') return
  }
  const functions = selection.ids.filter((id) => kindOf(lab.document as never, id) === 'vf')
  if (functions.length > 0) {
    const nic = (functions[0] ?? '').split('/').slice(0, 4)
    const vfs = lab.document.hosts?.[nic[1] ?? '']?.nics?.[nic[3] ?? '']?.vfs ?? 0
    if (await execute(context, { id: 'set-vfs', payload: { nic, count: vfs - functions.length } })) selection.clear()
    return
  }
  if (await execute(context, { id: 'remove', payload: { pointers: selectedPointers(context) } })) selection.clear()
}

export const EDIT_ACTIONS: readonly Action[] = [
  action('edit.undo', {
    icon: Undo2,
    enabled: ({ lab }) => (lab.undoLabel === null ? 'There is nothing to undo.' : true),
    run: (context) => travel(context, 'undo'),
  }),
  action('edit.redo', {
    icon: Redo2,
    enabled: ({ lab }) => (lab.redoLabel === null ? 'There is nothing to redo.' : true),
    run: (context) => travel(context, 'redo'),
  }),
  action('edit.cut', {
    icon: Scissors,
    enabled: somethingIsSelected,
    run: async (context) => {
      if (await copySelection(context)) await deleteSelection(context)
    },
  }),
  action('edit.copy', { icon: Copy, enabled: somethingIsSelected, run: copySelection }),
  action('edit.copy-picture', {
    icon: Image,
    enabled: labIsOpen,
    run: async ({ canvas, ui }) => {
      const picture = await canvas?.picture(2)
      if (!picture) return ui.tell({ level: 'info', says: 'There is nothing on the canvas yet.' })
      await navigator.clipboard.write([new ClipboardItem({ [picture.type]: picture })])
      ui.announce('The picture is on the clipboard')
    },
  }),
  action('edit.paste', { icon: ClipboardPaste, run: paste }),
  action('edit.duplicate', {
    icon: CopyPlus,
    enabled: somethingIsSelected,
    run: (context) => execute(context, { id: 'duplicate', payload: { pointers: selectedPointers(context) } }),
  }),
  action('edit.delete', { icon: Trash2, enabled: somethingIsSelected, run: deleteSelection }),
  action('edit.rename', {
    icon: Pencil,
    enabled: canRename,
    run: ({ ui, selection }) => {
      ui.renaming = selection.primary
    },
  }),
  action('edit.select-all', {
    enabled: labIsOpen,
    run: ({ lab, selection }) => {
      const { hosts, switches, stations } = lab.document ?? {}
      selection.select([
        ...Object.keys(hosts ?? {}).map((id) => `hosts/${id}`),
        ...Object.keys(switches ?? {}).map((id) => `switches/${id}`),
        ...Object.keys(stations ?? {}).map((id) => `stations/${id}`),
      ])
    },
  }),
  action('edit.select-none', {
    enabled: ({ selection }) => (selection.count > 0 ? true : NOTHING_SELECTED),
    run: ({ selection }) => selection.clear(),
  }),
  action('edit.find', { icon: Search, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('find') }),
  action('edit.commands', { icon: Terminal, run: ({ ui }) => ui.openDialog('palette') }),
]

export async function rename(context: ActionContext, id: string, name: string): Promise<boolean> {
  const outcome = await context.lab.execute('rename', { pointer: pointerOfElement(id), id: name })
  if (!outcome.ok) {
    context.ui.tell({ level: 'warning', says: outcome.refusal.says, path: id })
    return false
  }
  const renamed = id.split('/').slice(0, -1).concat(name).join('/')
  context.selection.select([renamed])
  return true
}
