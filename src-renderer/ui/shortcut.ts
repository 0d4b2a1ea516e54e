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
  // Shift+1 types `!` (or something else) on most keyboards: digits are taken by their place
  return /^[0-9]$/.test(wanted.key) && event.code === `Digit${wanted.key}`
}

/** A key press that a text field, a list or an editable element would take for itself. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}
