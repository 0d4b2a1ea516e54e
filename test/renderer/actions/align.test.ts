import { describe, expect, it } from 'vitest'
import { distribute } from '../../../src-renderer/actions/align'

describe('things that are distributed', () => {
  const rects = new Map([
    ['c', { x: 500, y: 40, w: 100, h: 20 }],
    ['a', { x: 0, y: 10, w: 50, h: 20 }],
    ['b', { x: 60, y: 90, w: 150, h: 20 }],
  ])

  it('have gaps as wide between all of them, whatever their order was; the outermost stay', () => {
    // 600 wide, 300 taken: two gaps of 150
    expect(distribute(rects, 'x')).toEqual({ a: [0, 10], b: [200, 90], c: [500, 40] })
  })

  it('keep their place in the other direction', () => {
    // from 10 to 110, 60 taken: two gaps of 20
    expect(distribute(rects, 'y')).toEqual({ a: [0, 10], c: [500, 50], b: [60, 90] })
  })
})
