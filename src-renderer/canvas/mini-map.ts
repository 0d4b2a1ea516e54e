// A lab that is larger than the window, as a small picture: where its things are, and which part is in sight.
import { bottom, type Point, type Rect, right, union } from './geometry'

export interface MapLayout {
  /** Of the picture, in pixels. */
  width: number
  height: number
  /** Pixels per unit of the canvas. */
  scale: number
  /** What stands at the upper left of the picture, in units of the canvas. */
  origin: Point
}

/** Share of a side around the things. */
const MARGIN = 0.04

/** As large as fits into `room`, with the whole of `things` in it; null: there is nothing. */
export function mapLayout(things: readonly Rect[], room: { width: number; height: number }): MapLayout | null {
  const bounds = union(things)
  if (bounds === null) return null
  const x = bounds.x - bounds.w * MARGIN
  const y = bounds.y - bounds.h * MARGIN
  const w = Math.max(1, bounds.w * (1 + 2 * MARGIN))
  const h = Math.max(1, bounds.h * (1 + 2 * MARGIN))
  const scale = Math.min(room.width / w, room.height / h)
  return { width: w * scale, height: h * scale, scale, origin: { x, y } }
}

export const onMap = ({ scale, origin }: MapLayout, rect: Rect): Rect => ({
  x: (rect.x - origin.x) * scale,
  y: (rect.y - origin.y) * scale,
  w: rect.w * scale,
  h: rect.h * scale,
})

export const fromMap = ({ scale, origin }: MapLayout, at: Point): Point => ({
  x: at.x / scale + origin.x,
  y: at.y / scale + origin.y,
})

/** Some thing is wholly or partly out of sight. */
export const isMapNeeded = (things: readonly Rect[], view: Rect): boolean =>
  things.some((rect) => rect.x < view.x || rect.y < view.y || right(rect) > right(view) || bottom(rect) > bottom(view))
