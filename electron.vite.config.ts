// Three explicit inputs, because the folders are not electron-vite's defaults.
// Targets are those of the oldest runtime the tests use (Electron 25), so that one build serves all of them.
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)
// yaml's build for Node asks for an environment variable at every token, which costs a quarter of reading a long lab
const alias = { '@shared': at('src-shared'), yaml: at('node_modules/yaml/browser/index.js') }
const nodeTarget = 'node18'
const pageTarget = 'chrome114'

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: 'out/main',
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: true,
      minify: false,
      rollupOptions: {
        input: {
          index: at('src-main/desktop/main.ts'),
          cli: at('src-main/cli/main.ts'),
          'engine-worker': at('src-main/run/engine-worker.ts'),
        },
        // hdr-histogram-js reaches for zlib through eval
        checks: { eval: false },
        // ws looks for these two native accelerators and does without them
        external: ['bufferutil', 'utf-8-validate'],
        output: {
          format: 'cjs',
          entryFileNames: '[name].js',
          // beside the entries, so that __dirname is out/main in every module of the bundle
          chunkFileNames: 'chunk-[name].js',
          // An entry holds its own room alone: what another program shares with it would start it when it is loaded.
          codeSplitting: {
            groups: [
              { name: 'shared', test: /src-shared[\\/]|node_modules[\\/]zod[\\/]/, priority: 3 },
              { name: 'engine', test: /src-main[\\/](engine|run)[\\/](?!engine-worker\.ts)/, priority: 2 },
              {
                name: 'rooms',
                test: /src-main[\\/](service|library|report|interop|course|calibration|web)[\\/]/,
                priority: 2,
              },
              { name: 'packages', test: /node_modules[\\/](?!electron)/, priority: 1 },
            ],
          },
          banner: (chunk) => (chunk.isEntry && chunk.name === 'cli' ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: 'out/preload',
      target: nodeTarget,
      // a sandboxed preload can require nothing but electron
      externalizeDeps: false,
      isolatedEntries: true,
      minify: false,
      rollupOptions: {
        input: { index: at('src-main/desktop/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    // labs, help and icons under resources/ are read by the main side, never copied into the page
    publicDir: false,
    plugins: [vue()],
    resolve: { alias },
    build: {
      outDir: at('out/renderer'),
      target: pageTarget,
      minify: true,
      cssMinify: true,
      // one file, read from the disk or over the loopback: nothing is gained by splitting it
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: at('src-renderer/index.html'), checks: { eval: false } },
    },
  },
})
