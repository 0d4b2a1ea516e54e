// Dropping from the palette: a preview of where it goes, words at the pointer, and the command at the end. The drop lands
// under the pointer at any zoom, or as near as there is room: what stands there does not give way.
import { clearPlace } from '../arrange'
import { type CanvasContext, scenePoint } from '../canvas-context'
import { type Dragged, dropAnswer, legalTargets, PALETTE_KINDS, type PaletteKind } from '../drop-rules'
import type { Point } from '../geometry'
import { FRESH_HOST_H, FRESH_HOST_W, STATION_H, STATION_W, SWITCH_H, SWITCH_MIN } from '../sizes'
import type { ConnectTool } from './connect'

/** The kind is a part of the type, because the data themselves cannot be read before the drop. */
const TYPE_PREFIX = 'application/x-iov-lab-'
export const dragType = (kind: PaletteKind): string => TYPE_PREFIX + kind

function draggedKind(types: readonly string[]): PaletteKind | null {
  const type = types.find((one) => one.startsWith(TYPE_PREFIX))
  const name = type?.slice(TYPE_PREFIX.length)
  return PALETTE_KINDS.find((kind) => kind === name) ?? null
}

/** What stands on its own: where its corner is from the pointer, which holds it by its middle or its title; and its size. */
const STANDING: Partial<Record<PaletteKind, { dx: number; dy: number; w: number; h: number }>> = {
  host: { dx: -120, dy: -24, w: FRESH_HOST_W, h: FRESH_HOST_H },
  switch: { dx: -SWITCH_MIN / 2, dy: -SWITCH_H / 2, w: SWITCH_MIN, h: SWITCH_H },
  station: { dx: -STATION_W / 2, dy: -STATION_H / 2, w: STATION_W, h: STATION_H },
}

export class DropTool {
  constructor(
    private readonly context: CanvasContext,
    private readonly connect: ConnectTool,
  ) {}

  over(event: DragEvent): void {
    const kind = draggedKind([...(event.dataTransfer?.types ?? [])])
    const lab = this.context.lab()
    if (!kind || !lab || !event.dataTransfer) return
    event.preventDefault()
    const dragged: Dragged = { from: 'palette', kind }
    const { picture } = this.context
    const node = picture.nodeAt(scenePoint(this.context, event))
    const answer = dropAnswer(lab, dragged, node?.id ?? null, [0, 0])
    event.dataTransfer.dropEffect = answer.ok ? 'copy' : 'none'
    const isFree = STANDING[kind] !== undefined
    const ids = picture.stage.scene.nodes.map((one) => one.id)
    const legal = isFree ? new Set(ids) : legalTargets(lab, dragged, ids)
    // of a host and all in it, the host is framed where the drop goes to the host
    const framed = isFree ? legal : new Set([...legal].filter((id) => !this.isInsideLegalHost(id, legal)))
    const under = answer.ok && node ? ([node.id, node.host].find((id) => id && framed.has(id)) ?? null) : null
    picture.set({ targets: isFree ? null : { legal: framed, under } })
    this.context.hint({ says: answer.says, isAllowed: answer.ok }, event)
  }

  private isInsideLegalHost(id: string, legal: ReadonlySet<string>): boolean {
    const host = this.context.picture.stage.scene.byId.get(id)?.host
    return host != null && legal.has(host)
  }

  leave(): void {
    this.context.picture.set({ targets: null })
    this.context.hint(null)
  }

  async drop(event: DragEvent): Promise<void> {
    const kind = draggedKind([...(event.dataTransfer?.types ?? [])])
    const lab = this.context.lab()
    this.leave()
    if (!kind || !lab) return
    event.preventDefault()
    const point = scenePoint(this.context, event)
    const node = this.context.picture.nodeAt(point)
    const { x, y } = this.placeOf(kind, point)
    const answer = dropAnswer(lab, { from: 'palette', kind }, node?.id ?? null, [x, y])
    if (!answer.ok) return
    if ('connect' in answer) {
      if (node) this.connect.begin(node.id, answer.connect === 'flow' ? 'flow' : 'any')
    } else await this.context.run(answer.command)
  }
  private placeOf(kind: PaletteKind, point: Point): Point {
    const standing = STANDING[kind]
    if (!standing) return point
    const { dx, dy, w, h } = standing
    const others = this.context.picture.stage.scene.nodes.filter((one) => one.host === null).map((one) => one.rect)
    return clearPlace({ x: point.x + dx, y: point.y + dy, w, h }, others)
  }
}
