// The lab as commands for ESXi hosts: standard switches, port groups, vmkernel interfaces, virtual functions, and the
// lines of each VM's .vmx. Read first: the esxcli reference, namespace `network vswitch standard`.
// Left out: licences, storage, vCenter; the plug-in architecture, which was shown but never shipped.
import { nicModel } from '@shared/catalogue/nic-models'
import { pciAddress } from '@shared/catalogue/pci-address'
import { formatIp, formatMac } from '@shared/lab/addresses'
import {
  type HostModel,
  type LabModel,
  type PortGroupModel,
  type VmModel,
  type VnicModel,
  type VswitchModel,
} from '@shared/lab/lab-model'
import { comment, netmaskText, wholeUnits, word } from './shell-text'

const KILOBIT = 1e3
const MEGAHERTZ = 1e6
const MEBIBYTE = 1024 * 1024
const STANDARD = 'esxcli network vswitch standard'

const TEAMING: Record<VswitchModel['teaming'], string> = {
  'originating-port': 'portid',
  'source-mac': 'mac',
  'ip-hash': 'iphash',
  explicit: 'explicit',
}

export function esxiCommands(model: LabModel): string {
  const parts = [
    '#!/bin/sh',
    comment(`${model.name}: commands for ESXi hosts. Run each part in the shell of its host.`),
    ...model.hosts.flatMap((host, index) => [
      '',
      ...hostCommands(host),
      ...model.vms.filter((vm) => vm.host === index).flatMap((vm) => ['', ...vmLines(host, vm)]),
    ]),
  ]
  return `${parts.join('\n')}\n`
}

function hostCommands(host: HostModel): string[] {
  const lines = [comment(`===== ${host.id} =====`), ...functionCommands(host)]
  for (const vswitch of host.vswitches) lines.push('', ...vswitchCommands(host, vswitch))
  for (const vmk of host.vmkernel) {
    const group = host.vswitches[vmk.network.vswitch]!.portGroups[vmk.network.portGroup]!
    const { address, prefix } = vmk.ip
    lines.push(
      '',
      comment(`${vmk.id}: vmk0 is the management interface of a fresh host, take another number if it is in use`),
      `esxcli network ip interface add --interface-name=${word(vmk.id)} --portgroup-name=${word(group.id)}`,
      `esxcli network ip interface ipv4 set --interface-name=${word(vmk.id)} --type=static --ipv4=${formatIp(address)} --netmask=${netmaskText(prefix)}`,
      ...(vmk.vmotion
        ? [`esxcli network ip interface tag add --interface-name=${word(vmk.id)} --tagname=VMotion`]
        : []),
    )
  }
  return lines
}

/** The count of functions belongs to the driver, with one number per port in the order of PCI addresses. */
function functionCommands(host: HostModel): string[] {
  const byDriver = new Map<string, number[]>()
  for (const nic of host.nics) {
    const driver = nicModel(nic.model)?.esxiDriver
    if (driver === undefined) continue
    byDriver.set(driver, [...(byDriver.get(driver) ?? []), nic.vfs.length])
  }
  const lines: string[] = []
  for (const [driver, counts] of byDriver) {
    if (counts.every((count) => count === 0)) continue
    lines.push(
      comment(
        `Virtual functions of all ports of the driver ${driver}, in the order of their PCI addresses; reboot afterwards.`,
      ),
      `esxcli system module parameters set --module=${driver} --parameter-string="max_vfs=${counts.join(',')}"`,
    )
  }
  return lines
}

function vswitchCommands(host: HostModel, vswitch: VswitchModel): string[] {
  const name = `--vswitch-name=${word(vswitch.id)}`
  const ids = (uplinks: readonly number[]) => uplinks.map((index) => host.nics[index]!.id)
  const active = ids(vswitch.activeUplinks)
  const standby = ids(vswitch.standbyUplinks)
  const lines = [
    comment(vswitch.id),
    `${STANDARD} add ${name}`,
    `${STANDARD} set --mtu=${vswitch.mtu} ${name}`,
    ...[...active, ...standby].map((nic) => `${STANDARD} uplink add --uplink-name=${word(nic)} ${name}`),
  ]
  if (active.length > 0) {
    const options = [
      `--active-uplinks=${word(active.join(','))}`,
      ...(standby.length > 0 ? [`--standby-uplinks=${word(standby.join(','))}`] : []),
      `--load-balancing=${TEAMING[vswitch.teaming]}`,
      `--failure-detection=${vswitch.detection}`,
      `--failback=${vswitch.failback}`,
      `--notify-switches=${vswitch.notifySwitches}`,
    ]
    lines.push(`${STANDARD} policy failover set ${options.join(' ')} ${name}`)
  }
  for (const group of vswitch.portGroups) lines.push(...portGroupCommands(vswitch, group))
  return lines
}

