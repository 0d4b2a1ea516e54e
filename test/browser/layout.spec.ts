// The window in the sizes that people have: every control of the top row and every tab can be seen and pressed.
import type { Locator } from '@playwright/test'
import { LabPage } from '../helper/lab-page'
import { expect, test } from './fixtures'

interface Place {
  name: string
  x: number
  y: number
  width: number
  height: number
}

async function placesOf(controls: Locator): Promise<Place[]> {
  const places: Place[] = []
  for (const control of await controls.all()) {
    const box = await control.boundingBox()
    const name = (await control.getAttribute('aria-label')) ?? (await control.innerText())
    if (box) places.push({ name, ...box })
  }
  return places
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

for (const [width, height] of [
  [1024, 700],
  [1280, 800],
  [1400, 900],
  [1920, 1080],
] as const) {
  test(`at ${width} × ${height} nothing covers a control, and all tabs are in sight`, async ({ page, server }) => {
    await page.setViewportSize({ width, height })
    const lab = new LabPage(page)
    await page.goto(server.url)
    await lab.openFromLibrary('From an SR-IOV NIC')
    const top = await placesOf(
      page.locator('header.top').locator('button:visible, select:visible, [role=slider], .clock, .lab-name'),
    )
    expect(top.length).toBeGreaterThan(15)
    const covered = top.flatMap((a, k) => top.slice(k + 1).flatMap((b) => (overlap(a, b) ? [[a.name, b.name]] : [])))
    expect(covered).toEqual([])
    expect(top.filter(({ x, width: wide }) => x < 0 || x + wide > width)).toEqual([])
    const slider = await page.getByRole('slider', { name: 'Time of the run' }).boundingBox()
    expect(slider?.width ?? 0).toBeGreaterThan(100)

    const edge = await lab.left.boundingBox()
    const tabs = await placesOf(lab.left.getByRole('tab'))
    expect(tabs.filter((tab) => tab.x + tab.width > (edge?.x ?? 0) + (edge?.width ?? 0))).toEqual([])
  })
}
