// As much of Electron as the preload script and the IPC transport touch, in one process: what crosses between "page" and
// "main" is copied, as it is between processes.
import { EventEmitter } from 'node:events'

type Handler = (event: object, message: unknown) => unknown

const handlers = new Map<string, Handler>()
const page = new EventEmitter()
const exposed = new Map<string, unknown>()

export const PAGE = 'app://iov-lab/index.html'

/** The page whose preload script runs; a test may move it elsewhere. */
export const contents = Object.assign(new EventEmitter(), {
  id: 7,
  frame: { url: PAGE, parent: null as object | null },
  isDestroyed: () => false,
  isLoading: () => false,
  send: (channel: string, ...args: unknown[]) => void page.emit(channel, {}, ...structuredClone(args)),
})

export const ipcMain = {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
}

export const ipcRenderer = {
  async invoke(channel: string, message: unknown): Promise<unknown> {
    const handler = handlers.get(channel)
    if (handler === undefined) throw new Error(`no handler for ${channel}`)
    const event = { sender: contents, senderFrame: contents.frame }
    return structuredClone(await handler(event, structuredClone(message)))
  },
  on: (channel: string, listener: (...args: unknown[]) => void) => void page.on(channel, listener),
  removeListener: (channel: string, listener: (...args: unknown[]) => void) =>
    void page.removeListener(channel, listener),
}

export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => void exposed.set(name, api),
}

export const exposedToPage = exposed
export const app = new EventEmitter()
export const session = {}
export const shell = {}
export const webUtils = { getPathForFile: () => '' }
