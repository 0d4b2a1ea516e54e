// The lab document (and where a run has brought its VMs and vNICs) → what the canvas shows. Pure: same input, same scene.
// Hosts, switches and stations stand where `view.positions` says; everything inside a host is placed by its layout.
import { own, entries } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import { arrange, type Box } from './arrange'
import { hostParts } from './host-parts'
import { type HostLayout, layoutHost } from './host-layout'
import { buildPlan, type LiveView } from './scene-plan'
import type { Scene, SceneNode, ScenePath, Side, SwitchNode } from './scene'
import { linkPaths, type SwitchPorts, switchPorts } from './link-paths'
import * as size from './sizes'

export function projectLab(lab: Lab, live: LiveView | null = null): Scene {
  const plan = buildPlan(lab, live)
  const folded = new Set(lab.view?.folded ?? [])
  const layouts = new Map<string, HostLayout>()
  for (const [id, host] of plan.hosts) layouts.set(id, layoutHost(host))

  const ports = switchPorts(lab)
  const placed = arrange(boxes(lab, layouts, folded, ports))
  const nodes: SceneNode[] = []
  const paths: ScenePath[] = []
  for (const [id] of entries(lab.hosts)) {
    const elementId = `hosts/${id}`
    const rect = placed.get(elementId)
    const layout = layouts.get(id)
    if (!rect || !layout) continue
    const parts = hostParts(lab, id, plan, layout, rect, isFolded(folded, id))
    nodes.push(...parts.nodes)
    paths.push(...parts.paths)
  }
  for (const [id, settings] of entries(lab.switches)) {
    const elementId = `switches/${id}`
    const rect = placed.get(elementId)
    if (!rect) continue
    nodes.push({
      kind: 'switch',
      id: elementId,
      path: id,
      host: null,
      rect,
      label: id,
      detail: `${settings.ports ?? 48} ports · MTU ${settings.mtu ?? 9216}`,
      ports: [],
      freePorts: (settings.ports ?? 48) - (ports.get(id)?.length ?? 0),
    })
  }
  for (const [id, station] of entries(lab.stations)) {
    const elementId = `stations/${id}`
    const rect = placed.get(elementId)
    if (!rect) continue
    nodes.push({
      kind: 'station',
      id: elementId,
      path: id,
      host: null,
      rect,
      label: id,
      detail: station.ip ?? 'no IP address',
    })
  }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  placePorts(byId, ports, lab)
  paths.push(...linkPaths(lab, byId))
  return { nodes, paths, byId }
}

const isFolded = (folded: ReadonlySet<string>, id: string): boolean => folded.has(id) || folded.has(`hosts/${id}`)

/** `view.positions` of a document written by hand may use the bare identifier. */
function positionOf(lab: Lab, id: string): readonly [number, number] | null {
  const bare = id.slice(id.indexOf('/') + 1)
  return own(lab.view?.positions, id) ?? own(lab.view?.positions, bare) ?? null
}

function boxes(
  lab: Lab,
  layouts: ReadonlyMap<string, HostLayout>,
  folded: ReadonlySet<string>,
  ports: SwitchPorts,
): Box[] {
  const neighbours = neighboursOf(lab)
  const box = (id: string, tier: Box['tier'], w: number, h: number): Box => ({
    id,
    tier,
    w,
    h,
    at: positionOf(lab, id),
    neighbours: neighbours.get(id) ?? [],
  })
  return [
    ...[...layouts].map(([id, layout]) =>
      isFolded(folded, id)
        ? box(`hosts/${id}`, 'host', size.FOLDED_W, size.FOLDED_H)
        : box(`hosts/${id}`, 'host', layout.w, layout.h),
    ),
    ...entries(lab.switches).map(([id]) =>
      box(
        `switches/${id}`,
        'switch',
        Math.max(size.SWITCH_MIN, (ports.get(id)?.length ?? 0) * size.SWITCH_PORT + 24),
        size.SWITCH_H,
      ),
    ),
    ...entries(lab.stations).map(([id]) => box(`stations/${id}`, 'station', size.STATION_W, size.STATION_H)),
  ]
}

function neighboursOf(lab: Lab): Map<string, string[]> {
  const neighbours = new Map<string, string[]>()
  const ownerOf = (end: string): string | null => {
    const id = end.split('/')[0] ?? ''
    if (own(lab.hosts, id)) return `hosts/${id}`
    if (own(lab.switches, id)) return `switches/${id}`
    return own(lab.stations, id) ? `stations/${id}` : null
  }
  for (const { ends } of lab.links ?? []) {
    const [a, b] = [ownerOf(ends[0]), ownerOf(ends[1])]
    if (!a || !b) continue
    neighbours.set(a, [...(neighbours.get(a) ?? []), b])
    neighbours.set(b, [...(neighbours.get(b) ?? []), a])
  }
  return neighbours
}

/** Ports of a switch on the edge that faces what they lead to, in the order of those, so that wires cross little. */
function placePorts(byId: Map<string, SceneNode>, ports: SwitchPorts, lab: Lab): void {
  for (const [id] of entries(lab.switches)) {
    const node = byId.get(`switches/${id}`) as SwitchNode | undefined
    if (!node) continue
    const facing: Record<Side, { number: number; towards: number }[]> = { top: [], bottom: [] }
    for (const port of ports.get(id) ?? []) {
      const peer = byId.get(port.peer) ?? byId.get(port.peer.split('/').slice(0, 2).join('/'))
      const x = peer ? peer.rect.x + peer.rect.w / 2 : node.rect.x
      const side = peer && peer.rect.y > node.rect.y ? 'bottom' : 'top'
      facing[side].push({ number: port.number, towards: x })
    }
    const placed = (['top', 'bottom'] as const).flatMap((side) => {
      const list = facing[side].sort((a, b) => a.towards - b.towards || a.number - b.number)
      const step = size.SWITCH_PORT
      const first = (node.rect.w - (list.length - 1) * step) / 2
      return list.map((port, place) => ({ number: port.number, x: first + place * step, side }))
    })
    byId.set(node.id, Object.assign(node, { ports: placed }))
  }
}
