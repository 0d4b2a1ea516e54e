// Unit, scenario, contract and validation tests: all in Node; a test that needs a page says so in its first line
// (`// @vitest-environment happy-dom`).
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'src-shared') } },
  test: {
    include: ['test/{shared,main,renderer,scenario,contract,validation,migration}/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // the same on every machine
    env: { TZ: 'UTC', LANG: 'C.UTF-8' },
    restoreMocks: true,
    allowOnly: false,
    passWithNoTests: false,
  },
})
