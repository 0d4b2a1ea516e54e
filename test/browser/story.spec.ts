// The main job in a browser: from the library to a report, and labs that survive reloads and restarts.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

const HOST = 'Host'

/** Everything that the journal of unsaved work holds at present. */
async function journalOf(folder: string): Promise<string> {
  const names = await readdir(join(folder, 'recovery')).catch(() => [])
  const texts = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFile(join(folder, 'recovery', name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

async function addHost(lab: LabPage): Promise<void> {
  await lab.left.getByRole('tab', { name: 'Palette' }).click()
  await lab.left.getByRole('button', { name: HOST, exact: true }).click()
  await expect(lab.page).toHaveTitle(/^●/)
}

test('from the library to a report: run, VMotion by a click, download, save, and found again after a restart', async ({
  page,
  serve,
}) => {
  // eleven simulated seconds with two migrations
  test.slow()
  const server = await serve()
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('From an SR-IOV NIC')
  await lab.setPace('1/10 of real time')
  await lab.run()
  await lab.runBar.getByRole('button', { name: 'VMotion' }).click()
  await lab
    .dialog(/^Move web-1/)
    .getByRole('button', { name: 'Move to esx-b' })
    .click()
  await lab.setPace('As fast as it goes')
  await expect(lab.state).toHaveText('Finished', { timeout: 90_000 })

  const download = await lab.downloadReport(/^json/i)
  expect(download.suggestedFilename()).toMatch(/\.json$/)
  const result = JSON.parse(await readFile(await download.path(), 'utf8')) as {
    document: { events: unknown[] }
    migrations: { outcome: string }[]
  }
  expect(result.document.events).toHaveLength(3)
  expect(result.migrations[0]?.outcome).toBe('completed')
  // the Chromium of this test is on the machine, so the server can print
  const printed = await lab.downloadReport(/^pdf/i)
  expect((await readFile(await printed.path(), 'latin1')).slice(0, 5)).toBe('%PDF-')
  await lab.dialog('Export a report').getByRole('button', { name: 'Done' }).click()

  await addHost(lab)
  await page.keyboard.press('Control+s')
  await expect(page).toHaveTitle(/^From an SR-IOV/)
  await server.stop()

  const again = await serve()
  await page.goto(again.url)
  await lab.showTab('Library')
  await lab.left
    .getByRole('region', { name: /mine|my labs|own/i })
    .getByRole('button', { name: /^From an SR-IOV/ })
    .click()
  await expect(page).toHaveTitle(/^From an SR-IOV/)
  await expect((await lab.outline()).getByRole('treeitem', { name: /^host-1/ })).toHaveCount(1)
})

test('a page that is reloaded finds its unsaved work again', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await addHost(lab)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await lab.dialog('Unsaved work was found').getByRole('button', { name: 'Recover' }).click()
  await expect(page).toHaveTitle(/^● First flight/)
})

test('a server that is killed gives unsaved work back at the next start', async ({ page, serve, folder }) => {
  const lab = new LabPage(page)
  const server = await serve()
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await addHost(lab)
  await expect.poll(() => journalOf(join(folder, 'data'))).toContain('host-1')
  await server.stop('SIGKILL')
  await expect(page.getByRole('alert').filter({ hasText: /connection/ })).toBeVisible()

  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto((await serve()).url)
  await lab.dialog('Unsaved work was found').getByRole('button', { name: 'Recover' }).click()
  await expect(page).toHaveTitle(/^● First flight/)
  await expect((await lab.outline()).getByRole('treeitem', { name: /^host-1/ })).toHaveCount(1)
})

test('leaving unsaved work asks; Don’t save leaves nothing to recover', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await addHost(lab)
  await lab.chooseMenu('File', /^New Lab/)
  await lab
    .dialog(/^Save the changes/)
    .getByRole('button', { name: 'Cancel' })
    .click()
  await expect(page).toHaveTitle(/^● First flight/)
  await lab.chooseMenu('File', /^New Lab/)
  await lab
    .dialog(/^Save the changes/)
    .getByRole('button', { name: 'Don’t save' })
    .click()
  await expect(page).toHaveTitle(/^New lab/)
  await page.reload()
  await lab.runBar.waitFor()
  await expect(lab.dialog('Unsaved work was found')).toHaveCount(0)
})

test('two pages may show two labs, and each keeps its own', async ({ page, server, context }) => {
  const first = new LabPage(page)
  await page.goto(server.url)
  await first.openFromLibrary('First flight')
  const second = new LabPage(await context.newPage())
  await second.page.goto(server.url)
  await second.openFromLibrary('Two hosts')
  await addHost(second)
  await expect(page).toHaveTitle(/^First flight/)
  await first.runToEnd()
  await expect(second.state).toHaveText('Ready')
})

test('an address without the token says where the right one is', async ({ page, server }) => {
  const answer = await page.goto(new URL('/', server.url).href)
  expect(answer?.status()).toBe(401)
  await expect(page.locator('body')).toContainText('Open the whole address')
})

test('a whole walk leaves no complaint in the console of the browser', async ({ page, server }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await lab.runToEnd()
  for (const tab of ['VMotion', 'Packet life', 'Log', 'Problems', 'Charts', 'Library', 'Outline', 'Guide', 'Palette']) {
    await lab.showTab(tab)
  }
  for (const [menu, item] of [
    ['Edit', /^Find/],
    ['Edit', /^Command Palette/],
    ['Lab', /^Go to Time/],
    ['Help', /^Keyboard Shortcuts/],
    ['Help', /^Cost Model/],
    ['Help', /^About/],
    ['File', /^Preferences/],
    ['File', /^Export Report/],
  ] as const) {
    await lab.chooseMenu(menu, item)
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  expect(complaints).toEqual([])
})

test('a run is stepped forth and back, by key and by button', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  const clock = lab.runBar.locator('.clock')
  await lab.canvas.focus()
  await page.keyboard.press('F10')
  await expect(clock).toHaveAttribute('title', /^0\.\d/)
  const first = (await clock.getAttribute('title')) ?? ''
  await page.keyboard.press('F10')
  await expect(clock).not.toHaveAttribute('title', first)
  await page.keyboard.press('j')
  await expect(clock).toHaveAttribute('title', first)
  await lab.runBar.getByRole('button', { name: 'Step back: to the event before' }).click()
  await expect(clock).toHaveAttribute('title', /^0 s of/)
  await expect(lab.runBar.getByRole('button', { name: 'Step back: to the event before' })).toBeDisabled()
})

test('a run goes on until a counter reaches a value, and stands there', async ({ page, server }) => {
  await page.goto(server.url)
  const lab = new LabPage(page)
  await lab.openFromLibrary('First flight')
  await page.keyboard.press('u')
  const until = lab.dialog('Run until')
  await until.getByRole('combobox', { name: 'Run until' }).selectOption('a counter reaches a value')
  await until.getByRole('combobox', { name: 'Of' }).selectOption('client')
  await until.getByRole('combobox', { name: 'Counter' }).selectOption('Frames out')
  await until.getByRole('textbox', { name: 'Reaches' }).fill('3')
  await until.getByRole('button', { name: 'Run' }).click()
  await expect(lab.state).toHaveText('Paused')
  await expect(lab.runBar.getByRole('button', { name: 'Reached' })).toBeVisible()

  await lab.chooseMenu('Lab', /^Run Until/)
  await until.getByRole('combobox', { name: 'Run until' }).selectOption('a counter reaches a value')
  await until.getByRole('combobox', { name: 'Of' }).selectOption('client')
  await until.getByRole('combobox', { name: 'Counter' }).selectOption('Frames out')
  await expect(until.getByRole('textbox', { name: 'Reaches' })).toHaveValue('4')
  await until.getByRole('textbox', { name: 'Reaches' }).fill('3')
  await expect(until.getByRole('alert')).toContainText('at 3 already')
  await until.getByRole('button', { name: 'Cancel' }).click()
  await lab.setPace('As fast as it goes')
  await lab.run()
  await expect(lab.state).toHaveText('Finished')
  await expect(lab.runBar.getByRole('button', { name: 'Reached' })).toBeHidden()
})

test('a lab that was saved is opened again from Open Recent, until the list is cleared', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.chooseMenu('File', /^New Lab/)
  await lab.chooseMenu('Insert', 'Host')
  await page.keyboard.press('Control+s')
  await expect(page).not.toHaveTitle(/^●/)
  await lab.openFromLibrary('First flight')
  const recent = async (item: RegExp): Promise<void> => {
    await page.getByRole('menubar').getByRole('menuitem', { name: 'File', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Open Recent' }).press('ArrowRight')
    await page.getByRole('menuitem', { name: item }).click()
  }
  await recent(/^New lab/)
  await expect(page).toHaveTitle(/^New lab/)
  await recent(/^Clear Recent/)
  await page.getByRole('menubar').getByRole('menuitem', { name: 'File', exact: true }).click()
  await expect(page.getByRole('menuitem', { name: 'Open Recent' })).toBeDisabled()
})

test('an older version of a saved lab is restored, and that can be undone', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.chooseMenu('File', /^New Lab/)
  await lab.chooseMenu('Insert', 'Host')
  await page.keyboard.press('Control+s')
  await expect(page).not.toHaveTitle(/^●/)
  await lab.chooseMenu('Insert', 'Station')
  await page.keyboard.press('Control+s')
  await expect(page).not.toHaveTitle(/^●/)
  await lab.chooseMenu('Help', /^Restore an Older Version/)
  await lab
    .dialog('Restore an older version')
    .getByRole('button', { name: /^Restore the version until/ })
    .click()
  const outline = await lab.outline()
  await expect(outline.getByRole('treeitem', { name: /^host-1/ })).toHaveCount(1)
  await expect(outline.getByRole('treeitem', { name: /^station-1/ })).toHaveCount(0)
  await lab.canvas.focus()
  await page.keyboard.press('Control+z')
  await expect(outline.getByRole('treeitem', { name: /^station-1/ })).toHaveCount(1)
})
