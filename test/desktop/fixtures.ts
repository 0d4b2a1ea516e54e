// One Electron a test, with settings and labs of its own. Native dialogs are answered in the main process, menu items are
// chosen by id, and a test fails when the page has thrown. The Electron is ELECTRON_OVERRIDE_DIST_PATH, which
// `npm run test:desktop` sets; without it, the one in node_modules.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'

export interface Dialogs {
  /** What the next dialogs for opening return; none means that the user cancels. */
  open(...paths: string[]): Promise<void>
  /** What the next dialogs for saving return; null means that the user cancels. */
  save(path: string | null): Promise<void>
  /** Which button the user presses in the next message boxes, counted from 0. */
  press(button: number): Promise<void>
}

interface Options {
  /** Further arguments of the app, such as a lab to open. */
  appArguments: string[]
}

interface Fixtures {
  /** A folder of the test's own: user data in it, and room for files the test saves. */
  folder: string
  app: ElectronApplication
  window: Page
  dialogs: Dialogs
  chooseMenu: (id: string) => Promise<void>
}

export const test = base.extend<Options & Fixtures>({
  appArguments: [[], { option: true }],

  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'iov-lab-desktop-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  app: async ({ appArguments, folder }, use, testInfo) => {
    const env = { ...process.env, LANG: 'C.UTF-8', TZ: 'UTC' } as Record<string, string>
    const app = await _electron.launch({
      args: [
        '.',
        `--user-data-dir=${join(folder, 'user-data')}`,
        '--disable-gpu',
        '--force-device-scale-factor=1',
        '--lang=en-US',
        ...appArguments,
      ],
      env,
      timeout: 30_000,
    })
    await app.context().tracing.start({ screenshots: true, snapshots: true })
    await use(app)
    const hasFailed = testInfo.status !== testInfo.expectedStatus
    await app.context().tracing.stop(hasFailed ? { path: testInfo.outputPath('trace.zip') } : {})
    await app.close()
  },

  window: async ({ app }, use) => {
    const thrown: Error[] = []
    app.context().on('weberror', (webError) => thrown.push(webError.error()))
    const window = await app.firstWindow()
    await window.waitForLoadState('domcontentloaded')
    await use(window)
    if (thrown.length > 0) throw new Error(`the page has thrown:\n${thrown.map(({ stack }) => stack).join('\n')}`)
  },

  dialogs: async ({ app }, use) => {
    await use({
      open: (...paths) =>
        app.evaluate(({ dialog }, filePaths) => {
          dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths })
        }, paths),
      save: (path) =>
        app.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = async () => ({ canceled: filePath === null, filePath: filePath ?? '' })
        }, path),
      press: (button) =>
        app.evaluate(({ dialog }, response) => {
          dialog.showMessageBox = async () => ({ response, checkboxChecked: false })
        }, button),
    })
  },

  chooseMenu: async ({ app }, use) => {
    await use((id) =>
      app.evaluate(({ BrowserWindow, Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
        if (!item) throw new Error(`the menu has no item '${wanted}'`)
        if (!item.enabled) throw new Error(`the menu item '${wanted}' is disabled`)
        item.click(undefined, BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0])
      }, id),
    )
  },
})

export { expect } from '@playwright/test'
export { drag } from '../helper/drag'
