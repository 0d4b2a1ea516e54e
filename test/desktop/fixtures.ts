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
  /** Starts the app on the test's own user data; one at a time, for it is a single instance. */
  launch: (...appArguments: string[]) => Promise<ElectronApplication>
  app: ElectronApplication
  window: Page
  dialogs: Dialogs
  chooseMenu: (id: string) => Promise<void>
}

/** What every start in a test has in common. */
export const switches = (folder: string): string[] => [
  `--user-data-dir=${join(folder, 'user-data')}`,
  '--disable-gpu',
  '--force-device-scale-factor=1',
  '--lang=en-US',
]

export const test = base.extend<Options & Fixtures>({
  appArguments: [[], { option: true }],

  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'iov-lab-desktop-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  launch: async ({ folder }, use, testInfo) => {
    const running = new Set<ElectronApplication>()
    await use(async (...appArguments) => {
      const app = await _electron.launch({
        args: ['.', ...switches(folder), ...appArguments],
        env: { ...process.env, LANG: 'C.UTF-8', TZ: 'UTC' } as Record<string, string>,
        timeout: 30_000,
      })
      running.add(app)
      app.on('close', () => running.delete(app))
      return app
    })
    const hasFailed = testInfo.status !== testInfo.expectedStatus
    for (const [index, app] of [...running].entries()) {
      const path = testInfo.outputPath(`window-${index}.png`)
      // a page that crashed has no picture
      if (hasFailed)
        await app
          .windows()[0]
          ?.screenshot({ path })
          .catch(() => undefined)
      // a question about unsaved work would wait for a person
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
      })
      await app.close()
    }
  },

  app: async ({ appArguments, launch }, use) => {
    await use(await launch(...appArguments))
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
