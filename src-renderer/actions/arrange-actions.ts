// Placing what stands freely: everything anew, in a line, folded.
import {
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  ChevronsDownUp,
  Workflow,
} from '@lucide/vue'
import { hostNameOf } from '../canvas/lab-facts'
import { projectLab } from '../canvas/project-lab'
import type { Rect } from '../canvas/geometry'
import { action, type Action } from './action'
import { align, distribute, type Edge } from './align'
import { type ActionContext, execute, labIsOpen, NO_LAB } from './context'

function freeRects({ lab, selection }: ActionContext): Map<string, Rect> {
  const rects = new Map<string, Rect>()
  if (!lab.document) return rects
  for (const node of projectLab(lab.document).nodes) {
    if (node.host === null && selection.set.has(node.id)) rects.set(node.id, node.rect)
  }
  return rects
}

/** How many things are selected that stand freely; asked for every menu, so nothing is laid out for it. */
const freeCount = ({ selection }: ActionContext): number =>
  selection.ids.filter((id) => /^(hosts|switches|stations)\/[^/]+$/.test(id)).length

const aligning = (edge: Edge, icon: Action['icon']): Action =>
  action(`arrange.align-${edge}`, {
    icon,
    enabled: (context) => (freeCount(context) > 1 ? true : 'Select several hosts, switches or stations first.'),
    run: (context) =>
      execute(context, { id: 'place-on-canvas', payload: { positions: align(freeRects(context), edge) } }),
  })

const distributing = (id: string, axis: 'x' | 'y', icon: Action['icon']): Action =>
  action(id, {
    icon,
    enabled: (context) => (freeCount(context) > 2 ? true : 'Select three or more hosts, switches or stations first.'),
    run: (context) =>
      execute(context, { id: 'place-on-canvas', payload: { positions: distribute(freeRects(context), axis) } }),
  })

async function arrangeEverything(context: ActionContext): Promise<void> {
  const { lab, canvas } = context
  if (!lab.document) return
  const { view, ...rest } = lab.document
  const scene = projectLab({ ...rest, view: { folded: view?.folded } } as typeof lab.document)
  const positions: Record<string, [number, number]> = {}
  for (const node of scene.nodes) if (node.host === null) positions[node.id] = [node.rect.x, node.rect.y]
  if (await execute(context, { id: 'place-on-canvas', payload: { positions } })) canvas?.fit()
}

function hostsToFold({ lab, selection }: ActionContext): string[] {
  const { document } = lab
  if (!document) return []
  const chosen = selection.ids.flatMap((id) => hostNameOf(document, id) ?? [])
  return [...new Set(chosen.length > 0 ? chosen : Object.keys(document.hosts ?? {}))]
}

export async function fold(context: ActionContext, hosts: readonly string[]): Promise<void> {
  const folded = new Set(context.lab.document?.view?.folded ?? [])
  const isUnfolded = hosts.some((host) => !folded.has(host) && !folded.has(`hosts/${host}`))
  await execute(context, { id: 'fold', payload: { hosts, folded: isUnfolded } })
}

export const ARRANGE_ACTIONS: readonly Action[] = [
  action('arrange.layout', { icon: Workflow, enabled: labIsOpen, run: arrangeEverything }),
  aligning('left', AlignStartVertical),
  aligning('right', AlignEndVertical),
  aligning('top', AlignStartHorizontal),
  aligning('bottom', AlignEndHorizontal),
  distributing('arrange.distribute-across', 'x', AlignHorizontalSpaceBetween),
  distributing('arrange.distribute-down', 'y', AlignVerticalSpaceBetween),
  action('arrange.fold', {
    icon: ChevronsDownUp,
    enabled: (context) =>
      !context.lab.isOpen ? NO_LAB : hostsToFold(context).length > 0 ? true : 'There is no host to fold.',
    run: (context) => fold(context, hostsToFold(context)),
  }),
]
