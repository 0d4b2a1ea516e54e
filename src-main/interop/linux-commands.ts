// The lab as commands for Linux hosts with KVM: virtual functions, bridges, VLANs, shaping, one part a host.
// Read first: Documentation/ABI/testing/sysfs-bus-pci (sriov_numvfs), ip-link(8), bridge(8), tc-police(8).
// Left out: starting the VMs (see the libvirt definitions), the physical switches (their ports are listed as comments).
import { adapter } from '@shared/catalogue/adapters'
import { nicModel } from '@shared/catalogue/nic-models'
import { formatIp, formatMac } from '@shared/lab/addresses'
import {
  type HostModel,
  type LabModel,
  type LinkEndModel,
  type NicModel,
  type PortGroupModel,
  type VnicModel,
  type VswitchModel,
} from '@shared/lab/lab-model'
import { formatBitRate, formatBytes } from '@shared/text/format-quantity'
import { comment, interfaceNames, wholeUnits } from './shell-text'

const MEGABIT = 1e6
const KILOBIT = 1e3
/** ixgbe refuses a limit of 10 Mb/s or less. */
const LEAST_VF_RATE = 10 * MEGABIT

export function linuxCommands(model: LabModel): string {
  const parts = [
    '#!/bin/sh',
    comment(`${model.name}: commands for Linux hosts with KVM. Run each part as root on its host.`),
    '# Interface names are those of the lab: replace them by yours (ip -br link).',
    'set -eu',
    ...model.hosts.flatMap((host, index) => ['', ...hostCommands(model, host, index)]),
    '',
    ...switchComments(model),
  ]
  return `${parts.join('\n').trimEnd()}\n`
}

function hostCommands(model: LabModel, host: HostModel, hostIndex: number): string[] {
  const nameOf = interfaceNames()
  const lines = [comment(`===== ${host.id} =====`)]
  if (host.nics.some((nic) => nic.vfs.length > 0)) lines.push(...iommuLines(host))
  for (const nic of host.nics) lines.push('', ...nicCommands(nic, nameOf))
  for (const vswitch of host.vswitches) lines.push('', ...bridgeCommands(host, vswitch, nameOf))
  for (const vmk of host.vmkernel) {
    const vswitch = host.vswitches[vmk.network.vswitch]!
    const group = vswitch.portGroups[vmk.network.portGroup]!
    const bridge = nameOf(vswitch.id)
    const name = nameOf(vmk.id)
    lines.push('', comment(`${vmk.id}: an address of the host itself${vmk.vmotion ? ', for live migration' : ''}`))
    if (group.vlan > 0 && group.vlan < 4095) {
      lines.push(`bridge vlan add dev ${bridge} vid ${group.vlan} self`)
      lines.push(`ip link add link ${bridge} name ${name} type vlan id ${group.vlan}`)
    } else {
      lines.push(`bridge vlan add dev ${bridge} vid 1 pvid untagged self`)
      lines.push(`ip link add link ${bridge} name ${name} type macvlan mode bridge`)
    }
    lines.push(`ip addr add ${formatIp(vmk.ip.address)}/${vmk.ip.prefix} dev ${name}`, `ip link set dev ${name} up`)
  }
  const vnics = model.vms.filter((vm) => vm.host === hostIndex).flatMap((vm) => vm.nics)
  for (const vnic of vnics) lines.push('', ...vnicCommands(host, vnic, nameOf))
  return lines
}

function iommuLines(host: HostModel): string[] {
  if (host.iommu === 'off') return [comment('The IOMMU is off in the lab: no function can be given to a VM.')]
  const mode = host.iommu === 'strict' ? 'iommu.strict=1' : 'iommu.strict=0'
  return [comment(`Kernel command line for the IOMMU, then reboot: intel_iommu=on (or amd_iommu=on) ${mode}`)]
}

/** A gap that adapts is what the driver has by itself. */
function gapLines({ moderation: { gapPs, bulkPs } }: NicModel, name: string): string[] {
  return gapPs === bulkPs ? [`ethtool -C ${name} rx-usecs ${Math.round(gapPs / 1e6)}`] : []
}

