// The painted picture of the scene and when it is painted: once per frame at most, and only when something has changed.
// Owns the canvas element below Cytoscape's; the viewport is Cytoscape's.
import type { Core } from 'cytoscape'
import { LEVELS } from './apply-elements'
import { contains, type Point, type Rect, union } from './geometry'
import type { LiveLook } from './painter/look'
import { AT_REST, type Hotspot, paintScene, type PictureState } from './painter/paint-scene'
import { readTheme, type Theme } from './painter/theme'
import { isNearRoute } from './route'
import type { Scene, SceneNode, ScenePath } from './scene'
import { SceneStage } from './scene-stage'

/** Pixels beside a path that still hit it. */
const REACH = 7
/** Movement of the dash of a followed flow, canvas units per second. */
const DASH_SPEED = 42
const PICTURE_MARGIN = 32

export class Picture {
  readonly stage = new SceneStage()
  state: PictureState = AT_REST
  private readonly ctx: CanvasRenderingContext2D
  private theme: Theme
  private hotspots: Hotspot[] = []
  private frame: number | null = null
  private size = { width: 0, height: 0 }

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly cy: Core,
    private readonly isMotionReduced: () => boolean,
  ) {
    const ctx = canvas.getContext('2d', { alpha: false })
    if (!ctx) throw new Error('no 2d canvas')
    this.ctx = ctx
    this.theme = readTheme(canvas)
    cy.on('viewport', () => this.request())
  }

  destroy(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame)
  }

  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio
    this.size = { width, height }
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    this.paint(performance.now())
  }

  retheme(): void {
    this.theme = readTheme(this.canvas)
    this.request()
  }

  setScene(scene: Scene, isAnimated: boolean): void {
    this.stage.setScene(scene, isAnimated && !this.isMotionReduced() ? performance.now() : null)
    this.request()
  }

  setLive(live: LiveLook, isRunning: boolean): void {
    this.set({ live, isRunning })
  }

  set(change: Partial<PictureState>): void {
    this.state = { ...this.state, ...change }
    this.request()
  }

  request(): void {
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = null
      this.paint(now)
    })
  }

  private paint(now: number): void {
    if (this.size.width === 0) return
    const isMoving = this.stage.tick(now)
    const isFlowing = this.state.flow.size > 0 && this.state.isRunning && !this.isMotionReduced()
    const state = isFlowing ? { ...this.state, dash: ((now / 1000) * DASH_SPEED) % 16 } : this.state
    this.hotspots = paintScene(
      this.ctx,
      this.stage,
      this.theme,
      { zoom: this.cy.zoom(), pan: this.cy.pan(), ...this.size, pixelRatio: window.devicePixelRatio },
      state,
    )
    if (isMoving || isFlowing) this.request()
  }

  /** The topmost node under a point; `except`: what is dragged. */
  nodeAt(point: Point, except?: ReadonlySet<string>): SceneNode | null {
    let top: SceneNode | null = null
    for (const node of this.stage.scene.nodes) {
      if (except?.has(node.id) || !contains(this.stage.rectOf(node), point)) continue
      if (!top || LEVELS[node.kind] >= LEVELS[top.kind]) top = node
    }
    return top
  }

  /** The path under a point, wires first. */
  pathAt(point: Point): ScenePath | null {
    const reach = REACH / this.cy.zoom()
    const hit = (path: ScenePath): boolean => {
      const route = this.stage.routeOf(path.id)
      return route !== null && isNearRoute(route, point, reach)
    }
    const { paths } = this.stage.scene
    return (
      paths.find((path) => path.kind === 'link' && hit(path)) ??
      paths.find((path) => path.kind !== 'link' && hit(path)) ??
      null
    )
  }

  hotspotAt(point: Point): string | null {
    return this.hotspots.find((spot) => contains(spot.rect, point))?.id ?? null
  }

  boundsOf(ids: readonly string[]): Rect | null {
    const { scene } = this.stage
    const rects = ids.flatMap((id) => {
      const rect = this.stage.rectOfId(id)
      if (rect) return rect
      const route = scene.paths.find((path) => path.selects === id)
      const ends = route ? [this.stage.rectOfId(route.from.node), this.stage.rectOfId(route.to.node)] : []
      return ends.filter((end): end is Rect => end !== null)
    })
    return union(rects)
  }

  /** The whole lab as a picture of its own, whatever the window shows of it. */
  toImage(scale: number): Promise<Blob | null> {
    const bounds = union(this.stage.scene.nodes.map((node) => node.rect))
    if (!bounds) return Promise.resolve(null)
    const width = bounds.w + 2 * PICTURE_MARGIN
    const height = bounds.h + 2 * PICTURE_MARGIN
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const ctx = canvas.getContext('2d', { alpha: false })
    if (!ctx) return Promise.resolve(null)
    const pan = { x: PICTURE_MARGIN - bounds.x, y: PICTURE_MARGIN - bounds.y }
    const state = { ...this.state, selected: new Set<string>(), hovered: null, handle: null, way: new Set<string>() }
    paintScene(ctx, this.stage, this.theme, { zoom: 1, pan, width, height, pixelRatio: scale }, state, false)
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
  }
}
