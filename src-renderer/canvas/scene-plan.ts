// Who is on which host and by which way each vNIC goes, before anything has a place. The document's word, or the run's.
import { entries, own } from '../../src-shared/lab/maps'
import { parseFunction, parseNetwork } from '../../src-shared/lab/path'
import type { Lab, LabHost, LabVm } from '../../src-shared/lab/schema'
import type { ModeChange } from '../../src-shared/result/result'
import type { HostPlan, VmPlan } from './host-layout'
import { documentPath, livePath, namedFunctions, type VnicPath } from './vnic-mode'

export interface LiveVm {
  vm: string
  host: string
  state: 'off' | 'running' | 'stunned' | 'migrating' | 'suspended'
  reasons: readonly { code: string; says: string }[]
}

/** What a run adds to the document. */
export interface LiveView {
  vms: ReadonlyMap<string, LiveVm>
  /** By component path of the vNIC: `web-1/eth0`. */
  modes: ReadonlyMap<string, ModeChange>
  /** The VMotion that runs: a place is kept at its destination. */
  incoming: { vm: string; to: string } | null
}

export interface PlannedVnic {
  id: string
  vm: string
  label: string
  adapter: string
  way: VnicPath
  /** The function that the document gives it: its place stays while the run has taken it back for a time. */
  home: VnicPath['function']
  /** Element id of the port group on the VM's present host. */
  portGroup: string | null
}

/** `arriving`: kept for a VMotion under way; `away`: the document's place of a VM that a run has moved; `reserved`: room for
 * a VM that the script will bring, so that nothing moves when it comes. */
export type Presence = 'here' | 'arriving' | 'away' | 'reserved'

export interface PlannedVm {
  /** Element id; other places of the same VM have one with `@`. */
  id: string
  name: string
  host: string
  presence: Presence
  vnics: readonly PlannedVnic[]
}

export interface ScenePlan {
  hosts: ReadonlyMap<string, HostPlan>
  vms: readonly PlannedVm[]
  live: LiveView | null
}

/** The place of a VM on a host where it is not. */
export const placeId = (vm: string, host: string): string => `vms/${vm}@${host}`

/** The VM itself, whichever place of it is meant. */
export const withoutPlace = (id: string): string => id.split('@')[0] ?? id

export function buildPlan(lab: Lab, live: LiveView | null): ScenePlan {
  const named = namedFunctions(lab)
  const scripted = scriptedHosts(lab)
  const vms: PlannedVm[] = []
  for (const [name, vm] of entries(lab.vms)) {
    const present = live?.vms.get(name)?.host ?? vm.host
    const arriving = live?.incoming?.vm === name ? live.incoming.to : null
    const places = new Map<string, Presence>([[present, 'here']])
    const add = (host: string | null, presence: Presence): void => {
      if (host !== null && !places.has(host)) places.set(host, presence)
    }
    add(arriving, 'arriving')
    add(vm.host, 'away')
    for (const host of scripted.get(name) ?? []) add(host, 'reserved')
    for (const [host, presence] of places) vms.push(planVm(lab, name, vm, host, presence, live, named))
  }
  const hosts = new Map<string, HostPlan>()
  for (const [id, host] of entries(lab.hosts)) hosts.set(id, planHost(id, host, lab, vms))
  return { hosts, vms, live }
}

/** Hosts to which the script moves each VM. */
function scriptedHosts(lab: Lab): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>()
  for (const event of lab.events ?? []) {
    if (event.do !== 'vmotion' || event.vm === undefined || event.to === undefined) continue
    hosts.set(event.vm, (hosts.get(event.vm) ?? new Set()).add(event.to))
  }
  return hosts
}

