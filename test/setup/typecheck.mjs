// Types of the whole tree: the documents and the engine without DOM and Node, the main side, the page, the tests, and
// windows once more against the types of the oldest Electron the tests run. That last one is left out, with a message,
// where the npm registry cannot be reached.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { copyFile } from 'node:fs/promises'
import { root, run } from '../../src-main/prepare.mjs'
import { cacheFolder, provideFolder, unpackNpmPackage } from './npm-package.mjs'

const oldestElectron = {
  name: 'electron',
  version: '25.1.1',
  integrity: 'sha512-WvFUfVsJn6YiP35UxdibYVjU2LceastyMm4SVp2bmb4XvKEvItAIiwxgm7tPC5Syl1243aRCvQLqr84sZ71pyQ==',
}
// where tsconfig.electron25.json looks
const typesFile = join(root, 'node_modules/.cache/iov-lab/electron-25/index.d.ts')
const projects = [
  { name: 'pure', compiler: 'typescript/bin/tsc' },
  { name: 'node', compiler: 'typescript/bin/tsc' },
  { name: 'web', compiler: 'vue-tsc/bin/vue-tsc.js' },
  { name: 'test', compiler: 'vue-tsc/bin/vue-tsc.js' },
]

async function provideOldTypes() {
  if (existsSync(typesFile)) return
  const kept = join(cacheFolder, `electron-types-${oldestElectron.version}`)
  const isComplete = async (folder) => existsSync(join(folder, 'electron.d.ts'))
  await provideFolder(kept, isComplete, (folder) => unpackNpmPackage(oldestElectron, ['electron.d.ts'], folder))
  await provideFolder(
    join(typesFile, '..'),
    async () => existsSync(typesFile),
    (folder) => copyFile(join(kept, 'electron.d.ts'), join(folder, 'index.d.ts')),
  )
}

function check({ name, compiler }) {
  const information = `node_modules/.cache/iov-lab/${name}.tsbuildinfo`
  return run(process.execPath, [
    join(root, 'node_modules', compiler),
    ...['--project', `tsconfig.${name}.json`, '--incremental', '--tsBuildInfoFile', information, '--pretty', 'false'],
  ])
}

try {
  await provideOldTypes()
  projects.push({ name: 'electron25', compiler: 'vue-tsc/bin/vue-tsc.js' })
} catch (error) {
  console.log(`Types of Electron ${oldestElectron.version} are not checked: ${error.message}`)
}

const failed = []
const waiting = [...projects]
async function work() {
  for (let project = waiting.shift(); project; project = waiting.shift()) {
    if ((await check(project)) !== 0) failed.push(project.name)
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))

if (failed.length > 0) {
  console.error(`Type errors in: ${failed.join(', ')}`)
  process.exitCode = 1
}
