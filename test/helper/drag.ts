// HTML5 drag and drop with real events, for Chromium 114 and later. There the browser answers a mouse move before the
// page has seen it, and Playwright's `dragTo` loses drags; this waits until the browser says that a drag has begun.
import { type Locator, type Page } from '@playwright/test'

export interface DragOptions {
  /** Points inside the source and the target, from their top left corners; their middles when absent. */
  from?: Point
  to?: Point
  timeoutMs?: number
}

interface Point {
  x: number
  y: number
}

async function pointIn(locator: Locator, inside: Point | undefined): Promise<Point> {
  await locator.scrollIntoViewIfNeeded()
  const box = await locator.boundingBox()
  if (!box) throw new Error(`drag: ${String(locator)} is not visible`)
  return { x: box.x + (inside?.x ?? box.width / 2), y: box.y + (inside?.y ?? box.height / 2) }
}

/** Drags `source` onto `target` and drops it there. */
export async function drag(page: Page, source: Locator, target: Locator, options: DragOptions = {}): Promise<void> {
  const { timeoutMs = 5_000 } = options
  const start = await pointIn(source, options.from)
  const end = await pointIn(target, options.to)
  const session = await page.context().newCDPSession(page)
  const left = { button: 'left', buttons: 1 } as const
  try {
    await session.send('Input.setInterceptDrags', { enabled: true })
    const begun = new Promise<Parameters<Parameters<typeof session.once<'Input.dragIntercepted'>>[1]>[0]>((resolve) => {
      session.once('Input.dragIntercepted', resolve)
    })
    await session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...start })
    await session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...start, ...left, clickCount: 1 })
    // a drag begins only after the pointer has gone a few pixels
    for (const step of [3, 9, 18]) {
      await session.send('Input.dispatchMouseEvent', {
        type: 'mouseMoved',
        x: start.x + step,
        y: start.y + step,
        ...left,
      })
    }
    const { data } = await within(begun, timeoutMs, `drag: ${String(source)} did not begin to be dragged`)
    const halfway = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...halfway, data })
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...end, data })
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...end, data })
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...end, data })
    await session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...end, button: 'left', clickCount: 1 })
  } finally {
    await session.send('Input.setInterceptDrags', { enabled: false })
    await session.detach()
  }
}

async function within<T>(promise: Promise<T>, limitMs: number, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${limitMs} ms`)), limitMs)
  })
  return Promise.race([promise, expired]).finally(() => clearTimeout(timer))
}
