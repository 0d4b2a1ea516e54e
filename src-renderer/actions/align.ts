// Where things go when they are lined up or spread: by their rectangles, upper left corners out.
import { bottom, type Rect, right } from '../canvas/geometry'

export type Edge = 'left' | 'right' | 'top' | 'bottom'

export function align(rects: ReadonlyMap<string, Rect>, edge: Edge): Record<string, [number, number]> {
  const all = [...rects.values()]
  const line = {
    left: Math.min(...all.map((rect) => rect.x)),
    right: Math.max(...all.map(right)),
    top: Math.min(...all.map((rect) => rect.y)),
    bottom: Math.max(...all.map(bottom)),
  }[edge]
  const positions: Record<string, [number, number]> = {}
  for (const [id, rect] of rects) {
    const x = edge === 'left' ? line : edge === 'right' ? line - rect.w : rect.x
    const y = edge === 'top' ? line : edge === 'bottom' ? line - rect.h : rect.y
    positions[id] = [Math.round(x), Math.round(y)]
  }
  return positions
}

/** With gaps as wide between all of them; the outermost two stay where they are. */
export function distribute(rects: ReadonlyMap<string, Rect>, axis: 'x' | 'y'): Record<string, [number, number]> {
  const size = axis === 'x' ? 'w' : 'h'
  const ordered = [...rects].sort(([, a], [, b]) => a[axis] - b[axis])
  const first = ordered[0]?.[1]
  const last = ordered[ordered.length - 1]?.[1]
  if (!first || !last) return {}
  const taken = ordered.reduce((sum, [, rect]) => sum + rect[size], 0)
  const gap = (last[axis] + last[size] - first[axis] - taken) / (ordered.length - 1)
  const positions: Record<string, [number, number]> = {}
  let at = first[axis]
  for (const [id, rect] of ordered) {
    positions[id] = [Math.round(axis === 'x' ? at : rect.x), Math.round(axis === 'y' ? at : rect.y)]
    at += rect[size] + gap
  }
  return positions
}
