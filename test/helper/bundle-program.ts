// Bundles a TypeScript entry for a process or a worker thread of its own, where no transformer runs.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { build } from 'vite'

/** The bundled program; it lies in a temporary folder of its own. */
export async function bundleProgram(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'iov-lab-bundle-'))
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src-shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve(entry),
      outDir,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' } },
    },
  })
  return join(outDir, basename(entry).replace(/\.ts$/, '.cjs'))
}
