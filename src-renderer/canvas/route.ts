// The course of a path as a row of points: always as many, so that a change of course can be shown by moving each point
// from its old place to its new one. Paths leave and arrive vertically; a passthrough path runs straight past the
// hypervisor's block and bends only below it.
import { bottom, type Point, type Rect, right, squaredDistance } from './geometry'
import type { Anchor, ScenePath } from './scene'

export const ROUTE_POINTS = 41

/** x, y, x, y … */
export type Route = Float64Array

function anchorPoint(rect: Rect, anchor: Anchor): Point {
  return { x: rect.x + Math.min(anchor.dx, rect.w), y: anchor.side === 'bottom' ? bottom(rect) : rect.y }
}

type Span = readonly [Point, Point, Point, Point]

const direction = (side: Anchor['side']): number => (side === 'bottom' ? 1 : -1)

function curve(from: Point, fromSide: Anchor['side'], to: Point, toSide: Anchor['side']): Span {
  const reach = Math.max(14, Math.min(90, Math.abs(to.y - from.y) * 0.55 + Math.abs(to.x - from.x) * 0.08))
  return [
    from,
    { x: from.x, y: from.y + reach * direction(fromSide) },
    { x: to.x, y: to.y + reach * direction(toSide) },
    to,
  ]
}

const line = (from: Point, to: Point): Span => [from, mix(from, to, 1 / 3), mix(from, to, 2 / 3), to]

const mix = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })

/** `lane`: which of the paths past the block this is, so that neighbours keep apart where they must go round it. */
export function routePath(path: ScenePath, from: Rect, to: Rect, slab: Rect | null, lane = 0): Route {
  const start = anchorPoint(from, path.from)
  const end = anchorPoint(to, path.to)
  if (!path.isPast || !slab) return sample([curve(start, path.from.side, end, path.to.side)], [ROUTE_POINTS])
  const beside = right(slab) + 10 + lane * 6
  const x = Math.max(start.x, beside)
  const above: Point = { x, y: slab.y - 6 }
  const below: Point = { x, y: bottom(slab) + 6 }
  const first = x === start.x ? line(start, above) : curve(start, 'bottom', above, 'top')
  return sample([first, line(above, below), curve(below, 'bottom', end, 'top')], [13, 12, 16])
}

function sample(spans: readonly Span[], counts: readonly number[]): Route {
  const route = new Float64Array(ROUTE_POINTS * 2)
  let at = 0
  spans.forEach(([a, b, c, d], index) => {
    const count = counts[index] ?? 0
    const isLast = index === spans.length - 1
    // a point where two spans meet belongs to the second
    const steps = isLast ? count - 1 : count
    for (let k = 0; k < count; k++) {
      const t = k / steps
      const u = 1 - t
      const [wa, wb, wc, wd] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
      route[at++] = wa * a.x + wb * b.x + wc * c.x + wd * d.x
      route[at++] = wa * a.y + wb * b.y + wc * c.y + wd * d.y
    }
  })
  return route
}

/** The rectangle around it. */
export function boundsOf(route: Route): Rect {
  let [left, top, most, lowest] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let k = 0; k < route.length; k += 2) {
    const [x = 0, y = 0] = [route[k], route[k + 1]]
    left = Math.min(left, x)
    top = Math.min(top, y)
    most = Math.max(most, x)
    lowest = Math.max(lowest, y)
  }
  return { x: left, y: top, w: most - left, h: lowest - top }
}

/** Each point on its way from one course to another; `t` from 0 to 1. */
export function blendRoutes(from: Route, to: Route, t: number): Route {
  const route = new Float64Array(to.length)
  for (let k = 0; k < to.length; k++) route[k] = (from[k] ?? 0) + ((to[k] ?? 0) - (from[k] ?? 0)) * t
  return route
}

export function isNearRoute(route: Route, point: Point, distance: number): boolean {
  for (let k = 2; k < route.length; k += 2) {
    const a = { x: route[k - 2] ?? 0, y: route[k - 1] ?? 0 }
    const b = { x: route[k] ?? 0, y: route[k + 1] ?? 0 }
    if (squaredDistance(point, a, b) <= distance * distance) return true
  }
  return false
}

/** A point on the course, by share of its points. */
export function pointOnRoute(route: Route, share: number): Point {
  const at = Math.min(ROUTE_POINTS - 1, Math.max(0, share * (ROUTE_POINTS - 1)))
  const k = Math.min(ROUTE_POINTS - 2, Math.floor(at))
  const t = at - k
  const [ax = 0, ay = 0, bx = 0, by = 0] = route.subarray(k * 2, k * 2 + 4)
  return { x: ax + (bx - ax) * t, y: ay + (by - ay) * t }
}
