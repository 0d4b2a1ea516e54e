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

test('a lab is run once for each design, and the table says what the moves cost each', async ({
  context,
  page,
  server,
}) => {
  await context.grantPermissions(['clipboard-write'])
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('Uniform passthrough')
  await lab.chooseMenu('Observe', /^Compare Designs/)
  const dialog = lab.dialog('Compare designs')
  for (const design of ['e1000', 'vmxnet', 'plug-in (NPA)', 'failover pair', 'unplug and replug']) {
    await dialog.getByRole('checkbox', { name: design }).uncheck()
  }
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(dialog.getByRole('status')).toContainText('2 designs', { timeout: 40_000 })
  // a function that is never given back keeps its VM where it is, and the dialog says why
  await expect(dialog.getByRole('row', { name: /^passthrough 0 of \d/ })).toBeVisible()
  await expect(dialog.getByText('passthrough: not moved').first()).toBeVisible()
  await expect(dialog.getByRole('row', { name: /^uniform passthrough [1-9] of \d/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Copy table' }).click()
  await expect(page.getByText('The table is on the clipboard')).toHaveCount(1)
})

test('a lab without designs to exchange, and one with errors, say so', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.openFromLibrary('First flight')
  await lab.chooseMenu('Observe', /^Compare Designs/)
  const designs = lab.dialog('Compare designs')
  await designs.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(designs.getByRole('status')).toContainText('there is no design to exchange')
  await page.keyboard.press('Escape')
  await expect(designs).toBeHidden()

  const text = 'format: iov-lab/1\nname: Broken\nflows: { a: { from: nobody, to: nowhere, type: ping } }\n'
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), lab.chooseMenu('File', /^Open…/)])
  await chooser.setFiles({ name: 'broken.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })
  await expect(page).toHaveTitle(/^Broken/)
  await lab.chooseMenu('Observe', /^Compare Runs/)
  const runs = lab.dialog('Compare runs')
  await runs.getByRole('combobox', { name: 'B' }).selectOption('the lab with another seed')
  await runs.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(runs).toContainText('The lab has errors')
})
