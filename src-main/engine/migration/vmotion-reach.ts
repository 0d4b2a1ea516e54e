// Can two vmkernel interfaces reach each other? Follows the VLAN of a port group over the wires that are up: out of the
// uplinks, through the switches as their ports allow, into an uplink of the other side. Pure but for the state of links.
import type { HostModel, LabModel, LinkEndModel, SwitchModel, VmkernelModel } from '../../../src-shared/lab/lab-model'

export interface ReachEnd {
  host: number
  vmkernel: VmkernelModel
}

/** Same subnet, and a path for its VLAN over links that are up. */
export function canReach(lab: LabModel, isUp: (link: number) => boolean, from: ReachEnd, to: ReachEnd): boolean {
  if (!sameSubnet(from.vmkernel, to.vmkernel)) return false
  const target = tagOf(lab.hosts[to.host], to.vmkernel)
  const isTarget = (end: LinkEndModel, tag: number): boolean =>
    end.kind === 'nic' &&
    end.host === to.host &&
    tag === target &&
    uplinksOf(lab.hosts[to.host], to.vmkernel).includes(end.nic)
  const tag = tagOf(lab.hosts[from.host], from.vmkernel)
  /** Switch and VLAN inside it, still to be followed. */
  const open: { at: number; vlan: number }[] = []
  const seen = new Set<string>()
  let found = false
  const leave = (near: LinkEndModel, tagOnWire: number): void => {
    lab.links.forEach((link, index) => {
      const side = link.ends.findIndex((end) => end.path === near.path)
      if (side < 0 || !isUp(index)) return
      const far = link.ends[1 - side]
      if (isTarget(far, tagOnWire)) found = true
      if (far.kind !== 'switch') return
      const vlan = ingress(lab.switches[far.switch], far.port, tagOnWire)
      if (vlan < 0 || seen.has(`${far.switch}/${vlan}`)) return
      seen.add(`${far.switch}/${vlan}`)
      open.push({ at: far.switch, vlan })
    })
  }
  const { nics } = lab.hosts[from.host]
  for (const nic of uplinksOf(lab.hosts[from.host], from.vmkernel)) {
    leave({ kind: 'nic', host: from.host, nic, path: nics[nic].path }, tag)
  }
  for (let next = open.pop(); next && !found; next = open.pop()) {
    const { at, vlan } = next
    for (const link of lab.links) {
      for (const end of link.ends) {
        if (end.kind !== 'switch' || end.switch !== at) continue
        const out = egress(lab.switches[at], end.port, vlan)
        if (out >= 0) leave(end, out)
      }
    }
  }
  return found
}

function sameSubnet(a: VmkernelModel, b: VmkernelModel): boolean {
  const { prefix } = a.ip
  const mask = prefix === 0 ? 0 : -1 << (32 - prefix)
  return prefix === b.ip.prefix && ((a.ip.address ^ b.ip.address) & mask) === 0
}

/** The tag that frames of the interface carry on the wire; 0: none. */
function tagOf(host: HostModel, vmkernel: VmkernelModel): number {
  const { vswitch, portGroup } = vmkernel.network
  return host.vswitches[vswitch].portGroups[portGroup].vlan
}

function uplinksOf(host: HostModel, vmkernel: VmkernelModel): number[] {
  const vswitch = host.vswitches[vmkernel.network.vswitch]
  return [...vswitch.activeUplinks, ...vswitch.standbyUplinks]
}

/** VLAN inside the switch of a frame that arrives with `tag`; -1: refused. */
function ingress(model: SwitchModel, port: number, tag: number): number {
  const { untagged, tagged } = model.ports[port]
  if (tag === 0) return untagged > 0 ? untagged : -1
  return tag === untagged || tagged === null || tagged.includes(tag) ? tag : -1
}

/** Tag with which a frame of `vlan` leaves; -1: it does not leave here. */
function egress(model: SwitchModel, port: number, vlan: number): number {
  const { untagged, tagged } = model.ports[port]
  if (vlan === untagged) return 0
  return tagged === null || tagged.includes(vlan) ? vlan : -1
}
