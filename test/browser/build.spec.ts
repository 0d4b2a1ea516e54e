// A lab from nothing: by drag and drop, by menu, by keyboard alone; and every step back and forth again.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

/** The lab as text, as Save As gives it. */
async function textOf(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    new LabPage(page).chooseMenu('File', /^Save As/),
  ])
  return readFile(await download.path(), 'utf8')
}

async function newLab(page: Page, url: string): Promise<LabPage> {
  const lab = new LabPage(page)
  await page.goto(url)
  await lab.chooseMenu('File', /^New Lab/)
  await expect(page).toHaveTitle(/^New lab/)
  return lab
}

/** What each menu item makes, and what is selected before. */
async function buildByMenu(lab: LabPage): Promise<void> {
  await lab.chooseMenu('Insert', 'Host')
  // the first is the uplink of the vSwitch by itself
  await lab.chooseMenu('Insert', 'Physical NIC')
  await lab.chooseMenu('Insert', 'Physical NIC')
  await lab.chooseMenu('Insert', 'Virtual Machine')
  await lab.chooseMenu('Insert', 'Physical Switch')
  await lab.chooseMenu('Insert', 'Station')
  await lab.connect(/^vSwitch vSwitch0/, /^physical NIC vmnic1/)
  await lab.connect(/^physical NIC vmnic0/, /^physical switch switch-1/)
  await lab.connect(/^station station-1/, /^physical switch switch-1/)
  await lab.addTraffic(/^station station-1/, /^vNIC eth0/, 'ping')
}

const STEPS = 10

test('by menu: what was built runs, and frames arrive', async ({ page, server }) => {
  const lab = await newLab(page, server.url)
  await buildByMenu(lab)
  await lab.runToEnd()
  const download = await lab.downloadReport(/^json/i)
  const { flows } = JSON.parse(await readFile(await download.path(), 'utf8')) as {
    flows: Record<string, { delivered: number; lost: number }>
  }
  expect(Object.keys(flows)).toHaveLength(1)
  for (const { delivered, lost } of Object.values(flows)) {
    expect(delivered).toBeGreaterThan(0)
    expect(lost).toBe(0)
  }
})

test('every step can be undone and done again, to the byte', async ({ page, server }) => {
  // each step is a menu that opens, three times over
  test.slow()
  const lab = await newLab(page, server.url)
  const empty = await textOf(page)
  await buildByMenu(lab)
  const built = await textOf(page)
  expect(built).not.toBe(empty)
  for (let step = 0; step < STEPS; step++) await lab.chooseMenu('Edit', /^Undo/)
  await expect(page).toHaveTitle(/^New lab/)
  expect(await textOf(page)).toBe(empty)
  for (let step = 0; step < STEPS; step++) await lab.chooseMenu('Edit', /^Redo/)
  await expect(page).toHaveTitle(/^● New lab/)
  expect(await textOf(page)).toBe(built)
})

test('by drag and drop: a thing lands under the pointer, and only where it can live', async ({ page, server }) => {
  const lab = await newLab(page, server.url)
  const box = await lab.canvas.boundingBox()
  const { width, height } = box ?? { width: 0, height: 0 }
  const middle = { x: width / 2, y: height / 2 }
  await lab.drop('Host', middle)
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('host-1')
  await lab.drop('Virtual machine', middle)
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('vm-1')
  await lab.drop('Physical NIC', middle)
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('vmnic0')

  // a VM lives on a host and nowhere else: the drop changes nothing
  const before = await textOf(page)
  await lab.drop('Virtual machine', { x: 40, y: 40 })
  expect(await textOf(page)).toBe(before)

  const corner = { x: 120, y: height - 80 }
  await lab.drop('Station', corner)
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('station-1')
  await lab.canvas.click({ position: { x: 30, y: 30 } })
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).not.toHaveValue('station-1')
  // beside the handle at its lower edge, from which a link is drawn
  await lab.canvas.click({ position: { x: corner.x - 40, y: corner.y - 12 } })
  await expect(lab.inspector.getByRole('textbox', { name: 'Name' })).toHaveValue('station-1')
})

