import cytoscape from 'cytoscape'
import { describe, expect, it } from 'vitest'
import { applyElements, elementChange } from '../../../src-renderer/canvas/apply-elements'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { EMPTY_SCENE, type Scene } from '../../../src-renderer/canvas/scene'
import { runCommand } from '../../../src-shared/lab/commands'
import { mixedLab } from '../mixed-lab'

const lab = mixedLab()
const after = (id: string, payload: unknown): Scene => {
  const result = runCommand(lab, id, payload)
  if (!result.ok) throw new Error(result.refusal.says)
  return projectLab(result.lab)
}
const shownBy = (cy: cytoscape.Core) => ({
  nodes: cy
    .nodes()
    .map((node) => node.id())
    .sort(),
  edges: cy
    .edges()
    .map((edge) => [edge.id(), edge.source().id(), edge.target().id()].join(' '))
    .sort(),
  places: Object.fromEntries(cy.nodes().map((node) => [node.id(), node.position()])),
})

describe('bringing Cytoscape to a scene', () => {
  const before = projectLab(lab)

  it.each([
    ['a VM more', 'add-vm', { host: 'esx-b' }],
    ['a host gone with all in it', 'remove', { pointers: [['hosts', 'esx-b']] }],
    ['a host elsewhere', 'place-on-canvas', { positions: { 'hosts/esx-a': [500, 500] } }],
    ['a host folded', 'fold', { hosts: ['esx-a'], folded: true }],
    ['a name changed', 'rename', { pointer: ['vms', 'web'], id: 'www' }],
    ['a vNIC on another network', 'attach-network', { vnic: ['vms', 'web', 'nics', 'eth0'], network: 'vSwitch0/test' }],
  ])('leaves it as if it had been made for the scene: %s', (_title, id, payload) => {
    const next = after(id, payload)
    const changed = cytoscape({ headless: true })
    applyElements(changed, EMPTY_SCENE, before)
    applyElements(changed, before, next)
    const fresh = cytoscape({ headless: true })
    applyElements(fresh, EMPTY_SCENE, next)
    expect(shownBy(changed)).toEqual(shownBy(fresh))
  })

  it('changes nothing for the same scene', () => {
    expect(elementChange(before, before)).toEqual({ added: [], changed: [], removed: [] })
  })
})
