import { describe, expect, it } from 'vitest'
import type { Rect } from '../../../src-renderer/canvas/geometry'
import {
  blendRoutes,
  boundsOf,
  isNearRoute,
  pointOnRoute,
  type Route,
  ROUTE_POINTS,
  routePath,
} from '../../../src-renderer/canvas/route'
import type { ScenePath } from '../../../src-renderer/canvas/scene'

const path = (more: Partial<ScenePath> = {}): ScenePath => ({
  id: 'p',
  kind: 'vnic',
  selects: 'x',
  path: null,
  from: { node: 'a', dx: 10, side: 'bottom' },
  to: { node: 'b', dx: 5, side: 'top' },
  isPast: false,
  mode: null,
  isStandby: false,
  index: null,
  speed: null,
  ...more,
})

const A: Rect = { x: 0, y: 0, w: 20, h: 10 }
const B: Rect = { x: 100, y: 200, w: 10, h: 10 }
const SLAB: Rect = { x: -50, y: 50, w: 120, h: 60 }
const ends = (route: Route) => [...route.subarray(0, 2), ...route.subarray(-2)]

describe('the course of a path', () => {
  it('begins and ends at its anchors, with as many points whatever its shape', () => {
    for (const one of [path(), path({ isPast: true })]) {
      const route = routePath(one, A, B, SLAB)
      expect(route).toHaveLength(ROUTE_POINTS * 2)
      expect(ends(route)).toEqual([10, 10, 105, 200])
    }
  })

  it('is within the rectangle around it, which touches its ends', () => {
    expect(boundsOf(routePath(path(), A, B, null))).toEqual({ x: 10, y: 10, w: 95, h: 190 })
  })

  it('goes round the block where its start is above it', () => {
    const route = routePath(path({ isPast: true }), A, B, SLAB)
    for (let k = 0; k < route.length; k += 2) {
      const [x = 0, y = 0] = route.subarray(k, k + 2)
      if (y >= SLAB.y && y <= SLAB.y + SLAB.h) expect(x).toBeGreaterThan(SLAB.x + SLAB.w)
    }
  })

  it('keeps neighbours that go round the block apart', () => {
    const [first, second] = [0, 1].map((lane) => routePath(path({ isPast: true }), A, B, SLAB, lane))
    expect(pointOnRoute(first as Route, 0.5).x).not.toBe(pointOnRoute(second as Route, 0.5).x)
  })

  it('blends from one course to another and arrives exactly', () => {
    const from = routePath(path(), A, B, null)
    const to = routePath(path(), A, { ...B, x: 300 }, null)
    expect(blendRoutes(from, to, 0)).toEqual(from)
    expect(blendRoutes(from, to, 1)).toEqual(to)
    expect(ends(blendRoutes(from, to, 0.5))).toEqual([10, 10, 205, 200])
  })

  it('is hit near it and not elsewhere', () => {
    const route = routePath(path(), A, B, null)
    const middle = pointOnRoute(route, 0.5)
    expect(isNearRoute(route, { x: middle.x + 3, y: middle.y }, 6)).toBe(true)
    expect(isNearRoute(route, { x: middle.x + 30, y: middle.y }, 6)).toBe(false)
  })
})
