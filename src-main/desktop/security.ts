// What a page of this app may not do: go anywhere, open anything, ask for a device, or talk to us from a foreign frame.
import { app, session, shell, type Session, type WebContents, type WebFrameMain } from 'electron'

/** For every page that will ever be made, the hidden one of the PDF included. */
export function confinePages(pageOrigins: readonly string[]): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, pageOrigins))
}

function confine(contents: WebContents, pageOrigins: readonly string[]): void {
  contents.on('will-navigate', (event, url) => {
    if (!isAllowed(url, pageOrigins)) event.preventDefault()
  })
  contents.on('will-redirect', (event, url) => {
    if (!isAllowed(url, pageOrigins)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    // a source that help names opens in the person's own browser, never in here
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

export function denyPermissions(target: Session = session.defaultSession): void {
  // text is copied by the main side, a picture by the page; it may ask for full screen, and for nothing else
  target.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'fullscreen' || permission === 'clipboard-sanitized-write'),
  )
  target.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
  target.setDevicePermissionHandler(() => false)
}

/** True where the message comes from the top frame of a page of ours. */
export function isOurs(frame: WebFrameMain | null, pageOrigins: readonly string[]): boolean {
  return frame !== null && frame.parent === null && isAllowed(frame.url, pageOrigins)
}

function isAllowed(url: string, pageOrigins: readonly string[]): boolean {
  return pageOrigins.some((origin) => url === origin || url.startsWith(`${origin}/`))
}
