// Dropping from the palette: a preview of where it goes, words at the pointer, and the command at the end. The drop lands
// under the pointer at any zoom.
import { type CanvasContext, scenePoint } from '../canvas-context'
import { type Dragged, dropAnswer, legalTargets, PALETTE_KINDS, type PaletteKind } from '../drop-rules'
import type { ConnectTool } from './connect'

/** The kind is a part of the type, because the data themselves cannot be read before the drop. */
const TYPE_PREFIX = 'application/x-iov-lab-'
export const dragType = (kind: PaletteKind): string => TYPE_PREFIX + kind

export function draggedKind(types: readonly string[]): PaletteKind | null {
  const type = types.find((one) => one.startsWith(TYPE_PREFIX))
  const name = type?.slice(TYPE_PREFIX.length)
  return PALETTE_KINDS.find((kind) => kind === name) ?? null
}

/** A new thing stands with its middle at the pointer, about. */
const OFFSET: Partial<Record<PaletteKind, readonly [number, number]>> = {
  host: [-120, -24],
  switch: [-110, -26],
  station: [-75, -23],
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
    const isFree = kind === 'host' || kind === 'switch' || kind === 'station'
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
    const [dx, dy] = OFFSET[kind] ?? [0, 0]
    const answer = dropAnswer(lab, { from: 'palette', kind }, node?.id ?? null, [point.x + dx, point.y + dy])
    if (!answer.ok) return
    if ('connect' in answer) {
      if (node) this.connect.begin(node.id, answer.connect === 'flow' ? 'flow' : 'any')
    } else await this.context.run(answer.command)
  }
}
