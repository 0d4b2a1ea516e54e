import { describe, expect, it } from 'vitest'
import { Brush } from '../../../src-renderer/canvas/painter/brush'
import type { Theme } from '../../../src-renderer/canvas/painter/theme'

const brush = (zoom: number): Brush =>
  new Brush(null as unknown as CanvasRenderingContext2D, {} as Theme, zoom, { x: 0, y: 0 }, 1)

describe('names on the canvas', () => {
  it('have their own size where details can be read beside them', () => {
    expect(brush(1).nameSize(13, 38)).toBe(13)
    expect(brush(0.6).nameSize(13, 38)).toBe(13)
  })

  it('stay readable on the screen where the picture is small', () => {
    const small = brush(0.4)
    expect(small.isOverview).toBe(true)
    expect(small.nameSize(13, 38) * 0.4).toBe(10)
  })

  it('do not grow out of their place', () => {
    expect(brush(0.1).nameSize(13, 38)).toBeLessThanOrEqual(38)
  })
})

describe('paths on the canvas', () => {
  const points = (zoom: number): [number, number][] => {
    const drawn: [number, number][] = []
    const add = (x: number, y: number): number => drawn.push([x, y])
    const ctx = { beginPath: () => undefined, moveTo: add, lineTo: add } as unknown as CanvasRenderingContext2D
    const route = Float64Array.from({ length: 82 }, (_, k) => Math.floor(k / 2))
    new Brush(ctx, {} as Theme, zoom, { x: 0, y: 0 }, 1).trace(route)
    return drawn
  }

  it('go through all their points where curves can be seen', () => {
    expect(points(1)).toHaveLength(41)
  })

  it('go through few of them, the first and the last among these, where the picture is small', () => {
    const drawn = points(0.1)
    expect(drawn).toHaveLength(9)
    expect(drawn[0]).toEqual([0, 0])
    expect(drawn[8]).toEqual([4, 4])
  })
})
