// The scene → Cytoscape's elements: adds, changes and removes what differs, in one batch. One way only: nothing is read
// back from Cytoscape but where the pointer is.
import type { Core, ElementDefinition } from 'cytoscape'
import { centre } from './geometry'
import type { NodeKind, Scene, SceneNode } from './scene'

/** What lies on top of what, for the pointer. */
export const LEVELS: Record<NodeKind, number> = {
  host: 0,
  switch: 1,
  station: 1,
  vm: 2,
  vswitch: 2,
  nic: 2,
  'port-group': 3,
  vmkernel: 3,
  vnic: 4,
  vf: 4,
}

const dataOf = (node: SceneNode): Record<string, unknown> => ({
  id: node.id,
  kind: node.kind,
  label: node.label,
  w: node.rect.w,
  h: node.rect.h,
  z: LEVELS[node.kind],
})

export interface ElementChange {
  added: ElementDefinition[]
  changed: SceneNode[]
  removed: string[]
}

/** What must change so that the elements of `before` show `after`. */
export function elementChange(before: Scene, after: Scene): ElementChange {
  const nodes = after.nodes.filter((node) => !before.byId.has(node.id))
  const edgesBefore = new Map(before.paths.map((path) => [path.id, `${path.from.node} ${path.to.node}`]))
  const edgesAfter = new Map(after.paths.map((path) => [path.id, `${path.from.node} ${path.to.node}`]))
  const edges = after.paths.filter((path) => edgesBefore.get(path.id) !== edgesAfter.get(path.id))
  return {
    added: [
      ...nodes.map((node) => ({ group: 'nodes' as const, data: dataOf(node), position: centre(node.rect) })),
      ...edges.map((path) => ({
        group: 'edges' as const,
        data: { id: path.id, kind: path.kind, source: path.from.node, target: path.to.node },
      })),
    ],
    changed: after.nodes.filter((node) => {
      const old = before.byId.get(node.id)
      return old !== undefined && old !== node
    }),
    removed: [
      ...before.paths.filter((path) => edgesBefore.get(path.id) !== edgesAfter.get(path.id)).map((path) => path.id),
      ...before.nodes.filter((node) => !after.byId.has(node.id)).map((node) => node.id),
    ],
  }
}

export function applyElements(cy: Core, before: Scene, after: Scene): void {
  const change = elementChange(before, after)
  cy.batch(() => {
    for (const id of change.removed) cy.getElementById(id).remove()
    for (const node of change.changed) {
      const element = cy.getElementById(node.id)
      element.data(dataOf(node))
      element.position(centre(node.rect))
    }
    cy.add(change.added)
  })
}
