// Where free-standing things are: where the document says, else in rows (hosts, switches below, stations below those); many
// hosts stand rack by rack, each above its switch.
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
/** More hosts than these do not stand in one row. */
const ROW_MOST = 6
/** Width by height of the picture that many hosts make: that of a canvas between its panels. */
const SHAPE = 1.6

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

  const hosts = boxes.filter((box) => box.tier === 'host' && !box.at)
  const isMany = hosts.length > ROW_MOST
  if (isMany) placeRacks(hosts, boxes, placed)
  for (const tier of TIERS) {
    const waiting = boxes.filter((box) => box.tier === tier && !placed.has(box.id))
    const above = isMany ? lowest([...placed.values()]) : bottomOf(boxes, placed, tier)
    const rowY = tier === 'host' ? topOf(boxes, placed, 'host') : above + ROW_GAP
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

/** Hosts that have their first link to the same switch, in rows of about the same length, and this switch below them. */
function placeRacks(hosts: readonly Box[], boxes: readonly Box[], placed: Map<string, Rect>): void {
  const width = Math.max(...hosts.map((box) => box.w)) + HOST_GAP
  const height = Math.max(...hosts.map((box) => box.h)) + HOST_GAP
  const columns = Math.ceil(Math.sqrt((SHAPE * hosts.length * height) / width))
  const left = rightEdge([...placed.values()], HOST_GAP)
  let y = 0
  for (const [first, rack] of racksOf(hosts)) {
    const rows = Math.ceil(rack.length / columns)
    const length = Math.ceil(rack.length / rows)
    for (const [place, box] of rack.entries()) {
      if (place > 0 && place % length === 0) y += height
      placed.set(box.id, { x: left + (place % length) * width, y, w: box.w, h: box.h })
    }
    y += height
    const top = boxes.find((box) => box.id === first && box.tier === 'switch' && !placed.has(box.id))
    if (!top) continue
    y += ROW_GAP - HOST_GAP
    const x = left + (length * width - HOST_GAP - top.w) / 2
    placed.set(top.id, { x: Math.round(x), y, w: top.w, h: top.h })
    y += top.h + ROW_GAP
  }
}

function racksOf(hosts: readonly Box[]): Map<string, Box[]> {
  const racks = new Map<string, Box[]>()
  for (const box of hosts) {
    const first = box.neighbours[0] ?? ''
    const rack = racks.get(first)
    if (rack) rack.push(box)
    else racks.set(first, [box])
  }
  return racks
}

const ofTier = (boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, tiers: readonly Tier[]): Rect[] =>
  boxes.flatMap((box) => (tiers.includes(box.tier) ? (placed.get(box.id) ?? []) : []))

const topOf = (boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, tier: Tier): number => {
  const rects = ofTier(boxes, placed, [tier])
  return rects.length > 0 ? Math.min(...rects.map((rect) => rect.y)) : 0
}

function bottomOf(boxes: readonly Box[], placed: ReadonlyMap<string, Rect>, below: Tier): number {
  const above = TIERS.slice(0, TIERS.indexOf(below))
  return lowest(ofTier(boxes, placed, above))
}

const lowest = (rects: readonly Rect[]): number => (rects.length > 0 ? Math.max(...rects.map(bottom)) : -ROW_GAP)

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
