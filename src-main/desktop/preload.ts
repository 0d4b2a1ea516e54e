// The one door of the page: `window.iovLab` carries LabApi and nothing else. Runs sandboxed; it checks nothing itself,
// because both ends of LabApi do.
import * as electron from 'electron'
import type { Answer, ClientTransport } from '@shared/api/make-client'

export interface LabBridge extends ClientTransport {
  /** Where a file that was dropped on the window lies; null: it cannot be told. */
  pathOf(file: object): string | null
}

const { contextBridge, ipcRenderer } = electron
// not there in the oldest Electron that the tests run
const { webUtils } = electron as { webUtils?: { getPathForFile(file: object): string } }

const bridge: LabBridge = {
  request: (name, payload) => ipcRenderer.invoke('lab-api', { name, payload }) as Promise<Answer>,
  onNotice: (listener) => {
    const hear = (_event: unknown, name: string, payload: unknown): void => listener(name, payload)
    ipcRenderer.on('lab-api:notice', hear)
    return () => ipcRenderer.removeListener('lab-api:notice', hear)
  },
  pathOf: (file) => webUtils?.getPathForFile(file) || null,
}

contextBridge.exposeInMainWorld('iovLab', bridge)
