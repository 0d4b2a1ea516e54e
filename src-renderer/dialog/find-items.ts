// What can be found in a lab: everything with a name, by name, address or MAC.
import { entries } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import { describe } from '../canvas/lab-facts'
import type { PickItem } from '../ui/PickList.vue'

export function findItems(lab: Lab): PickItem[] {
  const items: PickItem[] = []
  const add = (id: string, ...facts: (string | number | undefined)[]): void => {
    items.push({ id, label: describe(lab, id), detail: facts.filter((fact) => fact !== undefined).join(' · ') })
  }
  for (const [id, host] of entries(lab.hosts)) {
    add(`hosts/${id}`)
    for (const [nic, settings] of entries(host.nics)) {
      add(`hosts/${id}/nics/${nic}`, settings.model)
      for (let vf = 0; vf < (settings.vfs ?? 0); vf++) {
        const one = settings.vf?.[vf]
        add(`hosts/${id}/nics/${nic}/vf/${vf}`, one?.mac, one?.vlan === undefined ? undefined : `VLAN ${one.vlan}`)
      }
    }
    for (const [vswitch, settings] of entries(host.vswitches)) {
      add(`hosts/${id}/vswitches/${vswitch}`)
      for (const [group, { vlan }] of entries(settings.portGroups)) {
        add(`hosts/${id}/vswitches/${vswitch}/portGroups/${group}`, vlan ? `VLAN ${vlan}` : undefined)
      }
    }
    for (const [vmk, settings] of entries(host.vmkernel)) add(`hosts/${id}/vmkernel/${vmk}`, settings.ip)
  }
  for (const [id, vm] of entries(lab.vms)) {
    add(`vms/${id}`, `on ${vm.host}`)
    for (const [nic, vnic] of entries(vm.nics)) {
      add(`vms/${id}/nics/${nic}`, vnic.adapter ?? 'vmxnet', vnic.ip, vnic.mac, vnic.function)
    }
  }
  for (const [id] of entries(lab.switches)) add(`switches/${id}`)
  for (const [id, station] of entries(lab.stations)) add(`stations/${id}`, station.ip, station.mac)
  for (const [id, flow] of entries(lab.flows)) add(`flows/${id}`, flow.type, `${flow.from} → ${flow.to}`)
  ;(lab.links ?? []).forEach((_link, index) => add(`links/${index}`))
  return items
}
