// The app in a browser: the built page and the same service as in the desktop app, behind a WebSocket. Prints nothing:
// the caller has the address. Read `http-server.ts` for who may talk to it.
import { join } from 'node:path'
import Conf from 'conf'
import type { OpenSource } from '@shared/api/lab-api'
import { version } from '../../package.json'
import { setAsideIfBroken, STORE_NAME } from '../library/data-store'
import { engineThreads } from '../run/engine-thread'
import { LabService } from '../service/lab-service'
import { listen, type Listening } from './http-server'

export interface ServeOptions {
  /** 0: any free port. */
  port: number
  dataFolder: string
  openAtStart: OpenSource | null
  /** HTML → PDF; null where nothing here can print. */
  printPdf: ((html: string) => Promise<Uint8Array>) | null
  onLog?: (level: 'info' | 'warning' | 'error', says: string) => void
}

/** Only for the built program: the page, the engine and the labs are found beside its bundle. */
export async function startServer(options: ServeOptions): Promise<Listening> {
  const log = options.onLog ?? (() => undefined)
  const aside = setAsideIfBroken(join(options.dataFolder, `${STORE_NAME}.json`))
  if (aside !== null) log('warning', `The settings could not be read and were kept as ${aside}.`)
  const service = new LabService({
    surroundings: {
      way: 'web',
      version,
      versions: { Node: process.versions.node },
      openAtStart: options.openAtStart,
      dialogs: null,
      clipboard: null,
      printPdf: options.printPdf,
      noteRecent: () => undefined,
      forgetRecents: () => undefined,
      keysChanged: () => undefined,
    },
    store: new Conf({ cwd: options.dataFolder, configName: STORE_NAME }),
    dataFolder: options.dataFolder,
    resourcesFolder: join(__dirname, '../../resources'),
    startEngine: engineThreads(join(__dirname, 'engine-worker.js')),
    log,
  })
  const listening = await listen({
    port: options.port,
    rendererFolder: join(__dirname, '../renderer'),
    service,
    onFailure: (says) => log('error', says),
  })
  return {
    url: listening.url,
    async close() {
      await listening.close()
      await service.close()
    },
  }
}
