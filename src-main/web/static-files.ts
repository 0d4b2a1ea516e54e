// The built page over HTTP: files of one folder and nothing outside it, with the headers that keep it to itself.
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** `connectSources`: where the page may open a connection beside its own origin. */
export function contentSecurityPolicy(connectSources: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const SAFE_HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
}

/** The file that a URL's path names inside `folder`; null: none, or an attempt to leave the folder. */
export async function fileInside(folder: string, urlPath: string): Promise<string | null> {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const root = await fs.realpath(folder)
  const wanted = normalize(join(root, decoded === '/' ? 'index.html' : decoded))
  if (!wanted.startsWith(root + sep)) return null
  try {
    // a link inside the folder that leads out of it is no file of ours
    const real = await fs.realpath(wanted)
    if (!real.startsWith(root + sep)) return null
    return (await fs.stat(real)).isFile() ? real : null
  } catch {
    return null
  }
}

export function contentType(file: string): string {
  return TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
}

export async function sendFile(response: ServerResponse, file: string, headers: Record<string, string>): Promise<void> {
  const { size } = await fs.stat(file)
  response.writeHead(200, {
    ...headers,
    'Content-Type': contentType(file),
    'Content-Length': size,
    // the names of built assets change with their content, the page itself does not
    'Cache-Control': extname(file) === '.html' ? 'no-store' : 'private, max-age=3600',
  })
  const stream = createReadStream(file)
  stream.on('error', () => response.destroy())
  stream.pipe(response)
}
