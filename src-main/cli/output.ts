// What the program prints: results on stdout, messages on stderr. A reader that goes away (`| head`) is not a mistake, and
// ends the printing, not the work. Colour only for people at a terminal.
import { WrongInput } from './exit-code'

const isReaderGone = (cause: unknown) => ['EPIPE', 'EOF'].includes((cause as NodeJS.ErrnoException).code ?? '')

/** Once, before anything is printed: whoever prints learns of a failure from the write itself. */
export function watchReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** Done when the text has left, or when there is nobody left to take it. */
export async function print(text: string): Promise<void> {
  if (process.stdout.destroyed) return
  await new Promise<void>((done, fail) => {
    process.stdout.write(text, (cause) => {
      if (!cause || isReaderGone(cause)) done()
      else fail(new WrongInput(`stdout: cannot be written (${cause.message})`))
    })
  })
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
