// Makes a checkout runnable: packages as the lock file says, out/ as the sources say; does nothing when both are.
// Node builtins only, because it runs before anything is installed. Read `start.mjs` and `test/setup/run-all.mjs` next.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const sources = [
  'src-main',
  'src-renderer',
  'src-shared',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'electron.vite.config.ts',
]
const products = [
  'out/main/index.js',
  'out/main/cli.js',
  'out/main/engine-worker.js',
  'out/preload/index.js',
  'out/renderer/index.html',
]

/** Runs a program with our output and no input; resolves to its exit code, 128 when a signal ended it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 128))
  })
}

/** npm as a command line that needs no shell: through the npm that runs us, else the one on the path. */
export function npmCommand(args) {
  const cli = process.env.npm_execpath
  if (cli && cli.endsWith('npm-cli.js')) return [process.execPath, [cli, ...args], {}]
  return ['npm', args, { shell: process.platform === 'win32' }]
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  } catch {
    return null
  }
}

/** npm writes what it installed beside the packages; optional ones of other platforms may be missing there. */
function packagesAreInstalled() {
  const wanted = readPackages('package-lock.json')
  const found = readPackages('node_modules/.package-lock.json')
  if (!wanted || !found) return false
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, link }]) =>
      path === '' || link || (found[path] ? found[path].version === version : Boolean(optional || devOptional)),
  )
}

export async function installPackages() {
  if (packagesAreInstalled()) return
  console.log('Installing packages (npm ci) …')
  const [command, args, options] = npmCommand(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  const code = await run(command, args, options)
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`)
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  // the folder's own time counts too: that is where a deletion shows
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

function buildIsCurrent() {
  try {
    const oldestProduct = Math.min(...products.map((path) => statSync(join(root, path)).mtimeMs))
    return oldestProduct >= Math.max(...sources.map((path) => newest(join(root, path))))
  } catch {
    return false
  }
}

/** `npm run build`, without npm. */
export function build() {
  return run(process.execPath, [
    join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ])
}

export async function buildIfNeeded() {
  if (buildIsCurrent()) return
  console.log('Building …')
  const code = await build()
  if (code !== 0) throw new Error(`the build failed with exit code ${code}`)
}