test('by keyboard alone: build, connect, run, read, save', async ({ page, server }) => {
  await page.goto(server.url)
  const lab = new LabPage(page)
  await lab.runBar.waitFor()
  const command = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+Shift+P')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
  }
  await command('New Lab')
  await expect(page).toHaveTitle(/^New lab/)
  for (const thing of ['Host', 'Physical NIC', 'Physical Switch']) {
    await command(thing)
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await expect((await keyboardOutline(page, lab)).getByRole('treeitem', { name: /^switch-1/ })).toHaveCount(1)
  await command('Link…')
  await expect(lab.dialog('Connect')).toBeVisible()
  // the dialog takes the focus, and everything in it is reached by Tab
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
  await page.keyboard.press('Escape')
  await expect(lab.dialog('Connect')).toBeHidden()
  await page.keyboard.press('F5')
  await expect(lab.state).toHaveText(/Running|Finished/)
  await page.keyboard.press('F5')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+Shift+z')
  await page.keyboard.press('Control+s')
  await expect(page).toHaveTitle(/^New lab/)
})

/** Reached by Tab from the canvas or by the tab list; here by its tab, which takes arrow keys. */
async function keyboardOutline(page: Page, lab: LabPage) {
  const tab = page.getByRole('tab', { name: 'Outline' })
  await page.getByRole('tab', { name: 'Palette' }).focus()
  for (let press = 0; press < 4 && !(await tab.evaluate((found) => found === document.activeElement)); press++) {
    await page.keyboard.press('ArrowRight')
  }
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  await expect(lab.left.getByRole('tree')).toBeVisible()
  return lab.left.getByRole('tree')
}

test('a file that is no lab is refused with a reason, and the open lab stays', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  for (const [name, content] of [
    ['broken.iovlab.yaml', 'format: iov-lab/1\nname: ['],
    ['newer.iovlab.yaml', 'format: iov-lab/99\nname: x'],
    ['other.json', '{"a": 1}'],
    ['picture.png', '\u0089PNG\r\n\u001a\n\u0000\u0000'],
    ['empty.yaml', ''],
  ] as const) {
    await dropFile(page, name, content)
    await expect(lab.message(/not a lab/)).not.toHaveCount(0)
    await expect(page).toHaveTitle(/^First flight/)
    for (const button of await lab.message(/./).getByRole('button', { name: 'Dismiss' }).all()) await button.click()
  }
  await dropFile(page, 'mine.iovlab.yaml', 'format: iov-lab/1\nname: Dropped\n')
  await expect(page).toHaveTitle(/^Dropped/)
})

async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(
    ([fileName, text]) => {
      const data = new DataTransfer()
      data.items.add(new File([text], fileName))
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
      }
    },
    [name, content] as const,
  )
}

test('what is copied is pasted as another of its kind', async ({ context, page, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await lab.canvas.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  await expect((await lab.outline()).getByRole('treeitem', { name: 'esx-a 2', exact: true })).toHaveCount(1)
  await expect(page.getByRole('list', { name: 'Messages' })).toHaveCount(0)
})

test('the text of a lab is pasted from a mail, with nothing open and without asking the browser', async ({
  context,
  page,
  server,
}) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Open the demonstration' }).waitFor()
  await context.grantPermissions(['clipboard-write'])
  await page.evaluate(() =>
    navigator.clipboard.writeText('> format: iov-lab/1\n> name: From a mail\n> hosts:\n>   esx-a: {}\n'),
  )
  await context.clearPermissions()
  await page.keyboard.press('Control+v')
  await expect(page).toHaveTitle(/From a mail/)
  await expect((await lab.outline()).getByRole('treeitem', { name: 'esx-a', exact: true })).toHaveCount(1)
})

test('the middle button moves the canvas, and pastes nothing', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Open the demonstration' }).click()
  const box = (await lab.canvas.boundingBox())!
  await page.mouse.move(box.x + 40, box.y + 40)
  await page.mouse.down({ button: 'middle' })
  await page.mouse.move(box.x + 90, box.y + 60, { steps: 4 })
  await page.mouse.up({ button: 'middle' })
  // what is done by key behind it is told behind it
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await expect(page.getByText(/^Copied \d+/)).toHaveCount(1)
  await expect(page.getByText('The clipboard is empty')).toHaveCount(0)
})
