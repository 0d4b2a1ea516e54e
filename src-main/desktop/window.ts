// The window: where it stood last time, and what its page may not do.
import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron'
import { z } from 'zod'
import type { DataStore } from '../library/data-store'

const KEY = 'window'
const MINIMUM = { width: 960, height: 640 }
const USUAL = { width: 1440, height: 900 }

const windowState = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  isMaximized: z.boolean(),
})

export function createWindow(store: DataStore): BrowserWindow {
  const stored = windowState.safeParse(store.get(KEY))
  const kept = stored.success && isVisible(stored.data) ? stored.data : null
  const { width, height } = screen.getPrimaryDisplay().workAreaSize
  const window = new BrowserWindow({
    width: kept?.width ?? Math.min(USUAL.width, width),
    height: kept?.height ?? Math.min(USUAL.height, height),
    ...(kept === null ? {} : { x: kept.x, y: kept.y }),
    minWidth: Math.min(MINIMUM.width, width),
    minHeight: Math.min(MINIMUM.height, height),
    title: 'IOV Lab',
    icon: join(__dirname, '../../resources/icons/256x256.png'),
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#f6f7f9',
    webPreferences: {
      preload: join(__dirname, '../preload/index.js'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // a run is watched from another window as well
      backgroundThrottling: false,
    },
  })
  if (kept?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => store.set(KEY, { ...window.getNormalBounds(), isMaximized: window.isMaximized() }))
  return window
}

/** A display may be gone since: the window then opens at its usual place. */
function isVisible(state: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const right = Math.min(state.x + state.width, workArea.x + workArea.width)
    const bottom = Math.min(state.y + state.height, workArea.y + workArea.height)
    return right - Math.max(state.x, workArea.x) > 100 && bottom - Math.max(state.y, workArea.y) > 100
  })
}
