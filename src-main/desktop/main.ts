// Entry of the desktop app: one instance, its log, and what the system asks of it. Read `desktop-app.ts` next.
import { join } from 'node:path'
import { app } from 'electron'
import log from 'electron-log/main'
import type { OpenSource } from '@shared/api/lab-api'
import { version } from '../../package.json'
import { labSource, labSourceOfArguments } from '../library/lab-source'
import { DesktopApp } from './desktop-app'
import { registerSchemes } from './protocol'

const args = process.argv.slice(1)
let opened: OpenSource | null = labSourceOfArguments(args, process.cwd())
let desktop: DesktopApp | null = null

log.transports.file.resolvePathFn = () => join(app.getPath('userData'), 'logs', 'iov-lab.log')
log.transports.file.maxSize = 2 * 1024 * 1024
log.transports.console.level = app.isPackaged ? false : 'warn'
log.errorHandler.startCatching({ showDialog: false })

function start(): void {
  registerSchemes()
  app.on('second-instance', (_event, _argv, _folder, wanted) => {
    const { source } = wanted as { source: OpenSource | null }
    desktop?.openWindow()
    if (source !== null) desktop?.open(source)
  })
  app.on('open-file', (event, file) => {
    event.preventDefault()
    const source = labSource(file, process.cwd())
    if (desktop === null) opened = source
    else desktop.open(source)
  })
  app.on('activate', () => desktop?.openWindow())
  app.on('before-quit', () => desktop?.quit())
  app.on('will-quit', (event) => desktop?.finish(event))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  void app.whenReady().then(async () => {
    log.info(`IOV Lab ${version} started with Electron ${process.versions.electron ?? ''}`)
    desktop = new DesktopApp(opened)
    await desktop.start()
  })
}

// what the second start wants to open travels with its request, because Chromium reorders its arguments
if (app.requestSingleInstanceLock({ source: opened })) start()
else app.quit()
