// Puts a tap wherever the document wants a capture: at the end of a link for what stands on a wire (NIC, station, switch port,
// the link itself), between a network stack and its device (vNIC, vmkernel interface), at a function, a vSwitch, a port group.
import type { RunningLab } from '../running-lab'
import { Capture } from './capture'
import { CaptureFates } from './capture-fates'
import { tapArrivals, tapDepartures, tapFunction, tapStack, tapVswitch } from './capture-tap'

export function placeCaptures(lab: RunningLab): Capture[] {
  if (lab.model.captures.length === 0) return []
  const fates = new CaptureFates(lab.sim)
  return lab.model.captures.map((model) => {
    const capture = new Capture(lab.sim, model, fates)
    const { at } = model
    placeOnLink(lab, at, capture)
    placeInHost(lab, at, capture)
    for (const vm of lab.vms) {
      const vnic = vm.vnics.find(({ path }) => path === at)
      if (vnic) tapStack(vnic.stack, vnic, capture)
    }
    return capture
  })
}

function placeOnLink(lab: RunningLab, at: string, capture: Capture): void {
  for (const link of lab.links) {
    const side = link.model.ends.findIndex((end) => end.path === at)
    if (side < 0 && link.path !== at) continue
    // of a link: what passes its first end
    const own = side < 0 ? 0 : side
    tapDepartures(link.ends[own], capture)
    tapArrivals(link.ends[1 - own], capture)
  }
}

function placeInHost(lab: RunningLab, at: string, capture: Capture): void {
  for (const host of lab.hosts) {
    const vf = host.functions().find(({ path }) => path === at)
    if (vf) tapFunction(vf, capture)
    const vmk = host.vmkernel.find(({ path }) => path === at)
    if (vmk) tapStack(vmk.stack, vmk, capture)
    for (const vswitch of host.vswitches) {
      if (vswitch.path === at) tapVswitch(lab.sim, vswitch, null, capture)
      const group = vswitch.portGroups.find(({ path }) => path === at)
      if (group) tapVswitch(lab.sim, vswitch, group, capture)
    }
  }
}
