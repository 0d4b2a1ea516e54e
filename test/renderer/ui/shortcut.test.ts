// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { isTyping, matchesShortcut, showShortcut } from '../../../src-renderer/ui/shortcut'

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
