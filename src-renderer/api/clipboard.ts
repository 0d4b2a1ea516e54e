// The system's clipboard: through the main side in the desktop app, whose pages may not touch it; a page in a browser asks
// the browser.
import { labClient } from './client'

export async function writeClipboard(text: string): Promise<void> {
  if (window.iovLab) await labClient().request('clipboard.write', { text })
  else await navigator.clipboard.writeText(text)
}

/** Throws where the browser does not allow it. */
export async function readClipboard(): Promise<string> {
  if (window.iovLab) return (await labClient().request('clipboard.read', {})).text
  return navigator.clipboard.readText()
}
