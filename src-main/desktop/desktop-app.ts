// One window over one service. Puts the parts together and does nothing else; read `service/lab-service.ts` for what the
// program can do, `security.ts` and `protocol.ts` for what its page may not.
import { join } from 'node:path'
import { app, type BrowserWindow, clipboard, Menu, session, shell } from 'electron'
import log from 'electron-log/main'
import ElectronStore from 'electron-store'
import type { OpenSource } from '@shared/api/lab-api'
import { version } from '../../package.json'
import { type DataStore, setAsideIfBroken, STORE_NAME } from '../library/data-store'
import { engineThreads } from '../run/engine-thread'
import type { Client } from '../service/client'
import { LabService } from '../service/lab-service'
import { askBeforeClose, nativeDialogs } from './dialogs'
import { IpcTransport } from './ipc-transport'
import { buildMenu, setAbout } from './menu'
import { printPdf } from './print-pdf'
import { PAGE_ORIGIN, PAGE_URL, servePage } from './protocol'
import { confinePages, denyPermissions } from './security'
import { createWindow } from './window'

export class DesktopApp {
  private readonly dataFolder = app.getPath('userData')
  private readonly store: DataStore
  private readonly service: LabService
  private readonly transport: IpcTransport
  /** electron-vite serves the page from here while it is being written; absent from every build that is installed. */
  private readonly developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  private window: BrowserWindow | null = null
  private client: Client | null = null
  private isQuitting = false

  constructor(openAtStart: OpenSource | null) {
    const aside = setAsideIfBroken(join(this.dataFolder, `${STORE_NAME}.json`))
    if (aside !== null) log.warn(`The settings could not be read and were kept as ${aside}.`)
    this.store = new ElectronStore({ name: STORE_NAME, cwd: this.dataFolder })
    const { node, electron, chrome } = process.versions
    this.service = new LabService({
      surroundings: {
        way: 'desktop',
        version,
        versions: { Electron: electron ?? '', Chromium: chrome ?? '', Node: node },
        openAtStart,
        dialogs: nativeDialogs((client) => (client === this.client ? this.window : null)),
        // asynchronous since Electron 44, at once before
        clipboard: {
          write: async (text) => await clipboard.writeText(text),
          read: async () => await clipboard.readText(),
        },
        printPdf,
        noteRecent: (file) => {
          app.addRecentDocument(file)
          void this.refreshMenu()
        },
        forgetRecents: (left) => {
          // the list of the system cannot lose one file alone
          if (left === 0) app.clearRecentDocuments()
          void this.refreshMenu()
        },
        keysChanged: () => void this.refreshMenu(),
      },
      store: this.store,
      dataFolder: this.dataFolder,
      resourcesFolder: join(__dirname, '../../resources'),
      startEngine: engineThreads(join(__dirname, 'engine-worker.js')),
      log: (level, says) =>
        level === 'error' ? log.error(says) : level === 'warning' ? log.warn(says) : log.info(says),
    })
    const origins =
      this.developmentUrl === undefined ? [PAGE_ORIGIN] : [PAGE_ORIGIN, new URL(this.developmentUrl).origin]
    this.transport = new IpcTransport(this.service, origins)
    confinePages([...origins, 'report://print'])
  }

  async start(): Promise<void> {
    denyPermissions()
    servePage(session.defaultSession, join(__dirname, '../renderer'))
    this.transport.listen()
    setAbout(version)
    await this.refreshMenu()
    this.openWindow()
  }

  openWindow(): void {
    if (this.window !== null) {
      if (this.window.isMinimized()) this.window.restore()
      this.window.focus()
      return
    }
    const window = createWindow(this.store)
    this.window = window
    this.client = this.transport.connect(window.webContents)
    window.on('close', (event) => this.onClose(event, window))
    window.on('closed', () => {
      this.window = null
      this.client = null
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      log.error(`The page ended: ${reason}`)
      if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload()
    })
    void window.loadURL(this.developmentUrl ?? PAGE_URL)
  }

  /** A second start, a double click on a file, a choice in the menu: the page decides what happens to what it shows. */
  open(source: OpenSource): void {
    this.openWindow()
    this.client?.notify('app.open', { source })
  }

  quit(): void {
    this.isQuitting = true
  }

  /** Everything is on disk and every thread ended before the program goes. */
  finish(event: Electron.Event): void {
    event.preventDefault()
    // the windows are gone already, so nothing is left that `quit` could ask
    void this.service
      .close()
      .catch((cause: unknown) => log.error(cause))
      .finally(() => app.exit())
  }

  private onClose(event: Electron.Event, window: BrowserWindow): void {
    const { client } = this
    if (client === null) return
    const unsaved = this.service.unsavedLabs(client)
    if (unsaved.length === 0) return
    event.preventDefault()
    void this.askAndClose(window, client)
  }

  private async askAndClose(window: BrowserWindow, client: Client): Promise<void> {
    for (const { labId, name } of this.service.unsavedLabs(client)) {
      const choice = await askBeforeClose(window, name)
      if (choice === 'discard') await this.service.discard(labId)
      else if (choice === 'cancel' || (await this.service.save(labId, client)).outcome !== 'saved') {
        this.isQuitting = false
        return
      }
    }
    window.destroy()
    if (this.isQuitting) app.quit()
  }

  private async refreshMenu(): Promise<void> {
    const library = await this.service.library()
    const actions = {
      send: (id: string) => this.client?.notify('app.action', { id }),
      open: (source: OpenSource) => this.open(source),
      own: {
        'file.quit': () => app.quit(),
        'view.full-screen': () => this.window?.setFullScreen(!this.window.isFullScreen()),
        'help.logs': () => void shell.openPath(join(this.dataFolder, 'logs')),
      },
    }
    Menu.setApplicationMenu(buildMenu(actions, library, this.service.settings().keys))
  }
}
