// Paths: wires, ways of vNICs, uplinks. Width says the load in four steps, colour the mode; each has a casing in the
// colour behind it, so that crossings stay readable. A label says the rate near the busy end.
import { formatRate } from '../../ui/format'
import { pointOnRoute, type Route } from '../route'
import type { ScenePath } from '../scene'
import type { Brush } from './brush'
import type { PathLook } from './look'
import { ICONS } from './icons'

const WIDTHS = [1.6, 2, 3, 4.5, 6.5] as const

export interface PathStyle {
  look: PathLook | undefined
  isSelected: boolean
  isHovered: boolean
  /** Lies on the way of what is selected. */
  isOnWay: boolean
  /** Offset of the moving dash of a followed flow; null: none moves. */
  dash: number | null
  alpha: number
  isRunning: boolean
}

export function paintPath(brush: Brush, path: ScenePath, route: Route, style: PathStyle): void {
  const { ctx, theme } = brush
  const load = style.look?.load ?? 0
  const isDown = style.look?.isUp === false
  const colour = isDown ? theme.errorLine : path.mode ? theme.modes[path.mode].line : theme.wire
  const base = path.kind === 'vnic' ? 2.4 : path.kind === 'vmkernel' ? 1.2 : WIDTHS[0]
  const width = Math.max(base, WIDTHS[load]) + (style.isOnWay || style.isSelected ? 1 : 0)
  ctx.lineCap = 'butt'
  ctx.lineJoin = 'round'
  ctx.globalAlpha = style.alpha
  if (style.isSelected || style.isHovered) {
    brush.trace(route)
    ctx.strokeStyle = theme.accent
    ctx.globalAlpha = style.alpha * (style.isSelected ? 1 : 0.35)
    ctx.lineWidth = brush.line(width + (style.isSelected ? 5 : 4))
    ctx.stroke()
    ctx.globalAlpha = style.alpha
  }
  brush.trace(route)
  if (!brush.isDistant) {
    ctx.strokeStyle = path.kind === 'link' ? theme.canvas : theme.surface1
    ctx.lineWidth = brush.line(width + (style.isSelected ? 1.2 : 2.4))
    ctx.stroke()
  }
  ctx.strokeStyle = colour
  ctx.lineWidth = brush.line(width)
  if (path.isStandby || isDown) ctx.setLineDash([5 * brush.zoom, 4 * brush.zoom])
  else if (path.kind === 'vmkernel') ctx.setLineDash([2 * brush.zoom, 3 * brush.zoom])
  ctx.stroke()
  ctx.setLineDash([])
  if (style.dash !== null) {
    ctx.strokeStyle = theme.surface2
    ctx.lineWidth = brush.line(Math.max(1.4, width * 0.45))
    ctx.setLineDash([7 * brush.zoom, 9 * brush.zoom])
    ctx.lineDashOffset = style.dash * brush.zoom
    ctx.stroke()
    ctx.setLineDash([])
    ctx.lineDashOffset = 0
  }
  if (path.kind === 'vnic' && !brush.isDistant) {
    const last = route.length - 2
    brush.dot(route[0] ?? 0, route[1] ?? 0, 3.4, colour, theme.surface1)
    brush.dot(route[last] ?? 0, route[last + 1] ?? 0, 3.4, colour, theme.surface1)
  }
  ctx.globalAlpha = 1
  if (isDown) paintBreak(brush, route)
}

/** A broken wire: a cross in its middle, and the word. */
function paintBreak(brush: Brush, route: Route): void {
  const { theme } = brush
  const { x, y } = pointOnRoute(route, 0.5)
  const scale = brush.markScale
  const box = { x: x - 30 * scale, y: y - 10 * scale, w: 60 * scale, h: 20 * scale }
  brush.box(box, { fill: theme.errorTint, stroke: theme.errorLine, radius: 10 * scale })
  brush.glyph(ICONS.cross, box.x + 5 * scale, box.y + 4 * scale, 12 * scale, theme.error, 2)
  brush.text('down', box.x + 19 * scale, y, { size: 11 * scale, weight: 600, colour: theme.error })
}

const LABEL_W = 88
const LABEL_H = 18

/** The rate of the busier direction, with an arrow that says which; always as wide, so that nothing jumps. */
export function paintRate(brush: Brush, path: ScenePath, route: Route, look: PathLook): void {
  const { theme } = brush
  const busiest = Math.max(look.forth, look.back)
  if (busiest <= 0 || !look.isUp || 11 * brush.zoom < 6) return
  const isForth = look.forth >= look.back
  // near the end where the frames come from
  const { x, y } = pointOnRoute(route, path.kind === 'link' ? (isForth ? 0.3 : 0.7) : 0.22)
  const box = { x: x - LABEL_W / 2, y: y - LABEL_H / 2, w: LABEL_W, h: LABEL_H }
  brush.box(box, {
    fill: theme.surface2,
    stroke: path.mode ? theme.modes[path.mode].line : theme.hairlineStrong,
    radius: 9,
  })
  const last = route.length - 1
  const runsDown = (route[last] ?? 0) >= (route[1] ?? 0)
  const arrow = isForth === runsDown ? '↓' : '↑'
  brush.text(arrow, box.x + 8, y, { size: 11, weight: 600, colour: theme.ink2 })
  brush.text(formatRate(busiest), box.x + LABEL_W - 9, y, { size: 11, weight: 600, colour: theme.ink, align: 'right' })
}
