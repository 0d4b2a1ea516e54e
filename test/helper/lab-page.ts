// The window as a person sees it, in words: used by the desktop and the browser specs alike.
import { expect, type Locator, type Page } from '@playwright/test'

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

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name })
  }

  message(text: string | RegExp): Locator {
    return this.page.getByRole('alert').filter({ hasText: text })
  }
}
