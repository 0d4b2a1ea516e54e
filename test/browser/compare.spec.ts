// Observe ▸ Compare Runs: the first difference of a lab from its variant, and the way to that moment.
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

test('a lab and its variant are compared, and the first difference is gone to', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('The zero-copy')
  await lab.chooseMenu('Observe', /^Compare Runs/)
  const dialog = lab.dialog('Compare runs')
  await dialog.getByRole('combobox', { name: 'B' }).selectOption('variant copying: without zero-copy transmit')
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
  const heading = dialog.getByRole('heading', { name: /^First difference at/ })
  await expect(heading).toBeVisible()
  // what the variant does, and the original does not: it copies
  await expect(dialog.getByRole('listitem').filter({ hasText: 'vm-1/eth0 copiedBytes' })).toHaveCount(1)
  await expect(dialog.getByRole('row', { name: /^outside A/ })).toBeVisible()
  const at = /at ([\d.]+) s/.exec(await heading.innerText())?.[1]
  expect(at).toBeDefined()
  await dialog.getByRole('button', { name: 'Go there' }).click()
  await expect(dialog).toBeHidden()
  await expect(lab.runBar.locator('.clock')).toHaveAttribute(
    'title',
    new RegExp(`^${Number(at).toString().slice(0, 8)}`),
  )
})

test('a run is the same as itself, and what is no lab is refused with a reason', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await lab.runToEnd()
  await lab.chooseMenu('Observe', /^Compare Runs/)
  const dialog = lab.dialog('Compare runs')
  await dialog.getByRole('combobox', { name: 'B' }).selectOption('the lab as it is')
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(dialog).toContainText('All figures of both runs are equal')

  await dialog.getByRole('combobox', { name: 'B' }).selectOption('a lab, report or result in a file…')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Compare', exact: true }).click(),
  ])
  await chooser.setFiles({ name: 'x.yaml', mimeType: 'text/yaml', buffer: Buffer.from('a: 1') })
  await expect(dialog).toContainText('This is not a lab that can be opened.')
})
