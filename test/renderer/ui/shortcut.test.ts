// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { isSameShortcut, isTyping, matchesShortcut, shortcutOf, showShortcut } from '../../../src-renderer/ui/shortcut'

const press = (key: string, more: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key, ...more })

describe('shortcuts', () => {
  it.each([
    ['Ctrl+Z', press('z', { ctrlKey: true })],
    ['Ctrl+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true })],
    ['F2', press('F2')],
    ['?', press('?', { shiftKey: true })],
    ['Shift+1', press('!', { shiftKey: true, code: 'Digit1' })],
    ['Ctrl++', press('+', { ctrlKey: true, shiftKey: true })],
    ['Ctrl+=', press('=', { ctrlKey: true })],
    ['Ctrl+Shift+ArrowLeft', press('ArrowLeft', { ctrlKey: true, shiftKey: true })],
    ['L', press('l')],
  ])('%s is recognized', (shortcut, event) => expect(matchesShortcut(shortcut, event)).toBe(true))

  it.each([
    ['Ctrl+Z', press('z')],
    ['Ctrl+Z', press('Z', { ctrlKey: true, shiftKey: true })],
    ['L', press('l', { ctrlKey: true })],
    ['F5', press('F5', { shiftKey: true })],
    ['Shift+1', press('1', { code: 'Digit1' })],
  ])('%s is not taken for another press', (shortcut, event) => expect(matchesShortcut(shortcut, event)).toBe(false))

  it('shows arrows as arrows', () => {
    expect(showShortcut('Ctrl+Shift+ArrowLeft')).toBe('Ctrl+Shift+←')
    expect(showShortcut('Ctrl++')).toBe('Ctrl++')
  })

  it('leaves keys to text fields, not to check boxes', () => {
    const typed = (html: string): boolean => {
      document.body.innerHTML = html
      let result = false
      const element = document.body.firstElementChild as HTMLElement
      element.addEventListener('keydown', (event) => (result = isTyping(event)))
      element.dispatchEvent(press('l', { bubbles: true }))
      return result
    }
    expect(typed('<input>')).toBe(true)
    expect(typed('<textarea></textarea>')).toBe(true)
    expect(typed('<input type="checkbox">')).toBe(false)
    expect(typed('<button></button>')).toBe(false)
  })
})

describe('a key press as it is written', () => {
  it.each([
    [press('d', { ctrlKey: true }), 'Ctrl+D'],
    [press('D', { ctrlKey: true, shiftKey: true, code: 'KeyD' }), 'Ctrl+Shift+D'],
    [press('!', { shiftKey: true, code: 'Digit1' }), 'Shift+1'],
    [press('?', { shiftKey: true }), '?'],
    [press('F9', { shiftKey: true }), 'Shift+F9'],
    [press('ç', { altKey: true, code: 'KeyC' }), 'Alt+C'],
  ])('is %o', (event, text) => {
    expect(shortcutOf(event)).toBe(text)
    expect(matchesShortcut(text, event)).toBe(true)
  })

  it('is nothing for keys that hold others, or that move the focus and press buttons', () => {
    for (const key of ['Control', 'Shift', 'Tab', 'Enter', ' ']) expect(shortcutOf(press(key))).toBeNull()
  })

  it('is the same in whatever order its parts stand', () => {
    expect(isSameShortcut('Shift+Alt+C', 'Alt+Shift+c')).toBe(true)
    expect(isSameShortcut('Ctrl+C', 'Alt+C')).toBe(false)
  })
})
