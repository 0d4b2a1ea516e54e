// Points and rectangles of the canvas, in its own units (a pixel at 100 %); y grows downwards.

export interface Point {
  x: number
  y: number
}

export interface Rect {
  x: number
  y: number
  w: number
  h: number
}

export const right = (rect: Rect): number => rect.x + rect.w
export const bottom = (rect: Rect): number => rect.y + rect.h
export const centre = (rect: Rect): Point => ({ x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 })
export const shifted = (rect: Rect, dx: number, dy: number): Rect => ({ ...rect, x: rect.x + dx, y: rect.y + dy })

export const contains = (rect: Rect, point: Point): boolean =>
  point.x >= rect.x && point.x <= right(rect) && point.y >= rect.y && point.y <= bottom(rect)

export const intersects = (a: Rect, b: Rect, margin = 0): boolean =>
  a.x < right(b) + margin && right(a) + margin > b.x && a.y < bottom(b) + margin && bottom(a) + margin > b.y

export function union(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null
  const x = Math.min(...rects.map((rect) => rect.x))
  const y = Math.min(...rects.map((rect) => rect.y))
  return { x, y, w: Math.max(...rects.map(right)) - x, h: Math.max(...rects.map(bottom)) - y }
}

/** Square of the distance of a point from a line between two others. */
export function squaredDistance(point: Point, a: Point, b: Point): number {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length))
  const ex = point.x - (a.x + along * dx)
  const ey = point.y - (a.y + along * dy)
  return ex * ex + ey * ey
}
