// Zoom and pan: 10 to 400 %, the point under the pointer stays where it is, fitting glides unless motion is reduced.
import type { Core } from 'cytoscape'
import type { Point, Rect } from './geometry'

export const MIN_ZOOM = 0.05
export const MAX_ZOOM = 4
const STEP = 1.25
const MARGIN = 40
const GLIDE_MS = 220

const within = (zoom: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))

export function zoomAround(cy: Core, zoom: number, at?: Point): void {
  const point = at ?? { x: cy.width() / 2, y: cy.height() / 2 }
  cy.zoom({ level: within(zoom), renderedPosition: point })
}

export const zoomStep = (cy: Core, steps: number): void => zoomAround(cy, cy.zoom() * Math.pow(STEP, steps))

/** Brings a part of the picture into the window, no larger than 100 % unless it is asked for. */
export function fitRect(cy: Core, rect: Rect, { isAnimated, most = 1 }: { isAnimated: boolean; most?: number }): void {
  const width = Math.max(1, cy.width() - 2 * MARGIN)
  const height = Math.max(1, cy.height() - 2 * MARGIN)
  const zoom = Math.min(most, within(Math.min(width / rect.w, height / rect.h)))
  const pan = {
    x: cy.width() / 2 - (rect.x + rect.w / 2) * zoom,
    y: cy.height() / 2 - (rect.y + rect.h / 2) * zoom,
  }
  cy.stop()
  if (isAnimated) cy.animate({ zoom, pan, duration: GLIDE_MS, easing: 'ease-in-out' })
  else cy.viewport({ zoom, pan })
}

/** Moves the picture only as far as is needed to show a part of it. */
export function reveal(cy: Core, rect: Rect, isAnimated: boolean): void {
  const zoom = cy.zoom()
  const pan = { ...cy.pan() }
  const left = rect.x * zoom + pan.x
  const top = rect.y * zoom + pan.y
  if (left < MARGIN) pan.x += MARGIN - left
  else if (left + rect.w * zoom > cy.width() - MARGIN) pan.x -= left + rect.w * zoom - cy.width() + MARGIN
  if (top < MARGIN) pan.y += MARGIN - top
  else if (top + rect.h * zoom > cy.height() - MARGIN) pan.y -= top + rect.h * zoom - cy.height() + MARGIN
  cy.stop()
  if (isAnimated) cy.animate({ pan, duration: GLIDE_MS, easing: 'ease-in-out' })
  else cy.pan(pan)
}

/** Puts a point of the picture into the middle of the window, at the zoom that is. */
export const centreOn = (cy: Core, x: number, y: number): void => {
  cy.stop()
  cy.pan({ x: cy.width() / 2 - x * cy.zoom(), y: cy.height() / 2 - y * cy.zoom() })
}

export const toScreen = (cy: Core, at: Point): Point => ({
  x: at.x * cy.zoom() + cy.pan().x,
  y: at.y * cy.zoom() + cy.pan().y,
})
