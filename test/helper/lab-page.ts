// The window as a person sees it, in words: used by the desktop and the browser specs alike.
import { expect, type Download, type Locator, type Page } from '@playwright/test'
import { drag } from './drag'

export class LabPage {
  readonly canvas: Locator
  readonly runBar: Locator
  readonly inspector: Locator
  readonly left: Locator

  constructor(readonly page: Page) {
    this.canvas = page.getByRole('application', { name: /^Canvas/ })
    this.runBar = page.getByRole('toolbar', { name: 'Run' })
    this.inspector = page.getByRole('complementary', { name: 'Inspector' })
    this.left = page.getByRole('complementary', { name: /^Palette/ })
  }

  /** The state of the run in one word. */
  get state(): Locator {
    return this.runBar.getByRole('status')
  }

  async openFromLibrary(name: string): Promise<void> {
    await this.page.getByRole('tab', { name: 'Library' }).click()
    await this.left.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await expect(this.page).toHaveTitle(new RegExp(`^${name}`))
  }

  async setPace(words: string): Promise<void> {
    await this.runBar.getByRole('combobox', { name: 'Speed' }).selectOption(words)
  }

  async run(): Promise<void> {
    await this.runBar.getByRole('button', { name: 'Run', exact: true }).click()
  }

  /** As fast as it goes, to the end. */
  async runToEnd(): Promise<void> {
    await this.setPace('As fast as it goes')
    await this.run()
    await expect(this.state).toHaveText('Finished', { timeout: 60_000 })
  }

  async showTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
  }

  /** What is in the lab, by the names in the outline. */
  async outline(): Promise<Locator> {
    await this.showTab('Outline')
    return this.page.getByRole('tree')
  }

  /** By mouse, in the menu bar of the page (browser). */
  async chooseMenu(menu: string, item: string | RegExp): Promise<void> {
    await this.page.getByRole('menubar').getByRole('menuitem', { name: menu, exact: true }).click()
    await this.page.getByRole('menu').getByRole('menuitem', { name: item }).click()
  }

  /** Drags a thing from the palette to a point of the canvas. */
  async drop(thing: string, to: { x: number; y: number }): Promise<void> {
    await this.left.getByRole('tab', { name: 'Palette' }).click()
    await drag(this.page, this.left.getByRole('button', { name: thing, exact: true }), this.canvas, { to })
  }

  async connect(from: string | RegExp, to: string | RegExp): Promise<void> {
    await this.chooseMenu('Insert', /^Link/)
    await this.chooseInDialog('Connect', { From: from, To: to })
    await this.dialog('Connect').getByRole('button', { name: 'Connect' }).click()
    await expect(this.dialog('Connect')).toBeHidden()
  }

  async addTraffic(from: string | RegExp, to: string | RegExp, kind: string): Promise<void> {
    await this.chooseMenu('Insert', /^Traffic Flow/)
    await this.chooseInDialog('Add traffic', { From: from, To: to, Kind: kind })
    await this.dialog('Add traffic').getByRole('button', { name: 'Add traffic' }).click()
    await expect(this.dialog('Add traffic')).toBeHidden()
  }

  private async chooseInDialog(dialog: string, fields: Record<string, string | RegExp>): Promise<void> {
    for (const [label, wanted] of Object.entries(fields)) {
      const list = this.dialog(dialog).getByRole('combobox', { name: new RegExp(`^${label}`) })
      const options = await list.getByRole('option').allTextContents()
      const found = options.find((option) => (typeof wanted === 'string' ? option === wanted : wanted.test(option)))
      if (found === undefined) throw new Error(`${label}: none of ${options.join(', ')}`)
      await list.selectOption(found)
    }
  }

  /** In a browser: a report of the kind, from the dialog, which stays open. */
  async downloadReport(kind: RegExp): Promise<Download> {
    const report = this.dialog('Export a report')
    if (!(await report.isVisible())) await this.runBar.getByRole('button', { name: 'Report' }).click()
    await report.getByRole('radio', { name: kind }).check()
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      report.getByRole('button', { name: 'Download' }).click(),
    ])
    return download
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name })
  }

  message(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text })
  }
}
