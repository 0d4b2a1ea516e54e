// `npm start`: installs and builds what is missing, then opens the demonstration lab, in a window of its own where there
// is a display and an Electron, else in the browser. `-- --web` asks for the browser, `-- --lab NAME` for another lab.
// Node builtins only. What makes the checkout runnable is in `prepare.mjs`.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildIfNeeded, installPackages, root } from './prepare.mjs'

const demonstrationLab = 'sr-iov-to-plain-nic'
const oldestElectron = 42
const reachLimitMs = 5_000
const downloadLimitMs = 180_000
const startLimitMs = 10_000
const endLimitMs = 5_000

let child = null
let isEnding = false

function onSignal(signal) {
  isEnding = true
  if (!child) process.exit(0)
  // a terminal has sent Ctrl+C to the child as well; twice would mean "at once"
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  setTimeout(() => child.kill('SIGKILL'), endLimitMs).unref()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onSignal(signal))

/** Runs the main job in our terminal; resolves to its exit code. */
function runJob(command, args, env = process.env) {
  return new Promise((done, reject) => {
    child = spawn(command, args, { cwd: root, stdio: 'inherit', env })
    child.on('error', reject)
    child.on('close', (code) => {
      child = null
      done(code ?? 128)
    })
  })
}

/** Runs a helper program quietly; resolves to null, or to why it failed. */
function failureOf(command, args, { limitMs, env = process.env }) {
  return new Promise((done) => {
    let output = ''
    const helper = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    for (const stream of [helper.stdout, helper.stderr]) stream.on('data', (text) => (output += text))
    helper.on('error', (error) => done(error.message))
    helper.on('close', (code, signal) => {
      if (code === 0) done(null)
      else if (signal) done(`no result after ${limitMs / 1000} s`)
      else
        done(
          output
            .split('\n')
            .find((line) => /error|cannot|failed/i.test(line))
            ?.trim() ?? `exit code ${code}`,
        )
    })
  })
}

/** Whether the place Electron is downloaded from answers at all: a closed network is noticed before a long wait. */
function isReachable(host) {
  return new Promise((done) => {
    const socket = connect({ host, port: 443, timeout: reachLimitMs })
    const end = (answer) => {
      socket.destroy()
      done(answer)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
    socket.on('timeout', () => end(false))
  })
}

const goesThroughProxyOrMirror = () =>
  Object.keys(process.env).some((name) =>
    /^(https?_proxy|all_proxy|npm_config_https?_?proxy|.*electron_mirror|global_agent_.*)$/i.test(name),
  )

/** Where Electron's installer keeps what it has downloaded before. */
function hasDownloads() {
  const { XDG_CACHE_HOME, LOCALAPPDATA, electron_config_cache: configured } = process.env
  const usual = {
    darwin: join(homedir(), 'Library/Caches/electron'),
    win32: join(LOCALAPPDATA ?? homedir(), 'electron/Cache'),
  }
  return existsSync(
    configured ?? usual[process.platform] ?? join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'electron'),
  )
}

function executableIn(dist) {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
  const path = join(dist, name)
  return existsSync(path) ? path : null
}

function versionOf(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return null
  }
}

/** An Electron that the app is made for: { path } or { reason } why there is none. */
async function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const dist = override ? resolve(override) : join(root, 'node_modules/electron/dist')
  if (!executableIn(dist)) {
    if (override) return { reason: `there is no Electron in ${dist} (ELECTRON_OVERRIDE_DIST_PATH)` }
    const host = 'github.com'
    const mayWork = hasDownloads() || goesThroughProxyOrMirror() || (await isReachable(host))
    if (!mayWork) return { reason: `Electron cannot be downloaded: ${host} does not answer` }
    console.log('Downloading Electron …')
    const failure = await failureOf(process.execPath, [join(root, 'node_modules/electron/install.js')], {
      limitMs: downloadLimitMs,
    })
    if (failure || !executableIn(dist))
      return { reason: `Electron cannot be downloaded: ${failure ?? 'nothing was unpacked'}` }
  }
  const version = versionOf(dist)
  if (version && Number.parseInt(version) < oldestElectron) {
    return { reason: `Electron ${version} in ${dist} is older than ${oldestElectron}, the oldest this app supports` }
  }
  const path = executableIn(dist)
  const failure = await failureOf(path, ['-e', '0'], {
    limitMs: startLimitMs,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  return failure ? { reason: `Electron does not start: ${failure}` } : { path }
}

/** Exit code of the desktop app, or why the browser has to do. */
async function runDesktop(labArgs) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { reason: 'there is no display' }
  const electron = await findElectron()
  if (electron.reason || isEnding) return { reason: electron.reason, code: 0 }
  const isLinuxRoot = process.platform === 'linux' && process.getuid() === 0
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  const startedAt = Date.now()
  const code = await runJob(electron.path, ['.', ...(isLinuxRoot ? ['--no-sandbox'] : []), ...labArgs], env)
  const endedAtOnce = code !== 0 && !isEnding && Date.now() - startedAt < startLimitMs
  return endedAtOnce ? { reason: `the desktop app ended at once with exit code ${code}` } : { code }
}

async function start(args) {
  const wantsWeb = args.includes('--web')
  const rest = args.filter((arg) => arg !== '--web')
  const labArgs = rest.some((arg) => arg === '--lab' || arg.startsWith('--lab='))
    ? rest
    : ['--lab', demonstrationLab, ...rest]

  await installPackages()
  await buildIfNeeded()

  const { reason, code } = wantsWeb ? { reason: 'asked for with --web' } : await runDesktop(labArgs)
  if (isEnding) return 0
  if (!reason) return code
  console.log(`Serving the lab to the browser instead of opening the desktop app: ${reason}.`)
  const served = await runJob(process.execPath, [join(root, 'out/main/cli.js'), 'serve', ...labArgs])
  return isEnding ? 0 : served
}

start(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    if (isEnding) process.exit(0)
    console.error(`iov-lab: ${error.message}`)
    process.exit(1)
  },
)