function portGroupCommands(vswitch: VswitchModel, group: PortGroupModel): string[] {
  const name = `--portgroup-name=${word(group.id)}`
  const lines = [
    `${STANDARD} portgroup add ${name} --vswitch-name=${word(vswitch.id)}`,
    `${STANDARD} portgroup set ${name} --vlan-id=${group.vlan}`,
    `${STANDARD} portgroup policy security set ${name} --allow-promiscuous=${group.promiscuous} --allow-mac-change=${group.macChanges} --allow-forged-transmits=${group.forgedTransmits}`,
  ]
  if (group.shaping) {
    const { averageBps, peakBps, burstBytes } = group.shaping
    lines.push(
      '# shaping acts on what leaves the VM; bandwidths in kbit/s, burst in KiB',
      `${STANDARD} portgroup policy shaping set ${name} --enabled=true --avg-bandwidth=${wholeUnits(averageBps, KILOBIT)} --peak-bandwidth=${wholeUnits(peakBps, KILOBIT)} --burst-size=${wholeUnits(burstBytes, 1024)}`,
    )
  }
  return lines
}

function vmLines(host: HostModel, vm: VmModel): string[] {
  const hasFunction = vm.nics.some((vnic) => vnic.function !== null)
  const wantsAll = hasFunction || vm.neverHalts
  const vmx = [
    `displayName = "${vm.id}"`,
    `numvcpus = "${vm.vcpus}"`,
    `memSize = "${wholeUnits(vm.memoryBytes, MEBIBYTE)}"`,
    ...(vm.affinity.length > 0 ? [`sched.cpu.affinity = "${vm.affinity.join(',')}"`] : []),
    // vSphere gives cores to a VM alone that has all of its CPU and memory reserved
    ...(vm.neverHalts
      ? [
          'sched.cpu.latencySensitivity = "high"',
          `sched.cpu.min = "${wholeUnits(vm.vcpus * host.cpu.clockHz, MEGAHERTZ)}"`,
          'sched.cpu.units = "mhz"',
        ]
      : []),
    ...(vm.reservationBytes > 0 || wantsAll
      ? [`sched.mem.min = "${wholeUnits(wantsAll ? vm.memoryBytes : vm.reservationBytes, MEBIBYTE)}"`]
      : []),
    ...(hasFunction ? ['sched.mem.pin = "TRUE"'] : []),
    ...vm.nics.flatMap((vnic, index) => vnicLines(host, vnic, index)),
  ]
  return [comment(`${vm.id}: lines of its .vmx`), ...vmx.map((line) => comment(`  ${line}`))]
}

const VIRTUAL_DEVICE: Partial<Record<VnicModel['adapter'], string>> = { vlance: 'vlance', e1000: 'e1000' }

function vnicLines(host: HostModel, vnic: VnicModel, index: number): string[] {
  const key = `ethernet${index}`
  const group = vnic.network && host.vswitches[vnic.network.vswitch]?.portGroups[vnic.network.portGroup]
  const address = [`${key}.addressType = "static"`, `${key}.address = "${formatMac(vnic.mac)}"`]
  const carrier = vnic.function
  if (vnic.adapter === 'passthrough' || vnic.adapter === 'replug') {
    const nic = carrier === null || carrier.auto ? undefined : host.nics[carrier.nic]
    const entry = nic && nicModel(nic.model)
    const at = nic && entry && carrier && !carrier.auto ? pciAddress(nic, entry, null) : 'any'
    const isVf = carrier === null || carrier.auto || carrier.vf !== null
    return [
      isVf
        ? `${key}: an SR-IOV passthrough adapter on the physical function ${nic?.id ?? 'of any NIC'} (${at} in the lab)`
        : `${key}: no adapter; make ${nic?.id ?? 'the NIC'} (${at} in the lab) a passthrough device and add it as PCI device`,
      ...(isVf && group ? [`${key}.networkName = "${group.id}"`] : []),
      ...(isVf ? address : []),
    ]
  }
  return [
    `${key}.present = "TRUE"`,
    `${key}.virtualDev = "${VIRTUAL_DEVICE[vnic.adapter] ?? 'vmxnet3'}"`,
    ...(group ? [`${key}.networkName = "${group.id}"`] : []),
    ...address,
    ...(vnic.adapter === 'upt' ? [`${key}.uptCompatibility = "TRUE"`] : []),
    ...(vnic.adapter === 'npa'
      ? [`${key}: the plug-in architecture never shipped; vmxnet3 is what its shell grew from`]
      : []),
    ...(vnic.adapter === 'failover'
      ? [`${key}: ESXi knows no failover pair; this is its vmxnet3 half, and vMotion refuses a function beside it`]
      : []),
    ...(vnic.adapter === 'xen-vif' ? [`${key}: ESXi has no interface of Xen; vmxnet3 is its paravirtual adapter`] : []),
    ...(vnic.adapter === 'virtio' ? [`${key}: ESXi has no virtio; vmxnet3 is its paravirtual adapter`] : []),
  ]
}
