// What a machine can say about how usable the page is for everybody, in both looks.
import AxeBuilder from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} look`, () => {
    test.use({ colorScheme })

    test('no rule of WCAG 2.2 A and AA that a machine can check is broken', async ({ page, server }) => {
      test.slow()
      const lab = new LabPage(page)
      await page.goto(server.url)
      await lab.runBar.waitFor()
      const broken: string[] = []
      const scan = async (where: string): Promise<void> => {
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze()
        for (const { id, nodes } of violations)
          broken.push(`${where}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
      }
      await scan('start')
      await lab.openFromLibrary('First flight')
      await scan('library')
      await lab.runToEnd()
      for (const tab of ['Outline', 'Guide', 'Palette', 'VMotion', 'Packet life', 'Log', 'Problems', 'Charts']) {
        await lab.showTab(tab)
        await scan(tab)
      }
      await lab.canvas.click()
      for (const [menu, item] of [
        ['File', /^Preferences/],
        ['File', /^Export Report/],
        ['Edit', /^Command Palette/],
        ['Insert', /^Link/],
        ['Insert', /^Traffic Flow/],
        ['Help', /^Keyboard Shortcuts/],
        ['Observe', /^Compare Runs/],
        ['Observe', /^Compare Designs/],
        ['Help', /^Model Limits/],
        ['Help', /^Cost Model/],
        ['Help', /^Language of Checks/],
        ['Help', /^About/],
      ] as const) {
        await lab.chooseMenu(menu, item)
        await expect(page.getByRole('dialog')).toBeVisible()
        await scan(String(item))
        for (const tab of (await page.getByRole('dialog').getByRole('tab').all()).slice(1)) {
          await tab.click()
          await scan(`${item} ${await tab.innerText()}`)
        }
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      }
      // a run with moves fills what is empty in the first lab
      await lab.openFromLibrary('From an SR-IOV NIC')
      await lab.runToEnd()
      for (const tab of ['Guide', 'VMotion', 'Log']) {
        await lab.showTab(tab)
        await scan(`${tab} of a run with moves`)
      }
      expect(broken).toEqual([])
    })
  })
}

test('keys can be changed by keyboard alone, hold after a reload, and are never given twice', async ({
  folder,
  page,
  server,
}) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  const change = async (name: RegExp, keys: string): Promise<void> => {
    await page.keyboard.press('F1')
    const dialog = lab.dialog('Keyboard shortcuts')
    await dialog.getByRole('button', { name: 'Change keys' }).press('Enter')
    await dialog.getByRole('button', { name }).press('Enter')
    await page.keyboard.press(keys)
  }
  const dialog = lab.dialog('Keyboard shortcuts')
  await change(/^Keys of Reset:/, 'Control+d')
  await expect(dialog.getByRole('status')).toContainText('Ctrl+D is Duplicate.')
  await page.keyboard.press('Alt+r')
  await expect(dialog.getByRole('status')).toContainText('Reset is Alt+R.')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await lab.canvas.focus()
  await page.keyboard.press('F10')
  await page.keyboard.press('Shift+F5')
  await expect(lab.runBar.locator('.clock')).not.toHaveAttribute('title', /^0 s/)
  await page.keyboard.press('Alt+r')
  await expect(lab.runBar.locator('.clock')).toHaveAttribute('title', /^0 s/)

  await expect.poll(() => readFile(join(folder, 'data', 'settings.json'), 'utf8')).toContain('Alt+R')
  await page.reload()
  await page.keyboard.press('F1')
  await expect(dialog.getByText('Alt+R')).toBeVisible()
})
