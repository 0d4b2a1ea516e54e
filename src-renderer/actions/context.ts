// Everything that an action may look at and change: the stores and the canvas.
import type { Pointer } from '../../src-shared/api/lab-api'
import { elementId, pointerOfElement } from '../../src-shared/lab/path'
import type { LabCommand } from '../canvas/drop-rules'
import { useLabStore } from '../stores/lab'
import { useRunStore } from '../stores/run'
import { useSelectionStore } from '../stores/selection'
import { useSettingsStore } from '../stores/settings'
import { useUiStore } from '../stores/ui'
import { canvasPort, type CanvasPort } from './canvas-port'

export interface ActionContext {
  lab: ReturnType<typeof useLabStore>
  run: ReturnType<typeof useRunStore>
  selection: ReturnType<typeof useSelectionStore>
  settings: ReturnType<typeof useSettingsStore>
  ui: ReturnType<typeof useUiStore>
  canvas: CanvasPort | null
}

export function actionContext(): ActionContext {
  return {
    lab: useLabStore(),
    run: useRunStore(),
    selection: useSelectionStore(),
    settings: useSettingsStore(),
    ui: useUiStore(),
    canvas: canvasPort.value,
  }
}

export const NO_LAB = 'Open a lab first.'
export const NOTHING_SELECTED = 'Select something first.'

export const labIsOpen = ({ lab }: ActionContext): true | string => (lab.isOpen ? true : NO_LAB)

export const somethingIsSelected = (context: ActionContext): true | string => {
  if (!context.lab.isOpen) return NO_LAB
  return context.selection.count > 0 ? true : NOTHING_SELECTED
}

export const selectedPointers = ({ selection }: ActionContext): Pointer[] => selection.ids.map(pointerOfElement)

/** Sends a command; what it makes is selected, why it was refused is told. */
export async function execute(
  context: ActionContext,
  command: LabCommand,
  { select = true }: { select?: boolean } = {},
): Promise<boolean> {
  const outcome = await context.lab.execute(command.id, command.payload)
  if (!outcome.ok) {
    context.ui.tell({ level: 'warning', says: outcome.refusal.says, path: outcome.refusal.path })
    return false
  }
  if (!select) return true
  if (outcome.created.length > 0) context.selection.reveal(elementId(outcome.created[0] ?? []))
  if (outcome.created.length > 1) context.selection.select(outcome.created.map(elementId))
  return true
}
