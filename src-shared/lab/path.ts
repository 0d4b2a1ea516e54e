// How things are named. A pointer leads into the document: `['hosts', 'esx-a', 'nics', 'vmnic0']`; joined by `/` it is an
// element id. A component path is what results and people use: `esx-a/vmnic0.vf3`. This is the only place that knows both.
import type { Pointer } from '../api/lab-api'
import { own } from './maps'
import { IDENTIFIER, type Lab } from './schema'

const LISTS = new Set(['links', 'events', 'captures', 'checks'])
const VF = /^(.+)\.vf(\d{1,4})$/
const INDEX = /^(0|[1-9]\d{0,8})$/

export const isIdentifier = (text: string): boolean => text.length <= 64 && IDENTIFIER.test(text)

export const elementId = (pointer: Pointer): string => pointer.join('/')

/** The inverse of `elementId`: positions of the document's lists become numbers. */
export function pointerOfElement(id: string): Pointer {
  const parts: Pointer = id.split('/')
  if (parts.length > 1 && LISTS.has(String(parts[0])) && INDEX.test(String(parts[1]))) parts[1] = Number(parts[1])
  return parts
}

export interface FunctionName {
  /** Named in front, where the text says it: `esx-a/vmnic0.vf1`. */
  host: string | null
  nic: string
  vf: number | null
}

/** `vmnic0`, `vmnic0.vf3`, `esx-a/vmnic0.vf3`; null: not a function's name. `auto` is the caller's business. */
export function parseFunction(text: string): FunctionName | null {
  const slash = text.indexOf('/')
  const host = slash < 0 ? null : text.slice(0, slash)
  const name = text.slice(slash + 1)
  const match = VF.exec(name)
  const nic = match ? match[1] : name
  if (!isIdentifier(nic) || (host !== null && !isIdentifier(host))) return null
  return { host, nic, vf: match ? Number(match[2]) : null }
}

export const formatFunction = (nic: string, vf: number | null): string => (vf === null ? nic : `${nic}.vf${vf}`)

/** True for names that would read as a virtual function. */
export const looksLikeVf = (id: string): boolean => VF.test(id)

/** `vSwitch0/prod` or `prod` to its parts. */
export function parseNetwork(text: string): { vswitch: string | null; label: string } {
  const slash = text.indexOf('/')
  return slash < 0 ? { vswitch: null, label: text } : { vswitch: text.slice(0, slash), label: text.slice(slash + 1) }
}

/** A link's component path names both ends: `esx-a/vmnic0~tor-1/1`. */
export const linkPath = (ends: readonly [string, string]): string => `${ends[0]}~${ends[1]}`

/** Component path of an element; null for what is no component (a flow, an event, the lab itself). */
export function componentPathOf(pointer: Pointer, lab?: Lab): string | null {
  const [kind, id, sub, child, leaf, last] = pointer.map(String)
  switch (kind) {
    case 'hosts':
      if (pointer.length === 2) return id
      if (pointer.length === 4 && (sub === 'nics' || sub === 'vswitches' || sub === 'vmkernel')) return `${id}/${child}`
      if (pointer.length === 6 && sub === 'nics' && leaf === 'vf') return `${id}/${child}.vf${last}`
      if (pointer.length === 6 && sub === 'vswitches' && leaf === 'portGroups') return `${id}/${child}/${last}`
      return null
    case 'vms':
      return pointer.length === 2 ? id : pointer.length === 4 && sub === 'nics' ? `${id}/${child}` : null
    case 'switches':
      return pointer.length === 2 ? id : pointer.length === 4 && sub === 'vlans' ? `${id}/${child}` : null
    case 'stations':
      return pointer.length === 2 ? id : null
    case 'links': {
      const link = pointer.length === 2 ? lab?.links?.[Number(id)] : undefined
      return link ? linkPath(link.ends) : null
    }
    default:
      return null
  }
}

/** Pointer of a component path; null: the document has no such component. */
export function pointerOf(lab: Lab, path: string): Pointer | null {
  if (path.includes('~')) {
    const index = (lab.links ?? []).findIndex((link) => linkPath(link.ends) === path)
    return index < 0 ? null : ['links', index]
  }
  const [first, second, third, more] = path.split('/')
  if (more !== undefined) return null
  const host = own(lab.hosts, first)
  if (host) {
    if (second === undefined) return ['hosts', first]
    if (third !== undefined) {
      const group = own(own(host.vswitches, second)?.portGroups, third)
      return group ? ['hosts', first, 'vswitches', second, 'portGroups', third] : null
    }
    for (const kind of ['nics', 'vswitches', 'vmkernel'] as const) {
      if (own<unknown>(host[kind], second)) return ['hosts', first, kind, second]
    }
    const name = parseFunction(second)
    const nic = name && own(host.nics, name.nic)
    return nic && name.vf !== null && name.vf < (nic.vfs ?? 0)
      ? ['hosts', first, 'nics', name.nic, 'vf', String(name.vf)]
      : null
  }
  if (third !== undefined) return null
  const vm = own(lab.vms, first)
  if (vm) {
    if (second === undefined) return ['vms', first]
    return own(vm.nics, second) ? ['vms', first, 'nics', second] : null
  }
  const physical = own(lab.switches, first)
  if (physical) {
    if (second === undefined) return ['switches', first]
    const port = INDEX.test(second) ? Number(second) : 0
    return port >= 1 && port <= (physical.ports ?? DEFAULT_PORTS) ? ['switches', first, 'vlans', second] : null
  }
  return second === undefined && own(lab.stations, first) ? ['stations', first] : null
}

/** Ports of a physical switch where the document does not say. */
export const DEFAULT_PORTS = 48

/** What a `set` event changes: `esx-a/vSwitch0/prod/shaping/average` is a component and the names of a property in it. */
export function resolveProperty(lab: Lab, path: string): { pointer: Pointer; property: string[] } | null {
  const parts = path.split('/')
  for (let length = parts.length - 1; length >= 1; length--) {
    const pointer = pointerOf(lab, parts.slice(0, length).join('/'))
    if (pointer) return { pointer, property: parts.slice(length) }
  }
  return null
}

/** Who sends and receives: a vNIC, a VM that has a single one, or a station. */
export function resolveEndpoint(lab: Lab, text: string): Pointer | null {
  const pointer = pointerOf(lab, text)
  if (!pointer) return null
  if (pointer[0] === 'stations') return pointer
  if (pointer[0] !== 'vms') return null
  if (pointer.length === 4) return pointer
  const nics = Object.keys(own(lab.vms, String(pointer[1]))?.nics ?? {})
  return nics.length === 1 ? [...pointer, 'nics', nics[0]] : null
}
