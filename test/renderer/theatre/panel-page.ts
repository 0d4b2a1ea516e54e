// A mounted panel as a person meets it: what is on the page, buttons by their words, keys.
import { settled } from './mount-lab'

/** Dialogs stand outside of what mounts them. */
export const page = (): HTMLElement => document.body

export function button(words: RegExp): HTMLButtonElement {
  const all = [...page().querySelectorAll<HTMLButtonElement>('button')]
  const found = all.find((one) => words.test(one.textContent ?? '') || words.test(one.getAttribute('aria-label') ?? ''))
  if (!found) throw new Error(`no button ${words}; there are: ${all.map((one) => one.textContent?.trim()).join(', ')}`)
  return found
}

export async function press(words: RegExp): Promise<void> {
  button(words).click()
  await settled()
}

export async function pressKey(element: Element | null, key: string): Promise<void> {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await settled()
}
