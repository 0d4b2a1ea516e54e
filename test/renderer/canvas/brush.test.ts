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
