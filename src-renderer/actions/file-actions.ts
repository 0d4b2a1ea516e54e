// Labs as files: new, open, save, close, and what is written from them.
import { FilePlus, FolderOpen, Image, Library, LogOut, Save, Settings, FileText, Spline, X } from '@lucide/vue'
import { labClient } from '../api/client'
import { useLibraryStore } from '../stores/library'
import { action, type Action } from './action'
import { type ActionContext, labIsOpen } from './context'
import { downloadBlob, pickLabFile, takeFileReply } from './file-exchange'
import { mayLeaveLab } from './leave-lab'
import { openLab } from './open-lab'
import { saveLab, saveLabAs } from './save-lab'

async function openFile(context: ActionContext): Promise<void> {
  if (!(await mayLeaveLab(context))) return
  if (window.iovLab) {
    const reply = await context.lab.openDialog()
    if (reply.outcome === 'refused') context.ui.tell({ level: 'error', says: reply.refusal.says })
    if (reply.outcome === 'opened') context.run.clear()
    return
  }
  const file = await pickLabFile()
  if (file) await openLab(context, { kind: 'text', text: await file.text(), name: file.name })
}

async function closeLab(context: ActionContext): Promise<void> {
  if (!(await mayLeaveLab(context))) return
  await context.lab.close(true)
  context.run.clear()
  context.selection.clear()
}

export const FILE_ACTIONS: readonly Action[] = [
  action('file.new', {
    icon: FilePlus,
    run: async (context) => {
      if (await mayLeaveLab(context)) await openLab(context, { kind: 'empty' })
    },
  }),
  action('file.open', { icon: FolderOpen, run: openFile }),
  action('file.library', {
    icon: Library,
    run: ({ settings, ui }) => {
      settings.setPanel('left.open', true)
      ui.leftTab = 'library'
    },
  }),
  action('file.clear-recent', {
    label: 'Clear Recent',
    enabled: () =>
      useLibraryStore().entries.some(({ kind }) => kind === 'recent') ? true : 'No file was opened or saved yet.',
    run: () => useLibraryStore().clearRecent(),
  }),
  action('file.save', { icon: Save, enabled: labIsOpen, run: saveLab }),
  action('file.save-as', { enabled: labIsOpen, run: saveLabAs }),
  action('file.export-report', { icon: FileText, enabled: labIsOpen, run: ({ ui }) => ui.openDialog('report') }),
  action('file.export-picture', {
    icon: Image,
    enabled: labIsOpen,
    run: async ({ canvas, lab }) => {
      const picture = await canvas?.picture(2)
      if (picture) downloadBlob(picture, `${lab.name || 'lab'}.png`)
    },
  }),
  action('file.export-drawing', {
    icon: Spline,
    enabled: labIsOpen,
    run: async (context) => {
      const { labId } = context.lab
      if (labId === null) return
      const reply = await labClient().request('picture.export', { labId })
      if (reply.outcome === 'refused') context.ui.tell({ level: 'warning', says: reply.refusal.says })
      else if (reply.outcome !== 'cancelled') takeFileReply(context, reply)
    },
  }),
  action('file.settings', { icon: Settings, run: ({ ui }) => ui.openDialog('settings') }),
  action('file.close', { icon: X, enabled: labIsOpen, run: closeLab }),
  action('file.quit', {
    icon: LogOut,
    enabled: () => (window.iovLab ? true : 'Close the browser tab to leave.'),
    // the program itself asks about what is not saved
    run: () => window.close(),
  }),
]
