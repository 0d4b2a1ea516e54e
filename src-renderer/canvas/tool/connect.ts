// Connecting two things: drag from a handle, or click one and then the other (nothing here needs a drag). What may be the
// other end is framed, what may not says why at the pointer.
import { type CanvasContext, scenePoint } from '../canvas-context'
import { connectAnswer, type Connection, startOf } from '../connect-rules'
import type { Point, Rect } from '../geometry'
import { kindOf } from '../lab-facts'
import type { SceneNode } from '../scene'

const HANDLE_REACH = 11
/** A press that moved less is a click: the other end is chosen by a second one. */
const CLICK_PX = 4
/** A NIC's wire leaves from the socket below it. */
const SOCKET = 8

const HANDLES: ReadonlySet<SceneNode['kind']> = new Set(['nic', 'vnic', 'vswitch', 'switch', 'station'])

interface Client {
  clientX: number
  clientY: number
}

export class ConnectTool {
  private from: string | null = null
  private wanted: Connection = 'any'
  private handleOf: { id: string; at: Point } | null = null

  constructor(private readonly context: CanvasContext) {}

  get isActive(): boolean {
    return this.from !== null
  }

  /** Where the handle of a node is: at the edge that a connection leaves from. */
  private handlePoint(node: SceneNode, rect: Rect): Point {
    return { x: rect.x + rect.w / 2, y: rect.y + rect.h + (node.kind === 'nic' ? SOCKET : 0) }
  }

  /** Shows the handle of what the pointer rests on. */
  hover(event: Client): void {
    if (this.from !== null || this.context.tool() !== 'select') return
    const { picture, cy } = this.context
    const point = scenePoint(this.context, event)
    const node = picture.nodeAt(point)
    const reach = HANDLE_REACH / cy.zoom()
    const near = (at: Point): boolean => Math.hypot(at.x - point.x, at.y - point.y) < reach
    if (this.handleOf && near(this.handleOf.at)) {
      picture.set({ handle: { at: this.handleOf.at, isHot: true } })
      this.context.setCursor('crosshair')
      return
    }
    const hadHandle = this.handleOf !== null
    this.handleOf =
      node && HANDLES.has(node.kind) ? { id: node.id, at: this.handlePoint(node, picture.stage.rectOf(node)) } : null
    if (this.handleOf || hadHandle) {
      const isHot = this.handleOf !== null && near(this.handleOf.at)
      picture.set({ handle: this.handleOf && { at: this.handleOf.at, isHot } })
      this.context.setCursor(isHot ? 'crosshair' : '')
    }
  }

  /** The pointer has left: no handle is near it. */
  leave(): void {
    if (this.from !== null || !this.handleOf) return
    this.handleOf = null
    this.context.picture.set({ handle: null })
  }

  /** True: this press begins or ends a connection and nothing else. */
  wants(event: PointerEvent): boolean {
    if (event.button !== 0) return false
    if (this.from !== null || this.context.tool() === 'link') return true
    if (!this.handleOf) return false
    const point = scenePoint(this.context, event)
    return (
      Math.hypot(this.handleOf.at.x - point.x, this.handleOf.at.y - point.y) < HANDLE_REACH / this.context.cy.zoom()
    )
  }

  press(event: PointerEvent): void {
    if (this.from !== null) {
      void this.finishAt(event)
      return
    }
    const lab = this.context.lab()
    const start = this.handleOf?.id ?? this.context.picture.nodeAt(scenePoint(this.context, event))?.id ?? null
    if (!lab || start === null || startOf(kindOf(lab, start)) === null) {
      this.context.hint(
        { says: 'Choose a NIC, a vNIC, a switch, a station or a vSwitch to begin.', isAllowed: false },
        event,
      )
      return
    }
    this.begin(start, 'any')
    this.move(event)
    const { surface } = this.context
    const down = { x: event.clientX, y: event.clientY }
    const move = (next: PointerEvent): void => this.move(next)
    const up = (next: PointerEvent): void => {
      surface.removeEventListener('pointermove', move)
      if (Math.hypot(next.clientX - down.x, next.clientY - down.y) >= CLICK_PX) void this.finishAt(next)
    }
    surface.addEventListener('pointermove', move)
    surface.addEventListener('pointerup', up, { once: true })
  }

  begin(from: string, wanted: Connection): void {
    const { picture } = this.context
    const lab = this.context.lab()
    if (!lab) return
    this.from = from
    this.wanted = wanted
    const ids = picture.stage.scene.nodes.map((node) => node.id)
    const legal = new Set(ids.filter((id) => connectAnswer(lab, from, id, wanted).ok))
    picture.set({ targets: { legal, under: null }, handle: null })
    this.context.setCursor('crosshair')
  }

  move(event: Client): void {
    const { picture } = this.context
    const lab = this.context.lab()
    const rect = this.from === null ? null : picture.stage.rectOfId(this.from)
    if (!lab || this.from === null || !rect) return
    const point = scenePoint(this.context, event)
    const node = picture.nodeAt(point)
    const answer = node && node.id !== this.from ? connectAnswer(lab, this.from, node.id, this.wanted) : null
    picture.set({
      rubberLine: { from: { x: rect.x + rect.w / 2, y: rect.y + rect.h }, to: point, isAllowed: answer?.ok ?? true },
      targets: picture.state.targets && { ...picture.state.targets, under: answer?.ok ? (node?.id ?? null) : null },
    })
    // a host is what is behind everything: it is no answer to a question
    const says =
      answer && node && (answer.ok || node.kind !== 'host') ? answer.says : 'Choose the other end · Esc to stop'
    this.context.hint({ says, isAllowed: answer?.ok ?? true }, event)
  }

  async finishAt(event: Client): Promise<void> {
    const lab = this.context.lab()
    const node = this.context.picture.nodeAt(scenePoint(this.context, event))
    const { from } = this
    if (!lab || from === null) return
    const answer = node && node.id !== from ? connectAnswer(lab, from, node.id, this.wanted) : null
    if (answer && !answer.ok && node?.kind !== 'host') {
      // stays at the first end, so that another choice can be made
      this.context.hint({ says: answer.says, isAllowed: false }, event)
      return
    }
    this.cancel()
    if (answer?.ok) await this.context.run(answer.command)
  }

  cancel(): void {
    this.from = null
    this.handleOf = null
    this.context.picture.set({ targets: null, rubberLine: null, handle: null })
    this.context.hint(null)
    this.context.setCursor('')
    if (this.context.tool() === 'link') this.context.setTool('select')
  }
}
