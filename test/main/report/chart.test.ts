import { describe, expect, it } from 'vitest'
import { greatest, niceTicks, niceTop } from '../../../src-main/report/chart/axis'
import { linePath } from '../../../src-main/report/chart/line-chart'
import { proseToHtml } from '../../../src-main/report/markdown-prose'

const x = { low: 0, high: 10, from: 0, to: 100 }
const y = { low: 0, high: 100, from: 100, to: 0 }
const points = (d: string) => [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, a, b]) => [Number(a), Number(b)])

describe('axes', () => {
  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 1e9, 4, [0, 2.5e8, 5e8, 7.5e8, 1e9]],
    [2.7, 4.6, 4, [3, 3.5, 4, 4.5]],
    [5, 5, 4, [5]],
  ])('from %d to %d has round ticks', (low, high, count, ticks) => {
    expect(niceTicks(low, high, count)).toEqual(ticks)
  })

  it.each([
    [0, 1],
    [930e6, 1e9],
    [1, 1],
    [0.00013, 0.00015],
  ])('ends at a round value not below %d', (value, top) => {
    expect(niceTop(value)).toBeCloseTo(top, 12)
  })

  it('finds the greatest of a list that is too long to be arguments', () => {
    expect(greatest(Array.from({ length: 500_000 }, (_, index) => (index === 123 ? 7 : null)))).toBe(7)
  })
})

describe('a line', () => {
  it('keeps a peak of one sample when thousands share a place on paper', () => {
    const times = Array.from({ length: 20_000 }, (_, index) => index / 2000)
    const values = times.map((_, index) => (index === 7777 ? 100 : 1))
    const drawn = points(linePath(times, values, x, y))
    expect(drawn.length).toBeLessThan(400)
    expect(Math.min(...drawn.map(([, at]) => at!))).toBe(0)
  })

  it('is broken where nothing was measured', () => {
    const d = linePath([0, 1, 2, 3, 4], [5, 5, null, 5, 5], x, y)
    expect(d.match(/M/g)).toHaveLength(2)
  })

  it('leaves out what is outside the axis', () => {
    expect(points(linePath([-5, 5, 15], [1, 2, 3], x, y))).toEqual([[50, 98]])
    expect(linePath([], [], x, y)).toBe('')
  })
})

describe('prose', () => {
  it.each([
    ['one\ntwo\n\nthree', '<p>one two</p>\n<p>three</p>'],
    ['- a\n- b\n  more', '<ul><li>a</li><li>b more</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['# Title\ntext', '<h4>Title</h4><p>text</p>'],
    ['text:\n- a', '<p>text:</p><ul><li>a</li></ul>'],
    ['`<b>` and **<i>**', '<p><code>&lt;b&gt;</code> and <strong>&lt;i&gt;</strong></p>'],
    ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(proseToHtml(text)).toBe(expected)
  })
})
