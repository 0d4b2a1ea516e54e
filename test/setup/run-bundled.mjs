// Bundles one TypeScript program of the tests and runs it in Node: `node test/setup/run-bundled.mjs FILE.ts [ARGUMENT…]`.
// The working directory is the root of the repository; the exit code is the program's.
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { installPackages, root, run } from '../../src-main/prepare.mjs'

const [entry, ...programArguments] = process.argv.slice(2)
if (!entry || !existsSync(join(root, entry))) {
  console.error(entry ? `There is no ${entry}.` : 'Name the program to run.')
  process.exit(2)
}

await installPackages()
const { build } = await import('vite')
const outDir = join(root, 'node_modules/.cache/iov-lab/bundled', relative(root, dirname(join(root, entry))))
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  resolve: { alias: { '@shared': join(root, 'src-shared') } },
  ssr: { noExternal: true },
  build: {
    ssr: join(root, entry),
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      checks: { eval: false },
      external: ['electron', 'bufferutil', 'utf-8-validate'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
    },
  },
})

const program = join(outDir, basename(entry).replace(/\.ts$/, '.cjs'))
// --expose-gc lets a benchmark start from a clean heap
process.exitCode = await run(process.execPath, ['--enable-source-maps', '--expose-gc', program, ...programArguments])
