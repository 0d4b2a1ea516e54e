// Small questions about a lab that drop rules, connection rules and actions ask: what is this, whose is it, is it taken.
import { entries, own } from '../../src-shared/lab/maps'
import { parseFunction, pointerOf, pointerOfElement } from '../../src-shared/lab/path'
import type { Lab } from '../../src-shared/lab/schema'
import type { NodeKind } from './scene'

export type ElementKind = NodeKind | 'link' | 'flow' | 'event' | 'capture' | 'switch-port'

/** Kind of an element by its id; null: it is none, or it does not exist (a free VF exists while its number is created). */
export function kindOf(lab: Lab, id: string): ElementKind | null {
  const [top, name = '', sub, child = '', leaf, last = ''] = id.split('/')
  if (top === 'links') return lab.links?.[Number(name)] ? 'link' : null
  if (top === 'events') return lab.events?.[Number(name)] ? 'event' : null
  if (top === 'captures') return lab.captures?.[Number(name)] ? 'capture' : null
  if (top === 'flows') return own(lab.flows, name) ? 'flow' : null
  if (top === 'stations') return own(lab.stations, name) ? 'station' : null
  if (top === 'switches') return own(lab.switches, name) ? (sub === undefined ? 'switch' : 'switch-port') : null
  if (top === 'vms') {
    const vm = own(lab.vms, name)
    if (!vm) return null
    if (sub === undefined) return 'vm'
    return own(vm.nics, child) ? 'vnic' : null
  }
  const host = top === 'hosts' ? own(lab.hosts, name) : undefined
  if (!host) return null
  if (sub === undefined) return 'host'
  if (sub === 'vmkernel') return own(host.vmkernel, child) ? 'vmkernel' : null
  if (sub === 'nics') {
    const nic = own(host.nics, child)
    if (!nic) return null
    if (leaf === undefined) return 'nic'
    return leaf === 'vf' && Number(last) < (nic.vfs ?? 0) ? 'vf' : null
  }
  const vswitch = sub === 'vswitches' ? own(host.vswitches, child) : undefined
  if (!vswitch) return null
  if (leaf === undefined) return 'vswitch'
  return own(vswitch.portGroups, last) ? 'port-group' : null
}

export const exists = (lab: Lab, id: string): boolean => kindOf(lab, id) !== null

/** The host that an element is on: `esx-a`; null: on none. */
export function hostNameOf(lab: Lab, id: string): string | null {
  const [top, name = ''] = id.split('/')
  if (top === 'hosts') return own(lab.hosts, name) ? name : null
  return top === 'vms' ? (own(lab.vms, name)?.host ?? null) : null
}

/** The NIC that an element is or is a function of. */
export function nicIdOf(id: string): string | null {
  const parts = id.split('/')
  return parts[0] === 'hosts' && parts[2] === 'nics' && parts.length >= 4 ? parts.slice(0, 4).join('/') : null
}

export function vswitchIdOf(id: string): string | null {
  const parts = id.split('/')
  return parts[0] === 'hosts' && parts[2] === 'vswitches' && parts.length >= 4 ? parts.slice(0, 4).join('/') : null
}

/** The VM that an element is or belongs to. */
export function vmNameOf(id: string): string | null {
  const [top, name] = id.split('/')
  return top === 'vms' && name !== undefined ? name : null
}

/** Last part of an id: what people call it. */
export function nameOf(id: string): string {
  const parts = id.split('/')
  const last = parts[parts.length - 1] ?? ''
  return parts[4] === 'vf' ? `vf${last}` : last
}

/** Links that end at an element, by their place in the document. */
export function linksOf(lab: Lab, id: string): number[] {
  return (lab.links ?? []).flatMap((link, index) =>
    link.ends.some((end) => {
      const pointer = pointerOf(lab, end)?.join('/')
      return pointer === id || pointer?.startsWith(`${id}/`)
    })
      ? [index]
      : [],
  )
}

/** Whose frames a function carries by the document: the vNIC's element id. */
export function userOfFunction(lab: Lab, hostName: string, nic: string, vf: number | null): string | null {
  for (const [vmName, vm] of entries(lab.vms)) {
    if (vm.host !== hostName) continue
    for (const [nicName, vnic] of entries(vm.nics)) {
      const name = vnic.function === undefined ? null : parseFunction(vnic.function)
      if (name && vnic.function !== 'auto' && name.nic === nic && name.vf === vf) return `vms/${vmName}/nics/${nicName}`
    }
  }
  return null
}

/** A sentence for people and for screen readers: `vNIC eth0 of web-1`. */
export function describe(lab: Lab, id: string): string {
  const pointer = pointerOfElement(id).map(String)
  switch (kindOf(lab, id)) {
    case 'host':
      return `host ${pointer[1]}`
    case 'vm':
      return `VM ${pointer[1]}`
    case 'vnic':
      return `vNIC ${pointer[3]} of ${pointer[1]}`
    case 'nic':
      return `physical NIC ${pointer[3]} of ${pointer[1]}`
    case 'vf':
      return `virtual function ${pointer[3]}.vf${pointer[5]} of ${pointer[1]}`
    case 'vswitch':
      return `vSwitch ${pointer[3]} of ${pointer[1]}`
    case 'port-group':
      return `port group ${pointer[5]} of ${pointer[3]} on ${pointer[1]}`
    case 'vmkernel':
      return `VMkernel adapter ${pointer[3]} of ${pointer[1]}`
    case 'switch':
      return `physical switch ${pointer[1]}`
    case 'switch-port':
      return `port ${pointer[3]} of ${pointer[1]}`
    case 'station':
      return `station ${pointer[1]}`
    case 'link': {
      const ends = lab.links?.[Number(pointer[1])]?.ends
      return `link ${ends?.join(' – ') ?? ''}`
    }
    case 'flow':
      return `flow ${pointer[1]}`
    case 'event':
      return `event ${Number(pointer[1]) + 1}`
    case 'capture':
      return `capture ${Number(pointer[1]) + 1}`
    case null:
      return id
  }
}