function nicCommands(nic: NicModel, nameOf: (wanted: string) => string): string[] {
  const entry = nicModel(nic.model)
  const name = nameOf(nic.id)
  const onOff = (value: boolean) => (value ? 'on' : 'off')
  const lines = [
    comment(
      `${nic.id}: ${entry?.name ?? nic.model}, ${formatBitRate(nic.speedBps)}, driver ${entry?.linuxDriver ?? '?'}`,
    ),
    `ip link set dev ${name} mtu ${nic.mtu} up`,
    ...gapLines(nic, name),
    `ethtool -K ${name} tso ${onOff(nic.tso)} gro ${onOff(nic.lro)} tx ${onOff(nic.checksum)} rx ${onOff(nic.checksum)}`,
  ]
  const queues = nic.rss + nic.netqueue
  if (queues > 1) lines.push(`ethtool -L ${name} combined ${queues}`)
  if (nic.vfs.length === 0) return lines
  lines.push(
    '# A count other than 0 can only be written over 0; the link of the port goes down for a moment.',
    `echo 0 > /sys/class/net/${name}/device/sriov_numvfs`,
    `echo ${nic.vfs.length} > /sys/class/net/${name}/device/sriov_numvfs`,
  )
  if (nic.switching === 'vepa') {
    lines.push('# All frames go to the switch outside, which must send them back (reflective relay).')
    lines.push(`bridge link set dev ${name} hwmode vepa`)
  }
  for (const vf of nic.vfs) {
    const settings = [
      ...(vf.mac === null ? [] : [`mac ${formatMac(vf.mac)}`]),
      ...(vf.vlan === 0 ? [] : [`vlan ${vf.vlan}`]),
      `spoofchk ${onOff(vf.spoofCheck)}`,
      `trust ${onOff(vf.trust)}`,
      ...(vf.rateBps === 0 ? [] : [`max_tx_rate ${wholeUnits(vf.rateBps, MEGABIT)}`]),
    ]
    for (const setting of settings) lines.push(`ip link set dev ${name} vf ${vf.index} ${setting}`)
    if (vf.rateBps > 0 && vf.rateBps <= LEAST_VF_RATE) {
      lines.push(comment(`ixgbe refuses limits of 10 Mb/s or less: ${formatBitRate(vf.rateBps)} may fail.`))
    }
  }
  return lines
}

/** What a teaming policy is on Linux, as near as it comes. */
function bondOptions(vswitch: VswitchModel): string {
  if (vswitch.standbyUplinks.length > 0 || vswitch.teaming === 'explicit') return 'mode active-backup miimon 100'
  if (vswitch.teaming === 'ip-hash') return 'mode balance-xor xmit_hash_policy layer2+3 miimon 100'
  return 'mode balance-xor xmit_hash_policy layer2 miimon 100'
}

function bridgeCommands(host: HostModel, vswitch: VswitchModel, nameOf: (wanted: string) => string): string[] {
  const bridge = nameOf(vswitch.id)
  const lines = [
    comment(
      `${vswitch.id}: a bridge that knows VLANs. Unlike a vSwitch it learns addresses and could forward between uplinks.`,
    ),
    `ip link add name ${bridge} type bridge vlan_filtering 1 vlan_default_pvid 0 stp_state 0`,
    `ip link set dev ${bridge} mtu ${vswitch.mtu} up`,
  ]
  const uplinks = [...vswitch.activeUplinks, ...vswitch.standbyUplinks].map((index) => host.nics[index]!)
  if (uplinks.length === 0) return [...lines, '# no uplink: the network stays inside this host']
  let uplink = nameOf(uplinks[0]!.id)
  if (uplinks.length > 1) {
    const bond = nameOf(`bond-${vswitch.id}`)
    lines.push(`ip link add name ${bond} type bond ${bondOptions(vswitch)}`)
    for (const nic of uplinks) {
      lines.push(`ip link set dev ${nameOf(nic.id)} down`, `ip link set dev ${nameOf(nic.id)} master ${bond} up`)
    }
    if (bondOptions(vswitch).startsWith('mode active-backup')) {
      const reselect = vswitch.failback ? 'always' : 'failure'
      lines.push(`ip link set dev ${bond} type bond primary ${uplink} primary_reselect ${reselect}`)
    }
    lines.push(`ip link set dev ${bond} up`)
    uplink = bond
  }
  lines.push(`ip link set dev ${uplink} master ${bridge}`)
  for (const group of vswitch.portGroups) {
    lines.push(comment(`port group ${group.id}`), ...vlanOn(uplink, group, false))
  }
  return lines
}

/** The VLAN of a port group on a port: tagged on an uplink, untagged towards a VM. */
function vlanOn(device: string, group: PortGroupModel, isGuest: boolean): string[] {
  if (group.vlan === 4095) return [`bridge vlan add dev ${device} vid 1-4094`]
  // frames without a tag are carried as VLAN 1 inside the bridge
  if (group.vlan === 0) return [`bridge vlan add dev ${device} vid 1 pvid untagged`]
  return [`bridge vlan add dev ${device} vid ${group.vlan}${isGuest ? ' pvid untagged' : ''}`]
}

