// Wires between NICs, switches and stations. A wire leaves a host downward; at a switch it ends at its own port.
import { own } from '../../src-shared/lab/maps'
import { pointerOf } from '../../src-shared/lab/path'
import type { Lab } from '../../src-shared/lab/schema'
import { parseQuantity } from '../../src-shared/lab/units'
import { nicSpeed } from './host-parts'
import type { Anchor, SceneNode, ScenePath } from './scene'

/** Per switch, its ports with a link and the element at the other end. */
export type SwitchPorts = ReadonlyMap<string, readonly { number: number; peer: string }[]>

export function switchPorts(lab: Lab): SwitchPorts {
  const ports = new Map<string, { number: number; peer: string }[]>()
  for (const { ends } of lab.links ?? []) {
    for (const [end, other] of [ends, [ends[1], ends[0]]] as const) {
      const pointer = pointerOf(lab, end)
      if (pointer?.[0] !== 'switches' || pointer.length !== 4) continue
      const id = String(pointer[1])
      const peer = pointerOf(lab, other)?.join('/') ?? ''
      ports.set(id, [...(ports.get(id) ?? []), { number: Number(pointer[3]), peer }])
    }
  }
  return ports
}

export function linkPaths(lab: Lab, byId: ReadonlyMap<string, SceneNode>): ScenePath[] {
  return (lab.links ?? []).flatMap((link, index): ScenePath[] => {
    const ends = link.ends.map((end) => linkEnd(lab, byId, end))
    const [a, b] = ends
    if (!a || !b) return []
    const [from, to] = [anchorOf(a, b), anchorOf(b, a)]
    return [
      {
        id: `links/${index}`,
        kind: 'link',
        selects: `links/${index}`,
        path: `${link.ends[0]}~${link.ends[1]}`,
        from,
        to,
        isPast: false,
        mode: null,
        isStandby: false,
        index,
        speed: linkSpeed(lab, link.speed, link.ends),
      },
    ]
  })
}

interface LinkEnd {
  node: SceneNode
  port: number | null
  /** From the left of the node: where a folded host shows the NIC. */
  dx: number
}

function linkEnd(lab: Lab, byId: ReadonlyMap<string, SceneNode>, end: string): LinkEnd | null {
  const pointer = pointerOf(lab, end)
  if (!pointer) return null
  if (pointer[0] === 'switches') {
    const node = byId.get(`switches/${pointer[1]}`)
    return node ? { node, port: pointer.length === 4 ? Number(pointer[3]) : null, dx: node.rect.w / 2 } : null
  }
  const node = byId.get(pointer.join('/'))
  if (node) return { node, port: null, dx: node.rect.w / 2 }
  const host = byId.get(`hosts/${pointer[1]}`)
  if (!host || pointer[2] !== 'nics') return null
  const names = Object.keys(own(lab.hosts, String(pointer[1]))?.nics ?? {})
  const place = names.indexOf(String(pointer[3]))
  return { node: host, port: null, dx: ((place + 1) * host.rect.w) / (names.length + 1) }
}

function anchorOf(end: LinkEnd, other: LinkEnd): Anchor {
  const { node } = end
  if (node.kind === 'switch') {
    const port = node.ports.find((one) => one.number === end.port)
    return { node: node.id, dx: port?.x ?? end.dx, side: port?.side ?? 'top' }
  }
  // wires leave a host downward, wherever they go
  const isBelow = node.kind === 'nic' || node.kind === 'host' || other.node.rect.y > node.rect.y
  return { node: node.id, dx: end.dx, side: isBelow ? 'bottom' : 'top' }
}

function linkSpeed(lab: Lab, speed: string | number | undefined, ends: readonly string[]): number | null {
  if (speed !== undefined) {
    const parsed = parseQuantity(speed, 'rate')
    return parsed.ok ? parsed.value : null
  }
  const speeds = ends.flatMap((end) => {
    const pointer = pointerOf(lab, end)
    const nic = pointer?.[2] === 'nics' ? own(own(lab.hosts, String(pointer[1]))?.nics, String(pointer[3])) : undefined
    return nic ? (nicSpeed(nic) ?? []) : []
  })
  return speeds.length > 0 ? Math.min(...speeds) : 10e9
}
