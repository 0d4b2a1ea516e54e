// The way of frames over the scene: from a vNIC to the wire, and of a flow from end to end. A search over the paths that are
// shown, so it follows the modes of the moment. Left out: which of several uplinks a teaming policy takes (the first).
import type { Scene, ScenePath } from './scene'

interface Step {
  to: string
  path: ScenePath
  /** The step runs from the path's first end to its second. */
  isForth: boolean
}

function graphOf(scene: Scene): Map<string, Step[]> {
  const graph = new Map<string, Step[]>()
  const add = (from: string, step: Step): void => {
    const steps = graph.get(from)
    if (steps) steps.push(step)
    else graph.set(from, [step])
  }
  for (const path of scene.paths) {
    if (path.isStandby || path.kind === 'vmkernel') continue
    const from = hubOf(path.from.node)
    const to = hubOf(path.to.node)
    add(from, { to, path, isForth: true })
    add(to, { to: from, path, isForth: false })
  }
  return graph
}

/** Frames turn in a NIC and in a vSwitch: their functions and port groups are one place on the way. */
function hubOf(id: string): string {
  const parts = id.split('/')
  return parts[2] === 'nics' && parts[0] === 'hosts'
    ? parts.slice(0, 4).join('/')
    : parts[2] === 'vswitches'
      ? parts.slice(0, 4).join('/')
      : id
}

/** Paths of the shortest way, each with its direction; empty: there is none. */
export function wayBetween(scene: Scene, from: string, to: string): Map<string, boolean> {
  const graph = graphOf(scene)
  const start = hubOf(from)
  const goal = hubOf(to)
  const cameBy = new Map<string, { from: string; step: Step }>()
  const queue = [start]
  const seen = new Set(queue)
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === goal) break
    for (const step of graph.get(at) ?? []) {
      if (seen.has(step.to)) continue
      seen.add(step.to)
      cameBy.set(step.to, { from: at, step })
      queue.push(step.to)
    }
  }
  const way = new Map<string, boolean>()
  for (let at = cameBy.get(goal); at; at = cameBy.get(at.from)) way.set(at.step.path.id, at.step.isForth)
  return way
}

/** Paths that frames of an element take inside its host, to highlight with it: down to the NIC and its wire. */
export function wayOfElement(scene: Scene, id: string): Set<string> {
  const way = new Set<string>()
  const graph = graphOf(scene)
  let at: string | null = scene.byId.get(id)?.kind === 'vnic' ? id : null
  while (at !== null) {
    const downward: Step | undefined = graph.get(at)?.find((step) => step.isForth || step.path.kind === 'link')
    if (!downward || way.has(downward.path.id)) break
    way.add(downward.path.id)
    if (downward.path.kind === 'link') break
    at = downward.to
  }
  return way
}
