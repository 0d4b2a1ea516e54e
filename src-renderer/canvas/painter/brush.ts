// Drawing in canvas units onto a canvas element: edges land on whole device pixels at every zoom, so that lines and text
// are crisp; text that would be too small to read is left out, and names take the room that it leaves.
import type { Rect } from '../geometry'
import type { Theme } from './theme'

export interface TextStyle {
  size: number
  colour: string
  weight?: number
  align?: 'left' | 'center' | 'right'
  /** Cut off with an ellipsis beyond this width (canvas units). */
  width?: number
  tabular?: boolean
}

interface BoxStyle {
  fill?: string
  stroke?: string
  line?: number
  /** One for all corners, or from the upper left clockwise. */
  radius?: number | readonly number[]
  dash?: readonly number[]
}

/** On the screen: text below is left out, and names are at least as large as READABLE_TEXT where there is room. */
const SMALLEST_TEXT = 6
const READABLE_TEXT = 10
const DETAIL_TEXT = 11
/** Below this zoom paths are hairlines. */
const DISTANT_ZOOM = 0.3
/** Points of a path from one that is drawn to the next, of 40: its curve is a few pixels wide. */
const DISTANT_STEP = 5
const widths = new Map<string, number>()
const shortened = new Map<string, string>()
const glyphs = new Map<string, Path2D>()
const CACHE_LIMIT = 4000

export class Brush {
  constructor(
    readonly ctx: CanvasRenderingContext2D,
    readonly theme: Theme,
    readonly zoom: number,
    readonly pan: { x: number; y: number },
    readonly pixelRatio: number,
  ) {}

  /** The picture is so small that paths are hairlines. */
  get isDistant(): boolean {
    return this.zoom < DISTANT_ZOOM
  }

  x(x: number): number {
    return Math.round((x * this.zoom + this.pan.x) * this.pixelRatio) / this.pixelRatio
  }

  y(y: number): number {
    return Math.round((y * this.zoom + this.pan.y) * this.pixelRatio) / this.pixelRatio
  }

  /** A rectangle on the screen, its edges on whole pixels. */
  screen(rect: Rect): Rect {
    const x = this.x(rect.x)
    const y = this.y(rect.y)
    return { x, y, w: this.x(rect.x + rect.w) - x, h: this.y(rect.y + rect.h) - y }
  }

  /** Line widths shrink with the picture, but not below a hairline. */
  line(width: number): number {
    return Math.max(1 / this.pixelRatio, Math.round(width * this.zoom * this.pixelRatio) / this.pixelRatio)
  }

  box(rect: Rect, { fill, stroke, line = 1, radius = 0, dash }: BoxStyle): void {
    const { ctx } = this
    const r = this.screen(rect)
    const width = stroke ? this.line(line) : 0
    ctx.beginPath()
    // the border lies inside the rectangle
    const corners = typeof radius === 'number' ? radius * this.zoom : radius.map((corner) => corner * this.zoom)
    ctx.roundRect(r.x + width / 2, r.y + width / 2, Math.max(0, r.w - width), Math.max(0, r.h - width), corners)
    if (fill) {
      ctx.fillStyle = fill
      ctx.fill()
    }
    if (!stroke) return
    ctx.strokeStyle = stroke
    ctx.lineWidth = width
    if (dash) ctx.setLineDash(dash.map((part) => part * this.zoom))
    ctx.stroke()
    if (dash) ctx.setLineDash([])
  }

  /** The picture is so small that nothing but names can be read. */
  get isOverview(): boolean {
    return DETAIL_TEXT * this.zoom < SMALLEST_TEXT
  }

  /** Size of a name in a place of this height, canvas units. */
  nameSize(size: number, height: number): number {
    return this.isOverview ? Math.max(size, Math.min(READABLE_TEXT / this.zoom, height * 0.8)) : size
  }

  /** By how much a mark that stands above the picture is enlarged, so that it can be read. */
  get markScale(): number {
    return this.isOverview ? READABLE_TEXT / DETAIL_TEXT / this.zoom : 1
  }

