// HTML → PDF in a hidden window that runs no script and reaches nothing.
import { BrowserWindow, session } from 'electron'
import { REPORT_URL } from './protocol'
import { denyPermissions } from './security'

const PARTITION = 'report'
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
}

/** One after the other: they share the address that they print from. */
let tail: Promise<unknown> = Promise.resolve()

export function printPdf(html: string): Promise<Uint8Array> {
  const turn = tail.then(() => print(html))
  tail = turn.catch(() => undefined)
  return turn
}

async function print(html: string): Promise<Uint8Array> {
  const own = session.fromPartition(PARTITION)
  denyPermissions(own)
  own.protocol.handle('report', () => new Response(html, { headers: HEADERS }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { partition: PARTITION, javascript: false, sandbox: true, contextIsolation: true },
  })
  try {
    await window.loadURL(REPORT_URL)
    // the last two are unknown to old versions, which ignore them
    const options = {
      printBackground: true,
      pageSize: 'A4' as const,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    }
    return await window.webContents.printToPDF(options)
  } finally {
    window.destroy()
    own.protocol.unhandle('report')
  }
}
