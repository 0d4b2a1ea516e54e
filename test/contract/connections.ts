// The two ways to the service, each with its real parts on both ends: the preload script and the IPC transport over an
// Electron in miniature; the HTTP server and the page's own WebSocket transport over a real socket.
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import { type ClientTransport, type LabClient, makeClient } from '@shared/api/make-client'
import { type ApiError } from '@shared/api/errors'
import { memoryStore } from '../../src-main/library/data-store'
import type { MessageService } from '../../src-main/service/client'
import { LabService } from '../../src-main/service/lab-service'
import type { Dialogs } from '../../src-main/service/surroundings'
import { webSocketTransport } from '../../src-renderer/api/websocket-transport'
import { listen } from '../../src-main/web/http-server'
import * as electron from '../helper/fake-electron'
import { FakeSimulation } from '../helper/fake-simulation'
import { inProcessEngine } from '../helper/in-process-engine'

export interface Connection {
  way: 'desktop' | 'web'
  client: LabClient
  transport: ClientTransport
  /** Another window or page on the same service. */
  another(): Promise<LabClient>
  /** What the client said about messages that do not fit. */
  misfits: ApiError[]
  dataFolder: string
  /** What the next native dialogs return (desktop). */
  choose: { open: string | null; save: string | null }
  copied: string[]
  /** The page as Electron has it (desktop). */
  contents: typeof electron.contents
  log: string[]
  close(): Promise<void>
}

export interface Way {
  name: string
  connect(service?: MessageService): Promise<Connection>
}

async function makeService(way: 'desktop' | 'web') {
  const dataFolder = await fs.mkdtemp(join(tmpdir(), 'iov-lab-contract-'))
  const choose: Connection['choose'] = { open: null, save: null }
  const copied: string[] = []
  const log: string[] = []
  const dialogs: Dialogs = {
    openLab: async () => choose.open,
    saveLab: async () => choose.save,
    saveExport: async () => choose.save,
  }
  const service = new LabService({
    surroundings: {
      way,
      version: '1.2.3',
      versions: { node: process.versions.node },
      openAtStart: null,
      dialogs: way === 'desktop' ? dialogs : null,
      clipboard:
        way === 'desktop'
          ? { write: async (text) => void copied.push(text), read: async () => copied.at(-1) ?? '' }
          : null,
      printPdf: way === 'desktop' ? async () => new TextEncoder().encode('%PDF-') : null,
      noteRecent: () => undefined,
      forgetRecents: () => undefined,
      keysChanged: () => undefined,
    },
    store: memoryStore(),
    dataFolder,
    resourcesFolder: resolve('resources'),
    startEngine: inProcessEngine((lab) => new FakeSimulation(lab)),
    log: (level, says) => void log.push(`${level}: ${says}`),
  })
  return { service, dataFolder, choose, copied, log }
}

export const desktopWay: Way = {
  name: 'Electron IPC',
  async connect(given) {
    const made = await makeService('desktop')
    vi.resetModules()
    vi.doMock('electron', () => electron)
    const { IpcTransport } = await import('../../src-main/desktop/ipc-transport')
    await import('../../src-main/desktop/preload')
    const ipc = new IpcTransport(given ?? made.service, ['app://iov-lab'])
    ipc.listen()
    ipc.connect(electron.contents as never)
    const transport = electron.exposedToPage.get('iovLab') as ClientTransport
    const misfits: ApiError[] = []
    const client = makeClient(transport, { onFailure: (error) => misfits.push(error), timeoutMs: 5000 })
    return {
      way: 'desktop',
      contents: electron.contents,
      client,
      transport,
      misfits,
      ...made,
      another: async () => directClient(made.service),
      close: async () => {
        client.close()
        electron.contents.emit('destroyed')
        electron.contents.removeAllListeners()
        await made.service.close()
        await fs.rm(made.dataFolder, { recursive: true, force: true })
      },
    }
  },
}

export const webWay: Way = {
  name: 'WebSocket',
  async connect(given) {
    const made = await makeService('web')
    const server = await listen({
      port: 0,
      rendererFolder: resolve('src-renderer'),
      service: given ?? made.service,
      onFailure: (says) => void made.log.push(says),
    })
    const url = new URL(server.url)
    const sockets: NodeWebSocket[] = []
    // the page's own WebSocket sends the Origin of the page
    class PageSocket extends NodeWebSocket {
      constructor(address: string) {
        super(address, { headers: { origin: url.origin } })
        this.on('error', () => undefined)
        sockets.push(this)
      }
    }
    vi.stubGlobal('WebSocket', PageSocket)
    const address = `ws://${url.host}/api?token=${url.searchParams.get('token') ?? ''}`
    const misfits: ApiError[] = []
    const open = (): [LabClient, ClientTransport] => {
      const transport = webSocketTransport(address, () => undefined)
      return [makeClient(transport, { onFailure: (error) => misfits.push(error), timeoutMs: 5000 }), transport]
    }
    const [client, transport] = open()
    return {
      way: 'web',
      contents: electron.contents,
      client,
      transport,
      misfits,
      ...made,
      another: async () => open()[0],
      close: async () => {
        client.close()
        // no page comes back to a server that has ended
        for (const socket of sockets) socket.removeAllListeners('close')
        vi.stubGlobal('WebSocket', class extends EventTarget {})
        await server.close()
        await made.service.close()
        await fs.rm(made.dataFolder, { recursive: true, force: true })
        vi.unstubAllGlobals()
      },
    }
  },
}

/** A second window: the desktop app of the tests has one page only. */
function directClient(service: LabService): LabClient {
  const listeners = new Set<(name: string, payload: unknown) => void>()
  const me = {
    isReady: () => true,
    notify: (name: string, payload: unknown) => {
      for (const listener of listeners) listener(name, structuredClone(payload))
    },
  }
  return makeClient({
    request: async (name, payload) => structuredClone(await service.dispatch(name, structuredClone(payload), me)),
    onNotice: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}
