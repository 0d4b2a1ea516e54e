// The lab as a tree: the canvas's twin for the keyboard and for screen readers. Every element of the canvas is in it, and
// what the canvas has no place for: flows, events.
import { entries } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import type { ElementKind } from '../canvas/lab-facts'

export interface OutlineNode {
  /** Element id; groups have one of their own that starts with `#`. */
  id: string
  kind: ElementKind | 'group'
  label: string
  detail: string
  children: OutlineNode[]
}

const leaf = (id: string, kind: ElementKind, label: string, detail = ''): OutlineNode => ({
  id,
  kind,
  label,
  detail,
  children: [],
})

/** `hostOfVm`: where VMs are at this moment, which a run may have changed. */
export function outlineTree(lab: Lab, hostOfVm: ReadonlyMap<string, string> = new Map()): OutlineNode[] {
  const groups = [
    group('#hosts', 'Hosts', hosts(lab, hostOfVm)),
    group('#network', 'Network', [
      ...entries(lab.switches).map(([id]) => leaf(`switches/${id}`, 'switch', id, 'switch')),
      ...entries(lab.stations).map(([id, station]) => leaf(`stations/${id}`, 'station', id, station.ip ?? '')),
      ...(lab.links ?? []).map((link, index) => leaf(`links/${index}`, 'link', link.ends.join(' – '), 'link')),
    ]),
    group(
      '#flows',
      'Traffic',
      entries(lab.flows).map(([id, flow]) =>
        leaf(`flows/${id}`, 'flow', id, `${flow.type}, ${flow.from} → ${flow.to}`),
      ),
    ),
    group(
      '#events',
      'Script',
      (lab.events ?? []).map((event, index) =>
        leaf(`events/${index}`, 'event', `${event.at} ${event.do}`, event.vm ?? event.link ?? event.path ?? ''),
      ),
    ),
  ]
  return groups.filter((one) => one.children.length > 0)
}

const group = (id: string, label: string, children: OutlineNode[]): OutlineNode => ({
  id,
  kind: 'group',
  label,
  detail: String(children.length),
  children,
})

function hosts(lab: Lab, hostOfVm: ReadonlyMap<string, string>): OutlineNode[] {
  const guests = new Map<string, OutlineNode[]>()
  for (const [vm, settings] of entries(lab.vms)) {
    const node = leaf(`vms/${vm}`, 'vm', vm, 'VM')
    node.children = entries(settings.nics).map(([nic, vnic]) =>
      leaf(`vms/${vm}/nics/${nic}`, 'vnic', nic, vnic.adapter ?? 'vmxnet'),
    )
    const host = hostOfVm.get(vm) ?? settings.host
    guests.set(host, [...(guests.get(host) ?? []), node])
  }
  return entries(lab.hosts).map(([id, host]) => {
    const node = leaf(`hosts/${id}`, 'host', id)
    node.children.push(...(guests.get(id) ?? []))
    for (const [vswitch, settings] of entries(host.vswitches)) {
      const base = `hosts/${id}/vswitches/${vswitch}`
      const child = leaf(base, 'vswitch', vswitch, 'vSwitch')
      child.children = entries(settings.portGroups).map(([name, { vlan }]) =>
        leaf(`${base}/portGroups/${name}`, 'port-group', name, vlan ? `VLAN ${vlan}` : 'port group'),
      )
      node.children.push(child)
    }
    for (const [vmk, settings] of entries(host.vmkernel)) {
      node.children.push(leaf(`hosts/${id}/vmkernel/${vmk}`, 'vmkernel', vmk, settings.ip))
    }
    for (const [nic, settings] of entries(host.nics)) {
      const base = `hosts/${id}/nics/${nic}`
      const child = leaf(base, 'nic', nic, settings.model)
      for (let vf = 0; vf < (settings.vfs ?? 0); vf++) child.children.push(leaf(`${base}/vf/${vf}`, 'vf', `vf${vf}`))
      node.children.push(child)
    }
    return node
  })
}

export interface OutlineRow {
  node: OutlineNode
  level: number
  isOpen: boolean
  parent: string | null
  /** Place among its siblings, from 1, and how many they are. */
  place: number
  size: number
}

/** Rows that are seen: those inside closed nodes are left out. */
export function visibleRows(tree: readonly OutlineNode[], isOpen: (id: string) => boolean): OutlineRow[] {
  const rows: OutlineRow[] = []
  const walk = (nodes: readonly OutlineNode[], level: number, parent: string | null): void => {
    nodes.forEach((node, index) => {
      const open = node.children.length > 0 && isOpen(node.id)
      rows.push({ node, level, isOpen: open, parent, place: index + 1, size: nodes.length })
      if (open) walk(node.children, level + 1, node.id)
    })
  }
  walk(tree, 1, null)
  return rows
}

/** Ids of everything above an element, so that it can be shown. */
export function ancestorsOf(tree: readonly OutlineNode[], id: string): string[] {
  const find = (nodes: readonly OutlineNode[], above: string[]): string[] | null => {
    for (const node of nodes) {
      if (node.id === id) return above
      const found = find(node.children, [...above, node.id])
      if (found) return found
    }
    return null
  }
  return find(tree, []) ?? []
}
