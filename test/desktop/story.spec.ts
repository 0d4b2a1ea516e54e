// The main job from the first start to the report, and labs that survive whatever happens.
import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

/** What the command line says of the same lab, in a Node of another version than Electron's. */
function digestInNode(file: string): string {
  const ran = spawnSync(process.execPath, ['out/main/cli.js', 'run', file, '--json', '-', '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  if (ran.stdout === '') throw new Error(ran.stderr)
  return (JSON.parse(ran.stdout) as { digest: string }).digest
}

async function answerSave(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
}

/** Presses a button of the question before closing; tells how often it was asked. */
async function answerQuestion(app: ElectronApplication, response: number): Promise<() => Promise<number>> {
  await app.evaluate(({ dialog }, button) => {
    const asked = globalThis as unknown as { asked: number }
    asked.asked = 0
    dialog.showMessageBox = async () => {
      asked.asked += 1
      return { response: button, checkboxChecked: false }
    }
  }, response)
  return () => app.evaluate(() => (globalThis as unknown as { asked: number }).asked)
}

async function addHost(window: Page): Promise<void> {
  await new LabPage(window).left.getByRole('tab', { name: 'Palette' }).click()
  await new LabPage(window).left.getByRole('button', { name: 'Host', exact: true }).click()
  await expect(window).toHaveTitle(/^●/)
}

const SAVE = 0
const DISCARD = 1
const CANCEL = 2

test('from the library to a report: run, VMotion by a click, export, save, and found again after a restart', async ({
  launch,
  folder,
}) => {
  // eleven simulated seconds with two migrations, twice
  test.slow()
  const app = await launch()
  const window = await app.firstWindow()
  const lab = new LabPage(window)
  await lab.openFromLibrary('From an SR-IOV NIC')
  await lab.setPace('1/10 of real time')
  await lab.run()
  await expect(lab.state).toHaveText('Running')

  await lab.runBar.getByRole('button', { name: 'VMotion' }).click()
  const move = lab.dialog(/^Move web-1/)
  await expect(move).toContainText('esx-b')
  await move.getByRole('button', { name: 'Move to esx-b' }).click()
  await lab.setPace('As fast as it goes')
  await expect(lab.state).toHaveText('Finished', { timeout: 90_000 })

  await lab.runBar.getByRole('button', { name: 'Report' }).click()
  const report = lab.dialog('Export a report')
  for (const [format, start] of [
    ['html', '<!doctype html>'],
    ['pdf', '%PDF-'],
    ['json', '{'],
  ] as const) {
    const file = join(folder, `report.${format}`)
    await answerSave(app, file)
    await report.getByRole('radio', { name: new RegExp(`^${format}`, 'i') }).check()
    await report.getByRole('button', { name: 'Save as…' }).click()
    await expect(report.getByRole('status')).toContainText(`Written to ${file}`, { timeout: 20_000 })
    expect((await readFile(file, 'latin1')).slice(0, start.length).toLowerCase()).toBe(start.toLowerCase())
  }
  await report.getByRole('button', { name: 'Done' }).click()

  // whoever runs the report again gets the same
  const result = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as {
    digest: string
    document: { events: { do: string; to?: string }[] }
    migrations: { vm: string }[]
  }
  expect(result.document.events.length).toBe(3)
  const verified = spawnSync(process.execPath, ['out/main/cli.js', 'verify', join(folder, 'report.json')], {
    encoding: 'utf8',
  })
  expect(verified.stdout + verified.stderr).toMatch(/same|match|verified|equal/i)
  expect(verified.status).toBe(0)

  await addHost(window)
  const saved = join(folder, 'my rack.iovlab.yaml')
  await answerSave(app, saved)
  await window.keyboard.press('Control+s')
  await expect(window).toHaveTitle(/^From an SR-IOV/)
  await app.close()

  const again = await launch()
  const page = await again.firstWindow()
  await new LabPage(page).showTab('Library')
  await new LabPage(page).left
    .getByRole('button', { name: /my rack|From an SR-IOV.*my rack/ })
    .first()
    .click()
  await expect(page).toHaveTitle(/^From an SR-IOV/)
  await expect(
    (await new LabPage(page).outline()).getByRole('treeitem').filter({ hasText: /^esx-c|host/ }),
  ).toHaveCount(1)
  // a report of the shipped lab: the file on disk is the shipped one with the host added
  expect(await readFile(saved, 'utf8')).toContain('# The demonstration that closes session')
})

test('the digest of a run in Electron is that of the same run in Node', async ({ launch, folder }) => {
  const app = await launch('--lab', 'first-flight')
  const window = await app.firstWindow()
  await expect(window).toHaveTitle(/^First flight/)
  await new LabPage(window).runToEnd()
  await new LabPage(window).runBar.getByRole('button', { name: 'Report' }).click()
  const report = new LabPage(window).dialog('Export a report')
  await answerSave(app, join(folder, 'result.json'))
  await report.getByRole('radio', { name: /^json/i }).check()
  await report.getByRole('button', { name: 'Save as…' }).click()
  await expect(report.getByRole('status')).toContainText('Written to')
  const { digest } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as { digest: string }
  expect(digest).toBe(digestInNode('first-flight'))
})

test('closing with unsaved work asks: Cancel stays, Save saves and goes', async ({ launch, folder }) => {
  const app = await launch('--lab', 'first-flight')
  const window = await app.firstWindow()
  await expect(window).toHaveTitle(/^First flight/)
  await addHost(window)
  const asked = await answerQuestion(app, CANCEL)
  await app.evaluate(({ app: electron }) => electron.quit())
  await expect.poll(asked).toBe(1)
  await expect(window).toHaveTitle(/^● First flight/)

  const file = join(folder, 'kept.iovlab.yaml')
  await answerQuestion(app, SAVE)
  await answerSave(app, file)
  const closed = app.waitForEvent('close')
  await app.evaluate(({ app: electron }) => electron.quit())
  await closed
  expect(await readFile(file, 'utf8')).toContain('name: First flight')
})

test('closing with unsaved work: Don’t Save goes and leaves nothing to recover', async ({ launch }) => {
  const app = await launch('--lab', 'first-flight')
  const window = await app.firstWindow()
  await expect(window).toHaveTitle(/^First flight/)
  await addHost(window)
  await answerQuestion(app, DISCARD)
  const closed = app.waitForEvent('close')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  const again = await launch()
  const page = await again.firstWindow()
  await new LabPage(page).runBar.waitFor()
  const lost = await page.evaluate(() =>
    (
      globalThis as unknown as { iovLab: { request(name: string, payload: object): Promise<{ reply: unknown[] }> } }
    ).iovLab.request('recovery.list', {}),
  )
  expect(lost.reply).toEqual([])
})

test('a program that was killed gives unsaved work back at the next start', async ({ launch, folder }) => {
  const app = await launch('--lab', 'first-flight')
  const window = await app.firstWindow()
  await expect(window).toHaveTitle(/^First flight/)
  await addHost(window)
  // what is promised: on disk within two seconds of a change
  await expect
    .poll(() => readdir(join(folder, 'user-data', 'recovery')).catch(() => []), { timeout: 2_000 })
    .toHaveLength(1)
  const closed = app.waitForEvent('close')
  app.process().kill('SIGKILL')
  await closed

  const again = await launch()
  const page = await again.firstWindow()
  const recovery = new LabPage(page).dialog('Unsaved work was found')
  await expect(recovery).toContainText('First flight')
  await recovery.getByRole('button', { name: 'Recover' }).click()
  await expect(page).toHaveTitle(/^● First flight/)
  await answerSave(again, join(folder, 'recovered.iovlab.yaml'))
  await page.keyboard.press('Control+s')
  await expect(page).toHaveTitle(/^First flight/)
  expect(await readdir(join(folder, 'user-data', 'recovery'))).toEqual([])
})

test('a page that crashes comes back with its work', async ({ app, window }) => {
  const lab = new LabPage(window)
  await lab.openFromLibrary('First flight')
  await addHost(window)
  await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve())
        contents?.forcefullyCrashRenderer()
      }),
  )
  // to Playwright the page stays crashed; the program asks it anew
  const words = (): Promise<string> =>
    app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText') as Promise<string>,
    )
  await expect.poll(words).toContain('Unsaved work was found')
  await expect.poll(words).toContain('First flight')
})
