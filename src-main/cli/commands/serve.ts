// `iov-lab serve`: the app in a browser, on this machine only, until it is stopped.
import { resolve } from 'node:path'
import { labSource } from '../../library/lab-source'
import { makeFolders } from '../../library/make-folders'
import { startServer } from '../../web/server'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { findBrowser, htmlToPdf } from '../html-to-pdf'
import { print, printError } from '../output'
import { dataFolder } from '../places'
import { readLab } from '../read-input'
import { checkFolder } from '../write-target'
import { visible } from '../visible'

export interface ServeCommandOptions {
  port?: string
  data?: string
  lab?: string
}

export async function serve(options: ServeCommandOptions): Promise<ExitCode> {
  const port = portOf(options.port ?? '0')
  const folder = resolve(options.data ?? dataFolder())
  // a wrong name is told here and not in the page
  if (options.lab !== undefined) await readLab(options.lab)
  await makeFolders(folder).catch((cause: Error) => {
    throw new WrongInput(`--data ${folder}: cannot be made (${cause.message})`)
  })
  await checkFolder(folder)
  const server = await startServer({
    port,
    dataFolder: folder,
    printPdf: await pdfPrinter(),
    openAtStart: options.lab === undefined ? null : labSource(options.lab, process.cwd()),
    onLog: (level, says) => printError(`${level}: ${visible(says)}\n`),
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EADDRINUSE')
      throw new WrongInput(`--port ${port}: in use by another program: choose another, or 0 for any`)
    if (cause.code === 'EACCES')
      throw new WrongInput(`--port ${port}: needs more rights than you have: choose one above 1023`)
    throw cause
  })
  await print(`IOV Lab: ${server.url}\n`)
  await print('Open this address in a browser on this machine. Ctrl+C stops it.\n')
  await stopped()
  await server.close()
  return EXIT.done
}

/** The page offers PDF where a browser on this machine can print one. */
async function pdfPrinter(): Promise<((html: string) => Promise<Uint8Array>) | null> {
  const browser = await findBrowser().catch((cause: unknown) => {
    if (cause instanceof WrongInput) return null
    throw cause
  })
  return browser === null ? null : (html) => htmlToPdf(browser, html)
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535)
    throw new WrongInput(`--port ${text}: a number from 0 (any) to 65535 is expected`)
  return port
}

/** When somebody asks for the end. */
function stopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
}
