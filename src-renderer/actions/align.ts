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
