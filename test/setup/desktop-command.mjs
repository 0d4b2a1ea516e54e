// How the Playwright project `desktop` is run: on a real Electron, on the display there is or on one of its own.
import { join } from 'node:path'
import { root } from '../../src-main/prepare.mjs'
import { provideElectron } from './electron-runtime.mjs'
import { hasDisplay } from './system-packages.mjs'

/** The command line and environment with which the desktop suite runs. */
export async function desktopCommand(playwrightArguments) {
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: await provideElectron() }
  const playwright = [
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--project',
    'desktop',
    ...playwrightArguments,
  ]
  if (hasDisplay()) return { command: process.execPath, args: playwright, env }
  return {
    command: 'xvfb-run',
    args: ['--auto-servernum', '--server-args=-screen 0 1440x900x24', process.execPath, ...playwright],
    env,
  }
}
