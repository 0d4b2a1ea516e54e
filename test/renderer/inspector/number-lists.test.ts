import { describe, expect, it } from 'vitest'
import { numberListsText, parseNumberLists } from '../../../src-renderer/inspector/number-lists'

describe('lists of numbers in one line', () => {
  it('are read as they are written, with more or fewer spaces', () => {
    const lists = [
      [1, 2],
      [3, 4, 5],
    ]
    expect(numberListsText(lists)).toBe('1 2, 3 4 5')
    expect(parseNumberLists(numberListsText(lists))).toEqual(lists)
    expect(parseNumberLists(' 1  2 ,3 4 5 ')).toEqual(lists)
  })

  it('are refused where there is something else in them', () => {
    for (const text of ['1 x', '1,,2', '1 2,', '1.5', '-1']) expect(parseNumberLists(text), text).toBeNull()
  })
})
