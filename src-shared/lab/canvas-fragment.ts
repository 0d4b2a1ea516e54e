// What copy puts on the clipboard: a piece of a lab as JSON, with the links and flows between the things in it. Events,
// captures and checks stay behind.
// Whole machines are carried as they are; parts of a machine (a NIC, a port group, a vNIC) with a note of what they are.
import { z } from 'zod'
import type { Pointer } from '../api/lab-api'
import { valueAt } from './edit'
import { entries, own } from './maps'
import { elementId } from './path'
import { type Lab, labSchema } from './schema'

const FRAGMENT_FORMAT = 'iov-lab-fragment/1'

const PART_KINDS = ['nics', 'vswitches', 'vmkernel', 'portGroups', 'vnics'] as const

const part = z.strictObject({
  kind: z.enum(PART_KINDS),
  id: z.string(),
  /** Where it came from: the host, vSwitch or VM. */
  parent: z.array(z.string()),
  value: z.record(z.string(), z.unknown()),
})

export const fragmentSchema = z.strictObject({
  format: z.literal(FRAGMENT_FORMAT),
  lab: labSchema,
  parts: z.array(part),
})

export type Fragment = z.infer<typeof fragmentSchema>
export type FragmentPart = z.infer<typeof part>

function partOf(lab: Lab, pointer: Pointer): FragmentPart | null {
  const value = valueAt(lab, pointer) as Record<string, unknown> | undefined
  if (value === undefined || (pointer.length !== 4 && pointer.length !== 6)) return null
  const map = String(pointer[pointer.length - 2])
  const kind = pointer[0] === 'vms' && map === 'nics' ? 'vnics' : PART_KINDS.find((name) => name === map)
  if (!kind) return null
  return { kind, id: String(pointer[pointer.length - 1]), parent: pointer.slice(0, -2).map(String), value }
}

const only = <T>(map: Record<string, T> | undefined, ids: ReadonlySet<string>): Record<string, T> | undefined => {
  const kept = entries(map).filter(([id]) => ids.has(id))
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** A copied host takes its VMs with it; links and flows come along where both ends do, and flows that were chosen. */
export function copyFragment(lab: Lab, pointers: readonly Pointer[]): Fragment {
  const machines = new Set(
    pointers
      .filter((p) => p.length === 2 && ['hosts', 'vms', 'switches', 'stations'].includes(String(p[0])))
      .map((p) => String(p[1])),
  )
  for (const [id, vm] of entries(lab.vms)) if (own(lab.hosts, vm.host) && machines.has(vm.host)) machines.add(id)
  const isIn = (path: string) => machines.has(path.split('/')[0])
  const links = (lab.links ?? []).filter((link) => link.ends.every(isIn))
  const chosen = new Set(pointers.filter(([map]) => map === 'flows').map(([, id]) => String(id)))
  const flows = entries(lab.flows).filter(([id, flow]) => chosen.has(id) || (isIn(flow.from) && isIn(flow.to)))
  const positions = entries(lab.view?.positions).filter(([id]) => machines.has(id.slice(id.indexOf('/') + 1)))
  const parts = pointers.flatMap((pointer) => {
    // what is inside a copied machine is in the fragment already
    if (machines.has(String(pointer[1]))) return []
    return partOf(lab, pointer) ?? []
  })
  const piece = {
    format: lab.format,
    name: lab.name,
    hosts: only(lab.hosts, machines),
    vms: only(lab.vms, machines),
    switches: only(lab.switches, machines),
    stations: only(lab.stations, machines),
    links: links.length > 0 ? links : undefined,
    flows: flows.length > 0 ? Object.fromEntries(flows) : undefined,
    view: positions.length > 0 ? { positions: Object.fromEntries(positions) } : undefined,
  }
  const present = Object.fromEntries(Object.entries(piece).filter(([, value]) => value !== undefined)) as Lab
  return { format: FRAGMENT_FORMAT, lab: present, parts: dedupe(parts) }
}

function dedupe(parts: FragmentPart[]): FragmentPart[] {
  const seen = new Set<string>()
  return parts.filter(({ kind, parent, id }) => {
    const key = elementId([...parent, kind, id])
    return seen.has(key) ? false : (seen.add(key), true)
  })
}
