// What is laid over the picture: selection and hover (different in shape), drops, a VMotion under way, targets of a drop.
import { formatCount } from '../../ui/format'
import type { Point, Rect } from '../geometry'
import type { Brush } from './brush'
import { ICONS } from './icons'
import type { DropLook } from './look'

const grown = (rect: Rect, by: number): Rect => ({
  x: rect.x - by,
  y: rect.y - by,
  w: rect.w + 2 * by,
  h: rect.h + 2 * by,
})

/** A heavy frame with corner handles. */
export function paintSelection(brush: Brush, rect: Rect): void {
  const { theme } = brush
  const by = 3 / Math.min(1, brush.zoom)
  const frame = grown(rect, by)
  const width = 2 / brush.zoom
  brush.box(frame, { stroke: theme.accent, line: width, radius: 6 })
  const half = 3.5 / brush.zoom
  for (const x of [frame.x, frame.x + frame.w]) {
    for (const y of [frame.y, frame.y + frame.h]) {
      const handle = { x: x - half, y: y - half, w: 2 * half, h: 2 * half }
      brush.box(handle, { fill: theme.surface2, stroke: theme.accent, line: 1.5 / brush.zoom })
    }
  }
}

/** A thin frame without handles. */
export function paintHover(brush: Brush, rect: Rect): void {
  brush.box(grown(rect, 2), { stroke: brush.theme.ink3, line: 1 / brush.zoom, radius: 6 })
}

/** Where what is dragged may be dropped. */
export function paintTarget(brush: Brush, rect: Rect, isUnderPointer: boolean): void {
  const { theme } = brush
  brush.box(grown(rect, 3), {
    stroke: theme.accent,
    line: (isUnderPointer ? 2.5 : 1.2) / brush.zoom,
    dash: isUnderPointer ? undefined : [4 / brush.zoom, 3 / brush.zoom],
    radius: 6,
  })
}

/** What may not take what is dragged fades. */
export function paintVeil(brush: Brush, rect: Rect, radius: number): void {
  const { ctx, theme } = brush
  ctx.globalAlpha = 0.62
  brush.box(rect, { fill: theme.canvas, radius })
  ctx.globalAlpha = 1
}

/** Red frame and a chip with the reason; returns where the chip is, so that a click opens the log there. */
export function paintDrops(brush: Brush, rect: Rect, corner: Point, drops: DropLook): Rect {
  const { theme } = brush
  if (drops.isNow) brush.box(grown(rect, 1.5), { stroke: theme.errorLine, line: 2, radius: 6 })
  const scale = brush.markScale
  const count = formatCount(drops.count)
  // of a small picture the count alone: the reason would hide what stands beside it
  const text = brush.isOverview ? count : `${drops.reason} ${count}`
  const width = brush.measure(text, 11, 600) + 26
  const chip = { x: corner.x - (width - 8) * scale, y: corner.y - 9 * scale, w: width * scale, h: 18 * scale }
  const fill = drops.isNow ? theme.errorTint : theme.surface2
  brush.box(chip, { fill, stroke: theme.errorLine, radius: 9 * scale, line: drops.isNow ? 1.4 : 1 })
  brush.glyph(ICONS.warning, chip.x + 6 * scale, chip.y + 3 * scale, 12 * scale, theme.error, 1.8)
  brush.text(text, chip.x + 21 * scale, chip.y + 9 * scale, { size: 11 * scale, weight: 600, colour: theme.error })
  return chip
}

/** The way of a VM to its destination, above the hosts, with what is being done. */
export function paintVmotion(brush: Brush, from: Rect, to: Rect, says: string): void {
  const { ctx, theme, zoom, pan } = brush
  const start: Point = { x: from.x + from.w / 2, y: from.y }
  const end: Point = { x: to.x + to.w / 2, y: to.y }
  const top = Math.min(start.y, end.y) - 92
  ctx.beginPath()
  ctx.moveTo(start.x * zoom + pan.x, start.y * zoom + pan.y)
  ctx.bezierCurveTo(
    start.x * zoom + pan.x,
    top * zoom + pan.y,
    end.x * zoom + pan.x,
    top * zoom + pan.y,
    end.x * zoom + pan.x,
    (end.y - 8) * zoom + pan.y,
  )
  ctx.strokeStyle = theme.accent
  ctx.lineWidth = brush.line(2)
  ctx.setLineDash([7 * zoom, 5 * zoom])
  ctx.stroke()
  ctx.setLineDash([])
  const tip = 6
  ctx.beginPath()
  ctx.moveTo(end.x * zoom + pan.x, end.y * zoom + pan.y)
  ctx.lineTo((end.x - tip) * zoom + pan.x, (end.y - tip * 1.8) * zoom + pan.y)
  ctx.lineTo((end.x + tip) * zoom + pan.x, (end.y - tip * 1.8) * zoom + pan.y)
  ctx.closePath()
  ctx.fillStyle = theme.accent
  ctx.fill()
  const scale = brush.markScale
  const width = (brush.measure(says, 12, 600) + 24) * scale
  const label = { x: (start.x + end.x) / 2 - width / 2, y: top + 25 - 12 * scale, w: width, h: 24 * scale }
  brush.box(label, { fill: theme.accent, radius: 12 * scale })
  brush.text(says, label.x + width / 2, label.y + 12 * scale, {
    size: 12 * scale,
    weight: 600,
    colour: theme.onAccent,
    align: 'center',
  })
}

/** A link or an attachment that is being drawn by hand. */
export function paintRubberLine(brush: Brush, from: Point, to: Point, isAllowed: boolean): void {
  const colour = isAllowed ? brush.theme.accent : brush.theme.errorLine
  brush.segment(from.x, from.y, to.x, to.y, colour, 2 / brush.zoom, [5 / brush.zoom, 4 / brush.zoom])
  brush.dot(from.x, from.y, 4 / brush.zoom, colour)
  brush.dot(to.x, to.y, 4 / brush.zoom, colour)
}

/** Where a connection can be dragged from: shown on what the pointer rests on. */
export function paintHandle(brush: Brush, at: Point, isHot: boolean): void {
  const { theme } = brush
  const radius = (isHot ? 7 : 5.5) / Math.sqrt(brush.zoom)
  brush.dot(at.x, at.y, radius, isHot ? theme.accent : theme.surface2, theme.accent)
  const arm = radius * 0.5
  const colour = isHot ? theme.onAccent : theme.accent
  brush.segment(at.x - arm, at.y, at.x + arm, at.y, colour, 1.4 / brush.zoom)
  brush.segment(at.x, at.y - arm, at.x, at.y + arm, colour, 1.4 / brush.zoom)
}
