// Moving what is selected by arrow keys: shown at once, and one step for undo when the keys have been let go for a moment.
import type { Picture } from './picture'

const SETTLE_MS = 450

export class Nudge {
  private dx = 0
  private dy = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly picture: Picture,
    private readonly commit: (positions: Record<string, [number, number]>) => void,
  ) {}

  /** `ids`: hosts, switches and stations. */
  by(ids: ReadonlySet<string>, dx: number, dy: number): void {
    this.dx += dx
    this.dy += dy
    const moved = new Set(
      this.picture.stage.scene.nodes
        .filter((node) => ids.has(node.id) || (node.host !== null && ids.has(node.host)))
        .map((node) => node.id),
    )
    this.picture.stage.drag({ ids: moved, dx: this.dx, dy: this.dy })
    this.picture.request()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.settle(ids), SETTLE_MS)
  }

  private settle(ids: ReadonlySet<string>): void {
    const positions: Record<string, [number, number]> = {}
    for (const id of ids) {
      const rect = this.picture.stage.scene.byId.get(id)?.rect
      if (rect) positions[id] = [rect.x + this.dx, rect.y + this.dy]
    }
    this.dx = 0
    this.dy = 0
    this.commit(positions)
  }

  stop(): void {
    clearTimeout(this.timer)
  }
}
