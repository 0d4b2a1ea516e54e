// Help ▸ Model Limits: mechanisms, figures and costs, found with the keyboard alone.
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

test('what the model is and is not can be searched and read by keyboard', async ({ page, server }) => {
  const lab = new LabPage(page)
  await page.goto(server.url)
  await lab.runBar.waitFor()
  await lab.chooseMenu('Help', /^Model Limits/)
  const dialog = lab.dialog('Model limits')
  await expect(dialog).toContainText(/Of \d+ mechanisms \d+ are modelled, \d+ simplified, \d+ absent/)
  const articles = dialog.getByRole('article')
  const all = await articles.count()

  // the search has the focus
  await page.keyboard.type('beacon probing')
  await expect(articles).toHaveCount(1)
  await expect(articles).toContainText('Left out:')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(articles).toHaveCount(all)

  await dialog.getByRole('tab', { name: /^What is modelled/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(dialog).toContainText(/\d+ of \d+ figures are within the limits/)
  await expect(dialog.getByRole('columnheader', { name: 'Verdict' }).first()).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('cell', { name: 'vm-exit', exact: true })).toBeVisible()
  // the panel can be scrolled without a mouse
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('tabpanel')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
