// Moving the view: Space-drag, middle button, the hand tool; the wheel pans, with Shift sideways, with Ctrl it zooms.
import { type CanvasContext } from '../canvas-context'
import { zoomAround } from '../viewport'

const LINE_PX = 24
const ZOOM_PER_PX = 0.0022

export class PanTool {
  private isSpaceDown = false

  constructor(private readonly context: CanvasContext) {}

  /** True: this press moves the view and nothing else. */
  wants(event: PointerEvent): boolean {
    return event.button === 1 || (event.button === 0 && (this.isSpaceDown || this.context.tool() === 'hand'))
  }

  setSpace(isDown: boolean): void {
    if (this.isSpaceDown === isDown) return
    this.isSpaceDown = isDown
    this.context.setCursor(isDown ? 'grab' : '')
  }

  start(event: PointerEvent): void {
    const { surface, cy } = this.context
    const begin = { x: event.clientX, y: event.clientY }
    const pan = { ...cy.pan() }
    surface.setPointerCapture(event.pointerId)
    this.context.setCursor('grabbing')
    const move = (next: PointerEvent): void => {
      cy.pan({ x: pan.x + next.clientX - begin.x, y: pan.y + next.clientY - begin.y })
    }
    const end = (): void => {
      surface.removeEventListener('pointermove', move)
      this.context.setCursor(this.isSpaceDown || this.context.tool() === 'hand' ? 'grab' : '')
    }
    surface.addEventListener('pointermove', move)
    surface.addEventListener('pointerup', end, { once: true })
    surface.addEventListener('pointercancel', end, { once: true })
  }

  wheel(event: WheelEvent): void {
    const { cy, surface } = this.context
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1
    if (event.ctrlKey || event.metaKey) {
      const box = surface.getBoundingClientRect()
      const at = { x: event.clientX - box.left, y: event.clientY - box.top }
      // a pinch on a touchpad comes as small steps, a wheel as large ones
      const by = Math.max(-120, Math.min(120, event.deltaY * unit))
      zoomAround(cy, cy.zoom() * Math.exp(-by * ZOOM_PER_PX), at)
      return
    }
    const isSideways = event.shiftKey && event.deltaX === 0
    cy.panBy({ x: -(isSideways ? event.deltaY : event.deltaX) * unit, y: isSideways ? 0 : -event.deltaY * unit })
  }
}
