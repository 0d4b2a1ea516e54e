// `npm run test:desktop`: the Playwright project `desktop`; arguments go to Playwright.
import { buildIfNeeded, installPackages, run } from '../../src-main/prepare.mjs'
import { desktopCommand } from './desktop-command.mjs'

try {
  await installPackages()
  await buildIfNeeded()
  const { command, args, env } = await desktopCommand(process.argv.slice(2))
  process.exitCode = await run(command, args, { env })
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
