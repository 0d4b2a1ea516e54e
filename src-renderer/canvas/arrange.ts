// Where free-standing things are: where the document says, else in rows (hosts, switches below, stations below those).
// What would overlap is moved to the right of what it overlaps, in the picture only: a host grows when VMs are added.
import { bottom, intersects, type Rect, right } from './geometry'

export type Tier = 'host' | 'switch' | 'station'

export interface Box {
  id: string
  tier: Tier
  w: number
  h: number
  /** Upper left corner in the document; null: not placed by anybody. */
  at: readonly [number, number] | null
  /** What it is linked to: an unplaced switch goes below its hosts. */
  neighbours: readonly string[]
}

const HOST_GAP = 56
const ROW_GAP = 104
const ITEM_GAP = 48
const MARGIN = 24

const TIERS: readonly Tier[] = ['host', 'switch', 'station']

/** The place nearest to `wanted` where it is clear of what stands there, which then need not give way. */
export function clearPlace(wanted: Rect, taken: readonly Rect[]): Rect {
  const isClear = (rect: Rect): boolean => taken.every((other) => !intersects(rect, other, MARGIN - 1))
  if (isClear(wanted)) return wanted
  const xs = [wanted.x, ...taken.flatMap((other) => [other.x - wanted.w - MARGIN, right(other) + MARGIN])]
  const ys = [wanted.y, ...taken.flatMap((other) => [other.y - wanted.h - MARGIN, bottom(other) + MARGIN])]
  const distance = ({ x, y }: Rect): number => Math.hypot(x - wanted.x, y - wanted.y)
  const places = xs.flatMap((x) => ys.map((y): Rect => ({ ...wanted, x, y }))).sort((a, b) => distance(a) - distance(b))
  return places.find(isClear) ?? wanted
}

export function arrange(boxes: readonly Box[]): Map<string, Rect> {
  const placed = new Map<string, Rect>()
  for (const box of boxes) if (box.at) placed.set(box.id, { x: box.at[0], y: box.at[1], w: box.w, h: box.h })

  for (const tier of TIERS) {
    const waiting = boxes.filter((box) => box.tier === tier && !box.at)
    const rowY = tier === 'host' ? topOf(boxes, placed, 'host') : bottomOf(boxes, placed, tier) + ROW_GAP
    let nextX =
      tier === 'host'
        ? rightEdge(
            [...placed.values()].filter((rect) => rect.y < rowY + 400),
            HOST_GAP,
          )
        : 0
    for (const box of waiting) {
      const wanted = tier === 'host' ? null : meanCentre(box.neighbours, placed)
      const x = wanted === null ? nextX : Math.round(wanted - box.w / 2)
      const rect = { x, y: rowY, w: box.w, h: box.h }
      placed.set(box.id, rect)
      nextX = Math.max(nextX, right(rect) + (tier === 'host' ? HOST_GAP : ITEM_GAP))
    }
  }
  return separate(boxes, placed)
}

const ofTier = (boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, tiers: readonly Tier[]): Rect[] =>
  boxes.flatMap((box) => (tiers.includes(box.tier) ? (placed.get(box.id) ?? []) : []))

const topOf = (boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, tier: Tier): number => {
  const rects = ofTier(boxes, placed, [tier])
  return rects.length > 0 ? Math.min(...rects.map((rect) => rect.y)) : 0
}

function bottomOf(boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, below: Tier): number {
  const above = TIERS.slice(0, TIERS.indexOf(below))
  const rects = ofTier(boxes, placed, above)
  return rects.length > 0 ? Math.max(...rects.map(bottom)) : -ROW_GAP
}

const rightEdge = (rects: readonly Rect[], gap: number): number =>
  rects.length > 0 ? Math.max(...rects.map(right)) + gap : 0

function meanCentre(neighbours: readonly string[], placed: ReadonlyMap<string, Rect>): number | null {
  const rects = neighbours.flatMap((id) => placed.get(id) ?? [])
  return rects.length > 0 ? rects.reduce((sum, rect) => sum + rect.x + rect.w / 2, 0) / rects.length : null
}

/** From left to right, each thing clear of those before it. */
function separate(boxes: readonly Box[], placed: Map<string, Rect>): Map<string, Rect> {
  const order = boxes.map((box) => box.id).sort((a, b) => (placed.get(a)?.x ?? 0) - (placed.get(b)?.x ?? 0))
  const settled: Rect[] = []
  for (const id of order) {
    let rect = placed.get(id)
    if (!rect) continue
    for (;;) {
      const other: Rect | undefined = settled.find((next) => intersects(rect as Rect, next, MARGIN - 1))
      if (!other) break
      rect = { ...rect, x: right(other) + MARGIN }
    }
    placed.set(id, rect)
    settled.push(rect)
  }
  return placed
}
