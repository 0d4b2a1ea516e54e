// What the suites need of the system: a Chromium, an X server without a screen, the libraries Electron links, and tshark,
// without which the unit tests that need it are skipped. Installs what is missing with apt-get where that is possible without a question; else says what to
// install. A machine that has these things from elsewhere is left alone.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { output } from './npm-package.mjs'

// Debian's names; where a release has renamed one, the later name follows
const electronLibraries = {
  'libasound.so.2': ['libasound2', 'libasound2t64'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  'libatspi.so.0': ['libatspi2.0-0', 'libatspi2.0-0t64'],
  'libcups.so.2': ['libcups2', 'libcups2t64'],
  'libdrm.so.2': ['libdrm2'],
  'libgbm.so.1': ['libgbm1'],
  'libgtk-3.so.0': ['libgtk-3-0', 'libgtk-3-0t64'],
  'libnss3.so': ['libnss3'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXfixes.so.3': ['libxfixes3'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
  'libXrandr.so.2': ['libxrandr2'],
}

export const chromiumPath = () =>
  process.env.IOV_LAB_CHROMIUM ||
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))

export const hasDisplay = () => Boolean(process.env.DISPLAY) || process.platform !== 'linux'

async function missingLibraries() {
  if (process.platform !== 'linux') return []
  // ldconfig is in /sbin, which is not on everyone's path
  const known = await output('sh', ['-c', 'PATH="$PATH:/sbin:/usr/sbin" ldconfig -p']).catch(() => '')
  return Object.entries(electronLibraries).filter(([library]) => !known.includes(library))
}

/** What is missing: [{ thing, packages: names to try in order, suites }]. */
async function findMissing() {
  const missing = []
  const need = (isThere, thing, packages, suites) => {
    if (!isThere) missing.push({ thing, packages, suites })
  }
  need(chromiumPath(), 'chromium', ['chromium'], ['browser'])
  need(hasDisplay() || isOnPath('xvfb-run'), 'xvfb-run', ['xvfb'], ['desktop'])
  need(hasDisplay() || isOnPath('xauth'), 'xauth', ['xauth'], ['desktop'])
  for (const [library, packages] of await missingLibraries()) need(false, library, packages, ['desktop'])
  need(isOnPath('tshark'), 'tshark', ['tshark'], [])
  const hasFonts =
    process.platform !== 'linux' || existsSync('/usr/share/fonts') || existsSync('/usr/local/share/fonts')
  need(hasFonts, 'fonts', ['fonts-dejavu-core'], ['browser', 'desktop'])
  return missing
}

/** The words before apt-get with which it asks nothing, or null. */
async function rootPrefix() {
  if (process.platform !== 'linux' || !isOnPath('apt-get')) return null
  if (process.getuid() === 0) return []
  return output('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => null,
  )
}

async function install(wanted, prefix) {
  const apt = (...words) => {
    const [command, ...rest] = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=120',
      ...words,
    ]
    return output(command, rest, { limitMs: 420_000 })
  }
  await apt('update')
  const names = []
  for (const { packages } of wanted) {
    const policies = await Promise.all(packages.map((name) => output('apt-cache', ['policy', name]).catch(() => '')))
    const index = policies.findIndex((policy) => /Candidate: (?!\(none\))/.test(policy))
    names.push(packages[Math.max(index, 0)])
  }
  console.log(`Installing system packages: ${names.join(' ')} …`)
  await apt('install', '-y', '--no-install-recommends', ...names)
}

/**
 * Installs what is missing where it can.
 * @returns {Promise<Record<'browser' | 'desktop', string | null>>} for each suite why it cannot run, or null
 */
export async function provideSystemPackages() {
  let missing = await findMissing()
  let problem = 'needs root or sudo without a password'
  const prefix = missing.length > 0 ? await rootPrefix() : null
  if (prefix) {
    try {
      await install(missing, prefix)
      problem = 'apt-get did not bring it'
    } catch (error) {
      problem = error.message.split('\n')[0]
    }
    missing = await findMissing()
  }
  if (missing.length > 0) {
    console.log(
      `Not installed (${problem}): on Debian, apt-get install ${missing.map(({ packages }) => packages[0]).join(' ')}`,
    )
  }
  const reasonFor = (suite) => {
    const lacking = missing.filter(({ suites }) => suites.includes(suite)).map(({ thing }) => thing)
    return lacking.length > 0 ? `${lacking.join(', ')} missing (${problem})` : null
  }
  return { browser: reasonFor('browser'), desktop: reasonFor('desktop') }
}
