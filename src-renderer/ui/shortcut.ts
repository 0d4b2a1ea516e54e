// Shortcuts as they are written in menus (`Ctrl+Shift+Z`, `F2`, `?`): shown, and compared with a key press.
// Ctrl stands for Cmd on macOS. A key that needs Shift to be typed (`?`, `+`) is written without it.

export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

interface Keys {
  ctrl: boolean
  shift: boolean
  alt: boolean
  key: string
}

const NAMED: Record<string, string> = { Esc: 'Escape', Space: ' ', Up: 'ArrowUp', Down: 'ArrowDown' }
const MAC: Record<string, string> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' }
const ARROWS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

function parse(shortcut: string): Keys {
  const parts = shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+')
  const last = parts[parts.length - 1] ?? ''
  return {
    ctrl: parts.includes('Ctrl'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
    key: NAMED[last] ?? last,
  }
}

export function showShortcut(shortcut: string): string {
  const parts = shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+')
  const shown = parts.map((part) => ARROWS[part] ?? (isMac ? (MAC[part] ?? part) : part))
  return shown.join(isMac ? '' : '+')
}

export function matchesShortcut(shortcut: string, event: KeyboardEvent): boolean {
  const wanted = parse(shortcut)
  if (wanted.ctrl !== (isMac ? event.metaKey : event.ctrlKey) || wanted.alt !== event.altKey) return false
  const isSymbol = wanted.key.length === 1 && !/[a-z0-9]/i.test(wanted.key) && wanted.key !== ' '
  if (!isSymbol && wanted.shift !== event.shiftKey) return false
  if (event.key.toLowerCase() === wanted.key.toLowerCase()) return true
  // with Alt held, letters type something else on some systems: they are taken by their place as well
  if (wanted.alt && event.code === `Key${wanted.key.toUpperCase()}`) return true
  // Shift+1 types `!` (or something else) on most keyboards: digits are taken by their place
  return /^[0-9]$/.test(wanted.key) && event.code === `Digit${wanted.key}`
}

const NO_SHORTCUTS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Tab', 'Enter', ' ', 'CapsLock', 'Dead'])

/** A key press as it is written in menus; null: it makes no shortcut. */
export function shortcutOf(event: KeyboardEvent): string | null {
  if (NO_SHORTCUTS.has(event.key)) return null
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]
  const key = place !== undefined && (event.altKey || event.shiftKey) ? place : event.key
  const isSymbol = key.length === 1 && !/[a-z0-9]/i.test(key)
  const parts = [
    ...((isMac ? event.metaKey : event.ctrlKey) ? ['Ctrl'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !isSymbol ? ['Shift'] : []),
  ]
  return [...parts, key.length === 1 ? key.toUpperCase() : key].join('+')
}

/** Whether two shortcuts are the same press, in whatever order their parts are written. */
export function isSameShortcut(a: string, b: string): boolean {
  const [one, other] = [parse(a), parse(b)]
  return (
    one.ctrl === other.ctrl &&
    one.shift === other.shift &&
    one.alt === other.alt &&
    one.key.toLowerCase() === other.key.toLowerCase()
  )
}

/** A key press that a text field, a list or an editable element would take for itself. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}
