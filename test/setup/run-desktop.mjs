// `npm run test:desktop`: the Playwright project `desktop` on a real Electron, on the display there is or one of its own.
// Arguments go to Playwright.
import { join } from 'node:path'
import { buildIfNeeded, installPackages, root, run } from '../../src-main/prepare.mjs'
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

if (import.meta.filename === process.argv[1]) {
  try {
    await installPackages()
    await buildIfNeeded()
    const { command, args, env } = await desktopCommand(process.argv.slice(2))
    process.exitCode = await run(command, args, { env })
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
