import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../src-renderer/canvas/lab-facts'
import { projectLab } from '../../../src-renderer/canvas/project-lab'
import { ancestorsOf, type OutlineNode, outlineTree, visibleRows } from '../../../src-renderer/outline/outline-tree'
import { mixedLab } from '../mixed-lab'

const lab = mixedLab()
const flat = (nodes: readonly OutlineNode[]): OutlineNode[] => nodes.flatMap((node) => [node, ...flat(node.children)])

describe('the twin of the canvas', () => {
  const tree = outlineTree(lab)
  const ids = new Set(flat(tree).map((node) => node.id))

  it('has everything that can be selected on the canvas', () => {
    const scene = projectLab(lab)
    const missing = [...scene.nodes.map((node) => node.id), ...scene.paths.map((path) => path.selects)].filter(
      (id) => !ids.has(id),
    )
    expect(missing).toEqual([])
  })

  it('names only things that there are, of the kind that they are', () => {
    for (const node of flat(tree)) if (node.kind !== 'group') expect(kindOf(lab, node.id), node.id).toBe(node.kind)
  })

  it('has nothing twice', () => {
    expect(ids.size).toBe(flat(tree).length)
  })

  it('shows a VM under the host on which a run has it', () => {
    const moved = outlineTree(lab, new Map([['web', 'esx-b']]))
    expect(ancestorsOf(moved, 'vms/web')).toEqual(['#hosts', 'hosts/esx-b'])
    expect(ancestorsOf(tree, 'vms/web')).toEqual(['#hosts', 'hosts/esx-a'])
  })
})

describe('the rows of a tree', () => {
  it('leave out what is inside closed nodes, and say where each stands', () => {
    const tree = outlineTree(lab)
    const rows = visibleRows(tree, (id) => id.startsWith('#'))
    expect(rows.some((row) => row.node.id === 'hosts/esx-a')).toBe(true)
    expect(rows.some((row) => row.node.id === 'vms/web')).toBe(false)
    const host = rows.find((row) => row.node.id === 'hosts/esx-b')
    expect(host).toMatchObject({ level: 2, place: 2, size: 3, parent: '#hosts', isOpen: false })
  })
})
