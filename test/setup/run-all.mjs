// `npm test`: everything, from a fresh clone, with no questions: packages, build, types, lint, format, unit tests, the page
// in a Chromium, the app in Electron. A part that cannot run here is named with the reason and its tests count as skipped.
// The last line is `N passed, N failed[, N skipped]`: tests, and each check that failed as one failure.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, installPackages, root } from '../../src-main/prepare.mjs'
import { desktopCommand } from './desktop-command.mjs'
import { output } from './npm-package.mjs'
import { chromiumPath, provideSystemPackages } from './system-packages.mjs'

const allMinutes = 28
const startedAt = Date.now()
const reports = join(root, 'node_modules/.cache/iov-lab/reports')
const modules = (path) => join(root, 'node_modules', path)
const playwrightCli = modules('@playwright/test/cli.js')

/** @type {{ name: string, passed: number, failed: number, skipped: number, seconds: number, note: string }[]} */
const results = []
let running = null

function endRunning(signal) {
  if (!running) return
  try {
    // the whole group: test runners start browsers and servers
    process.kill(-running.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    endRunning('SIGKILL')
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })
}

/** Runs a program in a group of its own, for at most `minutes` and never past the end of the whole run. */
function execute(command, args, { minutes, env = process.env }) {
  const limitMs = Math.max(1_000, Math.min(minutes * 60_000, startedAt + allMinutes * 60_000 - Date.now()))
  return new Promise((resolve, reject) => {
    let isLate = false
    running = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    })
    const timer = setTimeout(() => {
      isLate = true
      endRunning('SIGKILL')
    }, limitMs)
    const end = () => {
      clearTimeout(timer)
      running = null
    }
    running.on('error', (error) => {
      end()
      reject(error)
    })
    running.on('close', (code) => {
      end()
      resolve({ code: code ?? 128, note: isLate ? `ended after ${Math.round(limitMs / 1000)} s` : '' })
    })
  })
}

/** Runs one part and keeps its result, whatever happens in it. */
async function part(name, work) {
  console.log(`\n=== ${name}`)
  const begin = Date.now()
  const result = await work().catch((error) => ({ failed: 1, note: error.message.split('\n')[0] }))
  results.push({ name, passed: 0, failed: 0, skipped: 0, note: '', ...result, seconds: (Date.now() - begin) / 1000 })
  return (result.failed ?? 0) === 0
}

/** A check has no tests: it adds nothing when it is right and one failure when it is not. */
const check = (name, minutes, ...args) =>
  part(name, async () => {
    const { code, note } = await execute(process.execPath, args, { minutes })
    return code === 0 ? {} : { failed: 1, note: note || `exit code ${code}` }
  })

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/** A suite that ends badly has at least one failure, even when its report names none, or when there is no report. */
function counted({ code, note }, counts) {
  const result = counts ?? { passed: 0, failed: 0, skipped: 0 }
  if (code !== 0 && result.failed === 0) return { ...result, failed: 1, note: note || `exit code ${code}` }
  return { ...result, note }
}

function vitestCounts(report) {
  if (!report) return null
  // a file that does not even load has no tests that could have failed
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function playwrightCounts(report) {
  if (!report) return null
  const { expected, flaky, unexpected, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected, skipped }
}

async function unitTests() {
  const file = join(reports, 'unit.json')
  const args = [modules('vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  return counted(await execute(process.execPath, args, { minutes: 12 }), vitestCounts(readReport(file)))
}

async function browserTests() {
  const file = join(reports, 'browser.json')
  const env = { ...process.env, IOV_LAB_CHROMIUM: chromiumPath(), PLAYWRIGHT_JSON_OUTPUT_FILE: file }
  const args = [playwrightCli, 'test', '--project', 'browser', '--reporter=list,json']
  return counted(await execute(process.execPath, args, { minutes: 9, env }), playwrightCounts(readReport(file)))
}

async function desktopTests() {
  const file = join(reports, 'desktop.json')
  const { command, args, env } = await desktopCommand(['--reporter=list,json'])
  const ended = await execute(command, args, { minutes: 9, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } })
  return counted(ended, playwrightCounts(readReport(file)))
}

/** How many tests a Playwright project has, without running them. */
async function playwrightSize(project) {
  const args = [playwrightCli, 'test', '--list', '--project', project, '--reporter=json']
  const { stats } = JSON.parse(await output(process.execPath, args, { cwd: root }))
  return stats.expected + stats.skipped + stats.unexpected
}

function leaveOut(name, project, reason) {
  return part(name, async () => ({ skipped: await playwrightSize(project), note: `left out: ${reason}` }))
}

function printSummary() {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  console.log(
    `\n${'part'.padEnd(12)}${['passed', 'failed', 'skipped', 'seconds'].map((title) => title.padStart(9)).join('')}`,
  )
  for (const { name, passed, failed, skipped, seconds, note } of results) {
    const figures = [passed, failed, skipped, seconds.toFixed(1)].map((figure) => String(figure).padStart(9)).join('')
    console.log(`${name.padEnd(12)}${figures}${note && `  ${note}`}`)
  }
  const skipped = sum('skipped')
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return sum('failed') === 0
}

async function runAll() {
  if (!(await part('packages', () => installPackages().then(() => ({}))))) return
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })

  let cannotRun = { browser: 'the system packages are not known', desktop: 'the system packages are not known' }
  await part('system', async () => {
    cannotRun = await provideSystemPackages()
    return {}
  })
  const isBuilt = await part('build', async () => {
    const code = await build()
    return code === 0 ? {} : { failed: 1, note: `exit code ${code}` }
  })
  await check('types', 5, join(root, 'test/setup/typecheck.mjs'))
  await check('lint', 3, modules('eslint/bin/eslint.js'), '--max-warnings', '0', '.')
  await check('format', 3, modules('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.')
  await part('unit', unitTests)
  for (const [project, tests] of Object.entries({ browser: browserTests, desktop: desktopTests })) {
    const reason = isBuilt ? cannotRun[project] : 'the build failed'
    await (reason ? leaveOut(project, project, reason) : part(project, tests))
  }
}

await runAll()
process.exitCode = printSummary() ? 0 : 1
