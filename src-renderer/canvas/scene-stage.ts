// The scene as it is shown at this instant: nodes glide to their places and paths to their courses when the scene changes,
// and follow the pointer while something is dragged. No drawing here, and no clock but the one that is passed in.
import type { Rect } from './geometry'
import { type Route, blendRoutes, routePath } from './route'
import { EMPTY_SCENE, type HostNode, type Scene, type SceneNode } from './scene'

const GLIDE_MS = 300

const ease = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - Math.pow(-2 * t + 2, 3) / 2)
const mix = (a: number, b: number, t: number): number => a + (b - a) * t

export class SceneStage {
  scene: Scene = EMPTY_SCENE
  /** 0–1: how far the last change is shown. */
  progress = 1
  private readonly rects = new Map<string, Rect>()
  private readonly routes = new Map<string, Route>()
  private fromRects = new Map<string, Rect>()
  private fromRoutes = new Map<string, Route>()
  private targets = new Map<string, Route>()
  private moved: { ids: ReadonlySet<string>; dx: number; dy: number } | null = null
  private startedAt = 0

  /** `now` null: shown at once (reduced motion, another lab). */
  setScene(scene: Scene, now: number | null): void {
    this.fromRects = new Map(this.rects)
    this.fromRoutes = new Map(this.routes)
    this.scene = scene
    this.moved = null
    this.rects.clear()
    for (const node of scene.nodes) this.rects.set(node.id, node.rect)
    this.targets = this.computeRoutes()
    this.routes.clear()
    for (const [id, route] of this.targets) this.routes.set(id, route)
    this.progress = now === null || this.fromRects.size === 0 ? 1 : 0
    this.startedAt = now ?? 0
    if (this.progress < 1) this.show(0)
  }

  /** Moves on; true: there is more to come. */
  tick(now: number): boolean {
    if (this.progress >= 1) return false
    this.progress = Math.min(1, Math.max(0, (now - this.startedAt) / GLIDE_MS))
    this.show(ease(this.progress))
    return this.progress < 1
  }

  private show(t: number): void {
    for (const node of this.scene.nodes) {
      const from = this.fromRects.get(node.id)
      const to = node.rect
      this.rects.set(
        node.id,
        from && t < 1
          ? { x: mix(from.x, to.x, t), y: mix(from.y, to.y, t), w: mix(from.w, to.w, t), h: mix(from.h, to.h, t) }
          : to,
      )
    }
    for (const [id, target] of this.targets) {
      const from = this.fromRoutes.get(id)
      this.routes.set(id, from && t < 1 ? blendRoutes(from, target, t) : target)
    }
  }

  /** Nodes that are dragged, by how far they are from their places; null: nothing is. */
  drag(moved: { ids: ReadonlySet<string>; dx: number; dy: number } | null): void {
    this.moved = moved
    this.progress = 1
    this.fromRects.clear()
    for (const node of this.scene.nodes) {
      const isMoved = moved?.ids.has(node.id) ?? false
      const { rect } = node
      this.rects.set(node.id, isMoved && moved ? { ...rect, x: rect.x + moved.dx, y: rect.y + moved.dy } : rect)
    }
    this.routes.clear()
    for (const [id, route] of this.computeRoutes()) this.routes.set(id, route)
  }

  isDragged(id: string): boolean {
    return this.moved?.ids.has(id) ?? false
  }

  /** What came with the last change appears while it is shown. */
  alphaOf(id: string): number {
    return this.progress >= 1 || this.fromRects.has(id) || this.fromRoutes.has(id) ? 1 : this.progress
  }

  rectOf(node: SceneNode): Rect {
    return this.rects.get(node.id) ?? node.rect
  }

  rectOfId(id: string): Rect | null {
    return this.rects.get(id) ?? null
  }

  routeOf(id: string): Route | null {
    return this.routes.get(id) ?? null
  }

  private computeRoutes(): Map<string, Route> {
    const routes = new Map<string, Route>()
    const lanes = new Map<string, number>()
    for (const path of this.scene.paths) {
      const from = this.scene.byId.get(path.from.node)
      const fromRect = this.rects.get(path.from.node)
      const toRect = this.rects.get(path.to.node)
      if (!from || !fromRect || !toRect) continue
      const slab = path.isPast && from.host ? this.slabOf(from.host) : null
      const lane = lanes.get(from.host ?? '') ?? 0
      if (slab && fromRect.x + path.from.dx < slab.x + slab.w + 10) lanes.set(from.host ?? '', lane + 1)
      routes.set(path.id, routePath(path, fromRect, toRect, slab, lane))
    }
    return routes
  }

  private slabOf(hostId: string): Rect | null {
    const host = this.scene.byId.get(hostId) as HostNode | undefined
    const rect = this.rects.get(hostId)
    if (!host?.slab || !rect) return null
    return { ...host.slab, x: host.slab.x + rect.x - host.rect.x, y: host.slab.y + rect.y - host.rect.y }
  }
}
