// The app as it is: one window, one instance, native menus, and a page that can do nothing but talk LabApi.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabPage } from '../helper/lab-page'
import { expect, switches, test } from './fixtures'

test('the window opens with the library, in the size that it had last', async ({ launch }) => {
  const first = await launch()
  await new LabPage(await first.firstWindow()).runBar.waitFor()
  await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ width: 1100, height: 720 }))
  await first.close()
  const second = await launch()
  await second.firstWindow()
  const bounds = await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  expect(bounds).toMatchObject({ width: 1100, height: 720 })
})

test('the page runs apart: no Node, no Electron, only the one door', async ({ app, window }) => {
  const seen = await window.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
    door: Object.keys((globalThis as unknown as { iovLab: object }).iovLab).sort(),
    origin: location.origin,
  }))
  expect(seen).toEqual({ node: [], door: ['onNotice', 'pathOf', 'request'], origin: 'app://iov-lab' })
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    // not in the types, but the one way to ask what a window really has
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
  })
})

test('the page can neither leave, nor open a window, nor run or fetch anything from outside', async ({
  app,
  window,
}) => {
  const outcome = await window.evaluate(async () => {
    // a debugger may evaluate what a page may not: the page is given a script, and says what became of it
    const refused = new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
    })
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = true'
    document.head.append(script)
    const reaches = (url: string): Promise<boolean> =>
      fetch(url, { mode: 'no-cors' }).then(
        () => true,
        () => false,
      )
    const opened = open('https://example.com/') !== null
    return {
      script: [await refused, 'ran' in globalThis],
      web: await reaches('https://example.com/'),
      local: await reaches('http://127.0.0.1:9/'),
      file: await reaches('file:///etc/hostname'),
      outside: await fetch('app://iov-lab/../../package.json').then((found) => found.status),
      opened,
      camera: await navigator.mediaDevices?.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
      notification: await Notification.requestPermission(),
    }
  })
  expect(outcome).toEqual({
    script: ['script-src-elem', false],
    web: false,
    local: false,
    file: false,
    outside: 404,
    opened: false,
    camera: 'denied',
    notification: 'denied',
  })
  await window.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await expect.poll(() => window.url()).toBe('app://iov-lab/index.html')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('nothing is fetched from anywhere while a lab runs', async ({ app, window }) => {
  await new LabPage(window).openFromLibrary('First flight')
  await app.evaluate(({ session }) => {
    const seen: string[] = []
    Object.assign(globalThis, { seen })
    session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
      seen.push(details.url)
      answer({})
    })
  })
  await window.reload()
  await new LabPage(window).openFromLibrary('First flight')
  await new LabPage(window).runToEnd()
  const seen = await app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
  expect(seen.length).toBeGreaterThan(2)
  expect(seen.filter((url) => !url.startsWith('app://iov-lab/'))).toEqual([])
})

test('every menu of the list is there, its items with their keys', async ({ app, window }) => {
  await new LabPage(window).runBar.waitFor()
  const menus = await app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => ({
      label,
      items: (submenu?.items ?? []).map((item) => ({ id: item.id, accelerator: item.accelerator })),
    })),
  )
  expect(menus.map(({ label }) => label)).toEqual([
    'File',
    'Edit',
    'View',
    'Insert',
    'Arrange',
    'Lab',
    'Observe',
    'Teach',
    'Window',
    'Help',
  ])
  const keys = new Map(menus.flatMap(({ items }) => items.map(({ id, accelerator }) => [id, accelerator])))
  expect(keys.get('file.save')).toBe('CmdOrCtrl+S')
  expect(keys.get('edit.redo')).toBe('CmdOrCtrl+Shift+Z')
  expect(keys.get('lab.vmotion')).toBe('CmdOrCtrl+M')
})

test('a key that was changed stands in the menu', async ({ app, window, chooseMenu }) => {
  const lab = new LabPage(window)
  await chooseMenu('help.shortcuts')
  const dialog = lab.dialog('Keyboard shortcuts')
  await dialog.getByRole('button', { name: 'Change keys' }).click()
  await dialog.getByRole('button', { name: /^Keys of Arrange Everything:/ }).click()
  await window.keyboard.press('Alt+q')
  await expect(dialog.getByRole('status')).toContainText('Arrange Everything is Alt+Q.')
  await expect
    .poll(() =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('arrange.layout')?.accelerator ?? null),
    )
    .toBe('Alt+Q')
})

