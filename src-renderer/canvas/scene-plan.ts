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
  state: 'off' | 'running' | 'stunned' | 'migrating'
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

export interface PlannedVm {
  /** Element id; a VM on its way to a host has a second place there. */
  id: string
  name: string
  host: string
  isGhost: boolean
  vnics: readonly PlannedVnic[]
}

export interface ScenePlan {
  hosts: ReadonlyMap<string, HostPlan>
  vms: readonly PlannedVm[]
  live: LiveView | null
}

export const ghostId = (vm: string): string => `vms/${vm}@arriving`

export function buildPlan(lab: Lab, live: LiveView | null): ScenePlan {
  const named = namedFunctions(lab)
  const vms: PlannedVm[] = []
  for (const [name, vm] of entries(lab.vms)) {
    const host = live?.vms.get(name)?.host ?? vm.host
    vms.push(planVm(lab, name, vm, host, live, named))
    if (live?.incoming?.vm === name && live.incoming.to !== host) {
      const ghost = planVm(lab, name, vm, live.incoming.to, null, named)
      const vnics = ghost.vnics.map((vnic) => ({ ...vnic, id: `${vnic.id}@arriving`, vm: ghostId(name) }))
      vms.push({ ...ghost, id: ghostId(name), isGhost: true, vnics })
    }
  }
  const hosts = new Map<string, HostPlan>()
  for (const [id, host] of entries(lab.hosts)) hosts.set(id, planHost(id, host, lab, vms))
  return { hosts, vms, live }
}

function planVm(
  lab: Lab,
  name: string,
  vm: LabVm,
  host: string,
  live: LiveView | null,
  named: ReadonlyMap<string, ReadonlySet<string>>,
): PlannedVm {
  const machine = own(lab.hosts, host)
  const vnics = entries(vm.nics).map(([nic, vnic]): PlannedVnic => {
    const adapter = vnic.adapter ?? 'vmxnet'
    const change = live?.modes.get(`${name}/${nic}`)
    const way = change ? livePath(adapter, change) : documentPath(machine, vm, vnic, named.get(host) ?? new Set())
    return {
      id: `vms/${name}/nics/${nic}`,
      vm: `vms/${name}`,
      label: nic,
      adapter,
      way,
      home: vnic.function === undefined || vnic.function === 'auto' ? null : parseFunction(vnic.function),
      portGroup: vnic.network === undefined ? null : portGroupOn(host, machine, vnic.network),
    }
  })
  return { id: `vms/${name}`, name, host, isGhost: false, vnics }
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
