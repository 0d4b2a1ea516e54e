// What the tools of the canvas may do: look at the lab and the picture, select, say something at the pointer, send a command.
import type { Core } from 'cytoscape'
import type { Lab } from '../../src-shared/lab/schema'
import type { Tool } from '../stores/ui'
import type { LabCommand } from './drop-rules'
import type { Point } from './geometry'
import type { Picture } from './picture'

export interface Hint {
  says: string
  isAllowed: boolean
}

export interface CanvasContext {
  readonly cy: Core
  readonly picture: Picture
  /** The element that takes the pointer; positions of events are relative to it. */
  readonly surface: HTMLElement
  lab(): Lab | null
  tool(): Tool
  setTool(tool: Tool): void
  selected(): ReadonlySet<string>
  select(ids: readonly string[], how: 'replace' | 'toggle' | 'add'): void
  hover(id: string | null): void
  /** Words at the pointer; null: none. */
  hint(hint: Hint | null, at?: { clientX: number; clientY: number }): void
  run(command: LabCommand): Promise<boolean>
  /** At once in a document, by VMotion in a run. */
  moveVm(vm: string, host: string): void
  openMenu(id: string | null, at: { clientX: number; clientY: number }): void
  openLog(id: string): void
  /** What a double click does. */
  activate(id: string): void
  toggleFold(host: string): void
  setCursor(cursor: string): void
}

/** A point of the window in canvas units. */
export function scenePoint(context: CanvasContext, event: { clientX: number; clientY: number }): Point {
  const box = context.surface.getBoundingClientRect()
  const { cy } = context
  return {
    x: (event.clientX - box.left - cy.pan().x) / cy.zoom(),
    y: (event.clientY - box.top - cy.pan().y) / cy.zoom(),
  }
}
