import { describe, expect, it } from 'vitest'
import { fromMap, isMapNeeded, mapLayout, onMap } from '../../../src-renderer/canvas/mini-map'

const THINGS = [
  { x: -100, y: 50, w: 300, h: 200 },
  { x: 2000, y: 1000, w: 100, h: 40 },
]
const ROOM = { width: 176, height: 120 }

describe('the map of a large lab', () => {
  it('holds every thing, in its proportions, within its room', () => {
    const layout = mapLayout(THINGS, ROOM)!
    expect(layout.width).toBeLessThanOrEqual(ROOM.width + 1e-9)
    expect(layout.height).toBeLessThanOrEqual(ROOM.height + 1e-9)
    for (const thing of THINGS) {
      const { x, y, w, h } = onMap(layout, thing)
      expect(x).toBeGreaterThan(0)
      expect(y).toBeGreaterThan(0)
      expect(x + w).toBeLessThan(layout.width)
      expect(y + h).toBeLessThan(layout.height)
      expect(w / h).toBeCloseTo(thing.w / thing.h)
    }
  })

  it('leads from a point of it back to the same point of the canvas', () => {
    const layout = mapLayout(THINGS, ROOM)!
    const { x, y } = onMap(layout, { x: 1234, y: 567, w: 0, h: 0 })
    expect(fromMap(layout, { x, y }).x).toBeCloseTo(1234)
    expect(fromMap(layout, { x, y }).y).toBeCloseTo(567)
  })

  it('is needed only while something is out of sight, be it a corner', () => {
    expect(isMapNeeded(THINGS, { x: -200, y: 0, w: 2400, h: 1100 })).toBe(false)
    expect(isMapNeeded(THINGS, { x: -200, y: 0, w: 2290, h: 1100 })).toBe(true)
    expect(isMapNeeded(THINGS, { x: 0, y: 0, w: 10, h: 10 })).toBe(true)
    expect(isMapNeeded([], { x: 0, y: 0, w: 10, h: 10 })).toBe(false)
  })

  it('is none of an empty lab', () => expect(mapLayout([], ROOM)).toBeNull())
})
