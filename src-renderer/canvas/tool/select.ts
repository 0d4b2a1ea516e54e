// Clicking, rubber band and dragging, on Cytoscape's events: selection by click and Shift-click, drags of hosts, switches and
// stations (what is inside a host drags the host), of VMs to another host, and of a vNIC to where it is plugged in.
import type { EventObject, EventObjectNode, NodeSingular } from 'cytoscape'
import { clearPlace } from '../arrange'
import { type CanvasContext, scenePoint } from '../canvas-context'
import { dropAnswer, legalTargets } from '../drop-rules'
import { type Rect, shifted } from '../geometry'
import { hostNameOf, vmNameOf } from '../lab-facts'
import type { SceneNode } from '../scene'
import { withoutPlace } from '../scene-plan'
import { HEADER } from '../sizes'
import type { ConnectTool } from './connect'

const SNAP = 8
const FOLD_REACH = 24

interface Drag {
  kind: 'place' | 'vm' | 'vnic'
  id: string
  ids: ReadonlySet<string>
  start: { x: number; y: number }
  dx: number
  dy: number
}

export class SelectTool {
  private drag: Drag | null = null
  private boxed: Set<string> | null = null

  constructor(
    private readonly context: CanvasContext,
    private readonly connect: ConnectTool,
  ) {
    const { cy } = context
    cy.on('tap', (event) => this.tap(event))
    cy.on('dbltap', (event) => this.doubleTap(event))
    cy.on('cxttap', (event) => this.contextTap(event))
    cy.on('mouseover', 'node', (event: EventObjectNode) => context.hover(event.target.id()))
    cy.on('mouseout', 'node', () => context.hover(null))
    cy.on('mousemove', (event) => this.hover(event))
    cy.on('grab', 'node', (event: EventObjectNode) => this.grab(event.target))
    cy.on('drag', 'node', (event: EventObjectNode) => this.dragging(event.target, event.originalEvent))
    cy.on('free', 'node', (event: EventObjectNode) => void this.free(event.originalEvent))
    cy.on('boxend', (event) => this.endBox(event.originalEvent))
    cy.on('box', 'node', (event: EventObjectNode) => void this.boxed?.add(event.target.id()))
  }

  private tap(event: EventObject): void {
    const { picture } = this.context
    const point = event.position
    const log = picture.hotspotAt(point)
    if (log !== null) {
      this.context.openLog(log)
      return
    }
    const node = picture.nodeAt(point)
    const isMore = this.isAdding(event.originalEvent)
    if (node?.kind === 'host' && this.isOnFold(node, point)) {
      this.context.toggleFold(node.id)
      return
    }
    // a wire in front of a host's card is meant, not the card
    const path = !node || node.kind === 'host' ? picture.pathAt(point) : null
    const id = path?.selects ?? (node ? withoutPlace(node.id) : null)
    if (id !== null) this.context.select([id], isMore ? 'toggle' : 'replace')
    else if (!isMore) this.context.select([], 'replace')
  }

  private isOnFold(node: SceneNode, point: { x: number; y: number }): boolean {
    const rect = this.context.picture.stage.rectOf(node)
    return point.x < rect.x + FOLD_REACH && point.y < rect.y + HEADER
  }

  private isAdding(event: Event | undefined): boolean {
    return event instanceof MouseEvent && (event.shiftKey || event.ctrlKey || event.metaKey)
  }

  private doubleTap(event: EventObject): void {
    const node = this.context.picture.nodeAt(event.position)
    if (node) this.context.activate(node.id)
  }

  private contextTap(event: EventObject): void {
    const { picture } = this.context
    const node = picture.nodeAt(event.position)
    const path = !node || node.kind === 'host' ? picture.pathAt(event.position) : null
    const id = path?.selects ?? (node ? withoutPlace(node.id) : null)
    if (id !== null && !this.context.selected().has(id)) this.context.select([id], 'replace')
    if (event.originalEvent instanceof MouseEvent) this.context.openMenu(id, event.originalEvent)
  }

  private hover(event: EventObject): void {
    if (this.drag) return
    if (event.originalEvent instanceof MouseEvent) this.connect.hover(event.originalEvent)
    if (event.target !== this.context.cy) return
    const path = this.context.picture.pathAt(event.position)
    this.context.hover(path?.selects ?? null)
    if (!this.context.picture.state.handle?.isHot) this.context.setCursor(path ? 'pointer' : '')
  }

  private grab(node: NodeSingular): void {
    const id = node.id()
    const kind = String(node.data('kind'))
    const start = { ...node.position() }
    if (id.includes('@')) return
    if (kind === 'vnic') {
      this.drag = { kind: 'vnic', id, ids: new Set(), start, dx: 0, dy: 0 }
    } else if (kind === 'vm') {
      const ids = this.idsInside((one) => one.id === id || (one.kind === 'vnic' && one.vm === id))
      this.drag = { kind: 'vm', id, ids, start, dx: 0, dy: 0 }
    } else {
      const lab = this.context.lab()
      const host = lab && id.startsWith('hosts/') ? hostNameOf(lab, id) : null
      const owner = host === null ? id : `hosts/${host}`
      const selected = this.context.selected()
      const owners = selected.has(owner) ? new Set([...selected, owner]) : new Set([owner])
      const ids = this.idsInside((one) => owners.has(one.id) || (one.host !== null && owners.has(one.host)))
      this.drag = { kind: 'place', id: owner, ids, start, dx: 0, dy: 0 }
    }
  }

