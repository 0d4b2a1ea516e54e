// The native dialogs, each over the window that asked.
import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import type { Dialogs } from '../service/surroundings'
import type { Client } from '../service/client'

const LAB_FILTERS = [
  { name: 'IOV Lab', extensions: ['iovlab.yaml', 'iovlab.yml', 'iovlab.json', 'yaml', 'yml', 'json'] },
  { name: 'All files', extensions: ['*'] },
]

export function nativeDialogs(windowOf: (client: Client) => BrowserWindow | null): Dialogs {
  const suggest = (name: string): string => join(app.getPath('documents'), name)

  async function save(client: Client, options: Electron.SaveDialogOptions): Promise<string | null> {
    const window = windowOf(client)
    if (window === null) return null
    const { canceled, filePath } = await dialog.showSaveDialog(window, options)
    return canceled || !filePath ? null : filePath
  }

  return {
    async openLab(client) {
      const window = windowOf(client)
      if (window === null) return null
      const chosen = await dialog.showOpenDialog(window, {
        title: 'Open a lab',
        properties: ['openFile'],
        filters: LAB_FILTERS,
      })
      return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
    },
    saveLab: (client, name) =>
      save(client, { title: 'Save the lab', defaultPath: suggest(name), filters: LAB_FILTERS.slice(0, 1) }),
    saveExport: (client, name) => save(client, { title: 'Export', defaultPath: suggest(name) }),
  }
}

export type CloseChoice = 'save' | 'discard' | 'cancel'

export async function askBeforeClose(window: BrowserWindow, name: string): Promise<CloseChoice> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `Save the changes to “${name}”?`,
    detail: 'Without saving, the changes since the last save are lost.',
    buttons: ['Save', 'Don’t Save', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  return response === 0 ? 'save' : response === 1 ? 'discard' : 'cancel'
}