function vnicCommands(host: HostModel, vnic: VnicModel, nameOf: (wanted: string) => string): string[] {
  const entry = adapter(vnic.adapter)
  const lines = [comment(`${vnic.path}: ${entry.name}, ${formatMac(vnic.mac)}`)]
  if (vnic.adapter === 'passthrough' || vnic.adapter === 'replug') {
    const carrier = vnic.function
    if (carrier !== null && !carrier.auto) {
      const nic = host.nics[carrier.nic]!
      const pf = `/sys/class/net/${nameOf(nic.id)}/device`
      const device = carrier.vf === null ? pf : `${pf}/virtfn${carrier.vf}`
      lines.push('modprobe vfio-pci', `address=$(basename "$(readlink ${device})")`)
      lines.push('echo vfio-pci > "/sys/bus/pci/devices/$address/driver_override"')
      lines.push(
        '[ ! -e "/sys/bus/pci/devices/$address/driver" ] || echo "$address" > "/sys/bus/pci/devices/$address/driver/unbind"',
      )
      lines.push('echo "$address" > /sys/bus/pci/drivers_probe')
    } else lines.push('# any free virtual function: bind it to vfio-pci as the libvirt definition does')
    return lines
  }
  if (vnic.adapter === 'failover') {
    lines.push('# a failover pair: this port and a VF with the same address, which the libvirt definition joins')
  }
  if (vnic.adapter === 'upt' || vnic.adapter === 'npa') {
    lines.push(
      `# KVM knows no ${entry.name}. The nearest is a failover pair: this port and a VF with the same address.`,
    )
  }
  const group = vnic.network && host.vswitches[vnic.network.vswitch]?.portGroups[vnic.network.portGroup]
  if (!group) return lines
  const tap = nameOf(vnic.path.replace('/', '-'))
  const bridge = nameOf(host.vswitches[vnic.network!.vswitch]!.id)
  lines.push(
    `ip tuntap add dev ${tap} mode tap`,
    `ip link set dev ${tap} mtu ${vnic.mtu} master ${bridge} up`,
    ...vlanOn(tap, group, true),
    '# the address is known, so nothing has to be learned',
    `bridge fdb replace ${formatMac(vnic.mac)} dev ${tap} master static${group.vlan > 0 && group.vlan < 4095 ? ` vlan ${group.vlan}` : ''}`,
    `bridge link set dev ${tap} learning off flood ${group.promiscuous ? 'on' : 'off'}`,
  )
  lines.push(...ingressFilters(tap, vnic, group))
  return lines
}

/** What the port group does to frames that leave the VM: foreign source addresses and the shaper. */
function ingressFilters(tap: string, vnic: VnicModel, group: PortGroupModel): string[] {
  const { forgedTransmits, shaping } = group
  if (forgedTransmits && shaping === null) return []
  const lines = [`tc qdisc add dev ${tap} clsact`]
  if (!forgedTransmits)
    lines.unshift('# forged transmits are rejected: other source addresses than its own are dropped')
  const match = forgedTransmits ? 'matchall' : `flower src_mac ${formatMac(vnic.mac)}`
  let action = 'action ok'
  if (shaping !== null) {
    const limits = `${formatBitRate(shaping.averageBps)} on average, ${formatBitRate(shaping.peakBps)} peak, bursts of ${formatBytes(shaping.burstBytes)}`
    lines.unshift(comment(`shaping out of the VM: ${limits}; policing drops where a vSwitch queues, and knows no peak`))
    const rate = `${wholeUnits(shaping.averageBps, KILOBIT)}kbit`
    action = `action police rate ${rate} burst ${wholeUnits(shaping.burstBytes, 1024)}k conform-exceed drop/ok`
  }
  lines.push(`tc filter add dev ${tap} ingress pref 1 ${match} ${action}`)
  if (!forgedTransmits) lines.push(`tc filter add dev ${tap} ingress pref 9 matchall action drop`)
  return lines
}

function switchComments(model: LabModel): string[] {
  const portOf = (end: LinkEndModel) => (end.kind === 'switch' ? end : null)
  return model.switches.flatMap((physical, index) => {
    const lines = [comment(`===== ${physical.id}: set its ports so =====`), comment(`MTU ${physical.mtu}`)]
    for (const { ends } of model.links) {
      for (const [end, other] of [ends, [ends[1], ends[0]]] as const) {
        const port = portOf(end)
        if (port?.switch !== index) continue
        const { untagged, tagged } = physical.ports[port.port]!
        const vlans = [
          ...(untagged === 0 ? [] : [`untagged ${untagged}`]),
          ...(tagged === null ? ['all VLANs tagged'] : tagged.length > 0 ? [`tagged ${tagged.join(', ')}`] : []),
        ]
        lines.push(comment(`port ${port.port + 1} (to ${other.path}): ${vlans.join('; ')}`))
      }
    }
    return [...lines, '']
  })
}