function planVm(
  lab: Lab,
  name: string,
  vm: LabVm,
  host: string,
  presence: Presence,
  live: LiveView | null,
  named: ReadonlyMap<string, ReadonlySet<string>>,
): PlannedVm {
  const machine = own(lab.hosts, host)
  const id = presence === 'here' ? `vms/${name}` : placeId(name, host)
  const vnics = entries(vm.nics).map(([nic, vnic]): PlannedVnic => {
    const adapter = vnic.adapter ?? 'vmxnet'
    const change = presence === 'here' ? live?.modes.get(`${name}/${nic}`) : undefined
    const way = change ? livePath(adapter, change) : documentPath(machine, vm, vnic, named.get(host) ?? new Set())
    const hasHome = host === vm.host && vnic.function !== undefined && vnic.function !== 'auto'
    return {
      id: presence === 'here' ? `vms/${name}/nics/${nic}` : `${id}/nics/${nic}`,
      vm: id,
      label: nic,
      adapter,
      way: presence === 'here' ? way : { ...way, function: null },
      home: hasHome ? parseFunction(vnic.function ?? '') : null,
      portGroup: vnic.network === undefined ? null : portGroupOn(host, machine, vnic.network),
    }
  })
  return { id, name, host, presence, vnics }
}

/** By name: on another host than the document's, the same label is the same network. */
export function portGroupOn(hostId: string, host: LabHost | undefined, network: string): string | null {
  const { vswitch, label } = parseNetwork(network)
  const groupIn = (id: string): string | null =>
    own(own(host?.vswitches, id)?.portGroups, label) ? `hosts/${hostId}/vswitches/${id}/portGroups/${label}` : null
  const there = vswitch === null ? null : groupIn(vswitch)
  if (there) return there
  for (const [id] of entries(host?.vswitches)) {
    const found = groupIn(id)
    if (found) return found
  }
  return null
}

/** VMs in the order of the functions that the document gives them, so that their paths do not cross; others as they stand. */
function byFunction(vms: readonly PlannedVm[], nics: readonly string[]): PlannedVm[] {
  const placeOf = (vm: PlannedVm): number => {
    const home = vm.vnics.find((vnic) => vnic.home)?.home
    return home ? nics.indexOf(home.nic) * 1000 + (home.vf ?? -1) : Number.MAX_SAFE_INTEGER
  }
  return [...vms].sort((a, b) => placeOf(a) - placeOf(b))
}

function planHost(id: string, host: LabHost, lab: Lab, vms: readonly PlannedVm[]): HostPlan {
  const here = byFunction(
    vms.filter((vm) => vm.host === id),
    Object.keys(host.nics ?? {}),
  )
  const used = new Map<string, { vf: number; vnic: string }[]>()
  const direct = new Set<string>()
  for (const vm of here) {
    for (const vnic of vm.vnics) {
      const carrier = vnic.way.function ?? vnic.home
      if (!carrier || !own(host.nics, carrier.nic)) continue
      direct.add(carrier.nic)
      if (carrier.vf !== null)
        used.set(carrier.nic, [...(used.get(carrier.nic) ?? []), { vf: carrier.vf, vnic: vnic.id }])
    }
  }
  const vmPlans = here.map((vm): VmPlan => ({
    id: vm.id,
    label: vm.name,
    nics: vm.vnics.map((vnic) => vnic.id),
    // by what the document asks for: a change of mode during a run moves no VM
    isDirect: entries(own(lab.vms, vm.name)?.nics).some(([, nic]) => nic.function !== undefined),
  }))
  return {
    vms: vmPlans,
    vswitches: entries(host.vswitches).map(([vswitch, settings]) => ({
      id: `hosts/${id}/vswitches/${vswitch}`,
      label: vswitch,
      portGroups: entries(settings.portGroups).map(([group, { vlan }]) => ({
        id: `hosts/${id}/vswitches/${vswitch}/portGroups/${group}`,
        label: group,
        vlan: vlan ?? 0,
      })),
    })),
    vmkernel: entries(host.vmkernel).map(([vmk, { network }]) => ({
      id: `hosts/${id}/vmkernel/${vmk}`,
      label: vmk,
      portGroup: portGroupOn(id, host, network),
    })),
    nics: entries(host.nics).map(([nic, settings]) => ({
      id: `hosts/${id}/nics/${nic}`,
      vfs: settings.vfs ?? 0,
      used: used.get(nic) ?? [],
      // also by the document, so that a NIC keeps its place while modes change
      isDirect: (settings.vfs ?? 0) > 0 || direct.has(nic),
    })),
  }
}