  private idsInside(isMoved: (node: SceneNode) => boolean): Set<string> {
    return new Set(this.context.picture.stage.scene.nodes.filter(isMoved).map((node) => node.id))
  }

  private dragging(node: NodeSingular, event: Event | undefined): void {
    const { drag } = this
    const { picture } = this.context
    if (!drag) return
    if (drag.kind === 'vnic') {
      if (!this.connect.isActive) this.connect.begin(drag.id, 'any')
      if (event instanceof MouseEvent) this.connect.move(event)
      return
    }
    drag.dx = node.position('x') - drag.start.x
    drag.dy = node.position('y') - drag.start.y
    const rect = picture.stage.scene.byId.get(drag.id)?.rect
    if (drag.kind === 'place' && rect && !(event instanceof MouseEvent && event.altKey)) {
      drag.dx = Math.round((rect.x + drag.dx) / SNAP) * SNAP - rect.x
      drag.dy = Math.round((rect.y + drag.dy) / SNAP) * SNAP - rect.y
    }
    picture.stage.drag({ ids: drag.ids, dx: drag.dx, dy: drag.dy })
    if (drag.kind === 'vm' && event instanceof MouseEvent) this.dragVm(drag, event)
    picture.request()
  }

  private dragVm(drag: Drag, event: MouseEvent): void {
    const lab = this.context.lab()
    if (!lab) return
    const { picture } = this.context
    const under = picture.nodeAt(scenePoint(this.context, event), drag.ids)
    const answer = dropAnswer(lab, { from: 'canvas', id: drag.id }, under?.id ?? null, [0, 0])
    const hosts = picture.stage.scene.nodes.filter((node) => node.kind === 'host').map((node) => node.id)
    const legal = legalTargets(lab, { from: 'canvas', id: drag.id }, hosts)
    const host = under?.host ?? under?.id ?? null
    picture.set({ targets: { legal: new Set([...legal, ...drag.ids]), under: answer.ok ? host : null } })
    this.context.hint({ says: answer.says, isAllowed: answer.ok }, event)
  }

  private async free(event: Event | undefined): Promise<void> {
    const { drag } = this
    this.drag = null
    if (!drag) return
    const { picture } = this.context
    if (drag.kind === 'vnic') {
      if (this.connect.isActive && event instanceof MouseEvent) await this.connect.finishAt(event)
      return
    }
    const lab = this.context.lab()
    picture.set({ targets: null })
    this.context.hint(null)
    if (!lab || (drag.dx === 0 && drag.dy === 0)) return
    if (drag.kind === 'place') {
      // its handle would stay behind
      this.connect.leave()
      if (!(await this.context.run({ id: 'place-on-canvas', payload: { positions: this.positions(drag) } })))
        this.goBack()
      return
    }
    const under = event instanceof MouseEvent ? picture.nodeAt(scenePoint(this.context, event), drag.ids) : null
    const host = under ? hostNameOf(lab, under.id) : null
    const vm = vmNameOf(drag.id)
    const answer = dropAnswer(lab, { from: 'canvas', id: drag.id }, under?.id ?? null, [0, 0])
    this.goBack()
    if (answer.ok && host !== null && vm !== null) this.context.moveVm(vm, host)
  }

  /** Shows the scene as it is: what was dragged glides to its place. */
  private goBack(): void {
    const { picture } = this.context
    picture.setScene(picture.stage.scene, true)
  }

  /** Of what was moved, and of all that nobody has placed yet: it shall not move because something else did. */
  private positions(drag: Drag): Record<string, [number, number]> {
    const lab = this.context.lab()
    const placed = lab?.view?.positions ?? {}
    const positions: Record<string, [number, number]> = {}
    const free = this.context.picture.stage.scene.nodes.filter((node) => node.host === null)
    for (const node of free) {
      const isMoved = drag.ids.has(node.id)
      const bare = node.id.slice(node.id.indexOf('/') + 1)
      if (!isMoved && (node.id in placed || bare in placed)) continue
      const rect = isMoved ? this.movedRect(drag, node, free) : node.rect
      positions[node.id] = [Math.round(rect.x), Math.round(rect.y)]
    }
    return positions
  }

  /** One thing alone goes where there is room; several keep their distances. */
  private movedRect(drag: Drag, node: SceneNode, free: readonly SceneNode[]): Rect {
    const rect = shifted(node.rect, drag.dx, drag.dy)
    const others = free.filter((other) => !drag.ids.has(other.id))
    return others.length === free.length - 1
      ? clearPlace(
          rect,
          others.map((other) => other.rect),
        )
      : rect
  }

  private endBox(event: Event | undefined): void {
    const isMore = this.isAdding(event)
    const boxed = new Set<string>()
    this.boxed = boxed
    // Cytoscape names what is in the box right after this event
    queueMicrotask(() => {
      this.boxed = null
      const { scene } = this.context.picture.stage
      // a host that is wholly inside stands for what is in it
      const whole = [...boxed].filter((id) => {
        const host = scene.byId.get(id)?.host ?? null
        return host === null || !boxed.has(host)
      })
      this.context.select(whole, isMore ? 'add' : 'replace')
    })
  }
}
