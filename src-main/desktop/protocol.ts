// `app://iov-lab/`: the built page as an origin of its own, with a policy that lets nothing in from outside.
// Serves the files of one folder; read `web/static-files.ts` for how a path is kept inside it.
import * as fs from 'node:fs/promises'
import { protocol, type Session } from 'electron'
import { contentSecurityPolicy, contentType, fileInside, SAFE_HEADERS } from '../web/static-files'

export const PAGE_ORIGIN = 'app://iov-lab'
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`
export const REPORT_URL = 'report://print/'

/** Before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges },
    { scheme: 'report', privileges },
  ])
}

export function servePage(session: Session, rendererFolder: string): void {
  const headers = { ...SAFE_HEADERS, 'Content-Security-Policy': contentSecurityPolicy(), 'Cache-Control': 'no-store' }
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = url.host === 'iov-lab' ? await fileInside(rendererFolder, url.pathname) : null
    if (file === null) return new Response('There is nothing here.', { status: 404, headers })
    return new Response(await fs.readFile(file), { headers: { ...headers, 'Content-Type': contentType(file) } })
  })
}
