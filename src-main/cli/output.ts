// What the program prints: results on stdout, messages on stderr. A reader that goes away (`| head`) is not a mistake, and
// ends the printing, not the work. Colour only for people at a terminal.
import { once } from 'node:events'

let isGone = false

/** Once, before anything is printed. */
export function watchReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE' && cause.code !== 'EOF') throw cause
      if (stream === process.stdout) isGone = true
    })
  }
}

/** Waits until a pipe has room, so that a large result does not pile up in memory. */
export async function print(text: string): Promise<void> {
  if (isGone) return
  if (process.stdout.write(text)) return
  await Promise.race([
    once(process.stdout, 'drain'),
    once(process.stdout, 'error').catch(() => undefined),
    once(process.stdout, 'close'),
  ])
}

export const printError = (text: string): void => {
  process.stderr.write(text)
}

const hasColour = (): boolean =>
  process.stdout.isTTY && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb'

const paint = (code: number) => (text: string) => (hasColour() ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = paint(1)
export const green = paint(32)
export const red = paint(31)
export const yellow = paint(33)
