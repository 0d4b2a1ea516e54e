// HTML → PDF without Electron: by a Chromium or a browser of its family that is on the machine.
import { spawn } from 'node:child_process'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { WrongInput } from './exit-code'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
  'brave-browser',
]
const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}
const LIMIT_MS = 90_000

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

/** Throws, with what to do, where there is none: before a run is started for a PDF that nobody can print. */
export async function findBrowser(): Promise<string> {
  const named = process.env.IOV_LAB_BROWSER
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return named
    throw new WrongInput(`IOV_LAB_BROWSER=${named}: there is no program there`)
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const candidates = [
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name + suffix))),
    ...(PLACES[process.platform] ?? []),
  ]
  for (const file of candidates) if (await isExecutable(file)) return file
  throw new WrongInput('a PDF is printed by Chromium or Chrome, and none was found', [
    'Write the report as HTML (--report F.html) and print it from a browser, or export the PDF from the desktop app.',
    'A browser in an unusual place is named by the variable IOV_LAB_BROWSER.',
  ])
}

export async function htmlToPdf(browser: string, html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'iov-lab-pdf-'))
  try {
    const page = join(folder, 'report.html')
    const pdf = join(folder, 'report.pdf')
    await writeFile(page, html)
    const said = await printPage(browser, folder, page, pdf)
    return await readFile(pdf).catch(() => {
      throw new WrongInput(`${browser} printed no PDF`, said === '' ? [] : said.trim().split('\n').slice(-3))
    })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Resolves to what the browser said. */
function printPage(browser: string, folder: string, page: string, pdf: string): Promise<string> {
  const options = [
    '--headless',
    '--disable-gpu',
    '--no-first-run',
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    `--user-data-dir=${join(folder, 'profile')}`,
    // Chromium's sandbox does not work for root; the page runs no script and loads nothing
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--print-to-pdf=${pdf}`,
    page,
  ]
  return new Promise((done) => {
    let said = ''
    const child = spawn(browser, options, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)))
    child.on('error', (cause) => done(cause.message))
    child.on('close', () => done(said))
  })
}
