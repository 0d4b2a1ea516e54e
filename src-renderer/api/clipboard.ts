// The system's clipboard: through the main side in the desktop app, whose pages may not touch it; a page in a browser
// writes to it itself.
import { labClient } from './client'

export async function writeClipboard(text: string): Promise<void> {
  if (window.iovLab) await labClient().request('clipboard.write', { text })
  else await navigator.clipboard.writeText(text)
}