test('a menu item does what its action does', async ({ window, chooseMenu }) => {
  const lab = new LabPage(window)
  await chooseMenu('file.new')
  await expect(window).toHaveTitle(/^New lab/)
  await chooseMenu('insert.host')
  await expect((await lab.outline()).getByRole('treeitem').filter({ hasText: 'host' })).not.toHaveCount(0)
  await expect(window).toHaveTitle(/^● New lab/)
  await chooseMenu('edit.undo')
  await expect(window).toHaveTitle(/^New lab/)
  await chooseMenu('help.about')
  await expect(lab.dialog(/About/)).toContainText('Electron')
})

test('a second start hands its lab to the first and ends', async ({ launch, folder }) => {
  const app = await launch()
  const window = await app.firstWindow()
  await new LabPage(window).runBar.waitFor()
  const executable = await app.evaluate(({ app: electron }) => electron.getPath('exe'))
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = spawn(executable, ['.', ...root, ...switches(folder), '--lab', 'first-flight'], { stdio: 'ignore' })
  const [code] = (await once(second, 'close')) as [number]
  expect(code).toBe(0)
  await expect(window).toHaveTitle(/^First flight/)
})

test('a lab file on the command line opens, and one that is no lab says why', async ({ launch, folder }) => {
  const good = join(folder, 'mine.iovlab.yaml')
  await writeFile(good, 'format: iov-lab/1\nname: Mine\n')
  const app = await launch(good)
  await expect(await app.firstWindow()).toHaveTitle(/^Mine/)
  await app.close()
  const bad = join(folder, 'bad.iovlab.yaml')
  await writeFile(bad, 'format: iov-lab/1\nname: [')
  const other = await launch('--lab', bad)
  await expect(new LabPage(await other.firstWindow()).message(/not a lab/)).toBeVisible()
  expect(await readFile(bad, 'utf8')).toBe('format: iov-lab/1\nname: [')
})

test('settings that cannot be read are set aside, and the app starts', async ({ launch, folder }) => {
  const first = await launch()
  await first.firstWindow()
  await first.close()
  const settings = join(folder, 'user-data', 'settings.json')
  await writeFile(settings, '{ broken')
  const second = await launch()
  await new LabPage(await second.firstWindow()).runBar.waitFor()
  expect(await readFile(`${settings}.broken`, 'utf8')).toBe('{ broken')
})

test('the log is a file in the data folder', async ({ launch, folder }) => {
  const app = await launch('--lab', 'first-flight')
  await expect(await app.firstWindow()).toHaveTitle(/^First flight/)
  expect(await readFile(join(folder, 'user-data', 'logs', 'iov-lab.log'), 'utf8')).toContain('started')
})

test('a picture of the lab goes to the clipboard', async ({ app, window, chooseMenu }) => {
  const lab = new LabPage(window)
  await lab.openFromLibrary('First flight')
  await app.evaluate(({ clipboard }) => clipboard.clear())
  await lab.canvas.focus()
  await chooseMenu('edit.copy-picture')
  await expect(window.getByText('The picture is on the clipboard')).toHaveCount(1)
  expect(await app.evaluate(async ({ clipboard }) => clipboard.has('image/png'))).toBe(true)
})

test('the text of a lab that another program has copied is pasted, by key and from the menu', async ({
  app,
  window,
  chooseMenu,
}) => {
  const copyElsewhere = (name: string): Promise<void> =>
    app.evaluate(async ({ clipboard }, text) => await clipboard.writeText(text), `format: iov-lab/1\nname: ${name}\n`)
  await new LabPage(window).runBar.waitFor()
  await copyElsewhere('Pasted by key')
  await window.keyboard.press('Control+v')
  await expect(window).toHaveTitle(/Pasted by key/)
  await copyElsewhere('Pasted from the menu')
  await chooseMenu('edit.paste')
  await expect(window).toHaveTitle(/Pasted from the menu/)
})

test('while a field has the focus, the items for editing are about its text', async ({ app, window, chooseMenu }) => {
  await app.evaluate(async ({ clipboard }) => await clipboard.writeText('host'))
  await new LabPage(window).showTab('Library')
  const field = window.getByRole('searchbox', { name: 'Search labs' })
  await field.focus()
  await chooseMenu('edit.paste')
  await expect(field).toHaveValue('host')
  await chooseMenu('edit.undo')
  await expect(field).toHaveValue('')
  await field.fill('esx')
  await chooseMenu('edit.select-all')
  await chooseMenu('edit.cut')
  await expect(field).toHaveValue('')
  expect(await app.evaluate(async ({ clipboard }) => clipboard.readText())).toBe('esx')
  // of a lab, neither the text is one nor was anything of one taken
  await expect(window.getByText('neither a lab nor a part of one')).toHaveCount(0)
})