  /** `y` is the middle of the line of text. */
  text(text: string, x: number, y: number, style: TextStyle): void {
    if (style.size * this.zoom < SMALLEST_TEXT || text === '') return
    const { ctx } = this
    const shown = style.width === undefined ? text : this.shorten(text, style)
    ctx.font = `${style.weight ?? 400} ${style.size * this.zoom}px ${this.theme.font}`
    ctx.fillStyle = style.colour
    ctx.textAlign = style.align ?? 'left'
    ctx.textBaseline = 'alphabetic'
    ctx.fillText(shown, x * this.zoom + this.pan.x, (y + style.size * 0.36) * this.zoom + this.pan.y)
  }

  /** Width of a text in canvas units. */
  measure(text: string, size: number, weight = 400): number {
    const key = `${weight} ${size} ${text}`
    let width = widths.get(key)
    if (width === undefined) {
      this.ctx.font = `${weight} ${size}px ${this.theme.font}`
      width = this.ctx.measureText(text).width
      if (widths.size > CACHE_LIMIT) widths.clear()
      widths.set(key, width)
    }
    return width
  }

  private shorten(text: string, { size, weight, width = 0 }: TextStyle): string {
    if (this.measure(text, size, weight) <= width) return text
    const key = `${weight} ${size} ${Math.round(width)} ${text}`
    const known = shortened.get(key)
    if (known !== undefined) return known
    let length = text.length - 1
    while (length > 1 && this.measure(`${text.slice(0, length)}…`, size, weight) > width) length--
    const short = `${text.slice(0, length).trimEnd()}…`
    if (shortened.size > CACHE_LIMIT) shortened.clear()
    shortened.set(key, short)
    return short
  }

  /** A stroke drawing in a 16 × 16 box. */
  glyph(path: string, x: number, y: number, side: number, colour: string, line = 1.6): void {
    if (side * this.zoom < SMALLEST_TEXT) return
    let drawing = glyphs.get(path)
    if (!drawing) {
      drawing = new Path2D(path)
      glyphs.set(path, drawing)
    }
    const { ctx } = this
    const scale = (side / 16) * this.zoom
    ctx.save()
    ctx.translate(x * this.zoom + this.pan.x, y * this.zoom + this.pan.y)
    ctx.scale(scale, scale)
    ctx.strokeStyle = colour
    ctx.lineWidth = line
    ctx.lineCap = 'round'
    ctx.lineJoin = 'round'
    ctx.stroke(drawing)
    ctx.restore()
  }

  dot(x: number, y: number, radius: number, fill: string, stroke?: string): void {
    const { ctx } = this
    ctx.beginPath()
    ctx.arc(x * this.zoom + this.pan.x, y * this.zoom + this.pan.y, radius * this.zoom, 0, Math.PI * 2)
    ctx.fillStyle = fill
    ctx.fill()
    if (!stroke) return
    ctx.strokeStyle = stroke
    ctx.lineWidth = this.line(1.2)
    ctx.stroke()
  }

  /** Traces a row of points; the caller strokes. */
  trace(points: Float64Array): void {
    const { ctx } = this
    // the last point is always one of them
    const step = this.isDistant ? 2 * DISTANT_STEP : 2
    ctx.beginPath()
    for (let k = 0; k < points.length; k += step) {
      const x = (points[k] ?? 0) * this.zoom + this.pan.x
      const y = (points[k + 1] ?? 0) * this.zoom + this.pan.y
      if (k === 0) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    }
  }

  segment(
    x1: number,
    y1: number,
    x2: number,
    y2: number,
    colour: string,
    width: number,
    dash?: readonly number[],
  ): void {
    const { ctx } = this
    ctx.beginPath()
    ctx.moveTo(x1 * this.zoom + this.pan.x, y1 * this.zoom + this.pan.y)
    ctx.lineTo(x2 * this.zoom + this.pan.x, y2 * this.zoom + this.pan.y)
    ctx.strokeStyle = colour
    ctx.lineWidth = this.line(width)
    ctx.setLineDash(dash ? dash.map((part) => part * this.zoom) : [])
    ctx.stroke()
    ctx.setLineDash([])
  }
}
