// How far a long run, or a row of them, is: one line on the terminal that goes away when the run ends; nothing in a pipe.
import { formatDuration } from '@shared/text/format-quantity'

const WIDTH = 30
const EVERY_MS = 100
/** A run that is over sooner shows nothing. */
const FIRST_MS = 400
const PS = 1e12

export class Progress {
  private readonly began = Date.now()
  private shownAt = 0
  private isShown = false

  /** `of`: all that is done, in words; null: a run, whose length `update` tells. */
  constructor(private readonly of: string | null = null) {}

  /** How much is done, and of how much. */
  update(done: number, all: number): void {
    const now = Date.now()
    if (!process.stderr.isTTY || now - this.began < FIRST_MS || now - this.shownAt < EVERY_MS) return
    this.shownAt = now
    this.isShown = true
    const share = all > 0 ? Math.min(1, done / all) : 1
    const filled = Math.round(share * WIDTH)
    const bar = '#'.repeat(filled) + '-'.repeat(WIDTH - filled)
    const left =
      share > 0.02 ? `, about ${formatDuration(Math.round(((now - this.began) / 1000) * (1 / share - 1)))} left` : ''
    const text = `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} % of ${this.of ?? formatDuration(all / PS)}${left}`
    process.stderr.write(`\r\u001b[K${text}`)
  }

  /** Takes the line away. */
  end(): void {
    if (this.isShown) process.stderr.write('\r\u001b[K')
    this.isShown = false
  }
}
