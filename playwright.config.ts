// Two suites: `browser`, the page as `iov-lab serve` gives it to a Chromium, and `desktop`, the app in Electron.
// `npm test` provides what both need; `test/browser/fixtures.ts` and `test/desktop/fixtures.ts` start one app a test.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const isRoot = process.getuid?.() === 0
// Debian's, or the one IOV_LAB_CHROMIUM names, or else what `npx playwright install chromium` has brought
const chromium = process.env['IOV_LAB_CHROMIUM'] ?? ['/usr/bin/chromium'].find((path) => existsSync(path))

export default defineConfig({
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: true,
  retries: 0,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { actionTimeout: 10_000, navigationTimeout: 15_000 },
  projects: [
    {
      name: 'browser',
      testDir: 'test/browser',
      use: {
        browserName: 'chromium',
        viewport: { width: 1440, height: 900 },
        locale: 'en-US',
        timezoneId: 'UTC',
        trace: 'retain-on-failure',
        launchOptions: {
          executablePath: chromium,
          chromiumSandbox: !isRoot,
          args: [
            '--disable-quic',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-domain-reliability',
            '--disable-sync',
            '--no-first-run',
            '--no-default-browser-check',
          ],
        },
      },
    },
    { name: 'desktop', testDir: 'test/desktop', workers: 1, fullyParallel: false },
  ],
})
