// The lab as libvirt definitions: a network for each vSwitch with its port groups, a domain for each VM. Either as
// separate XML documents or as a script that defines them. Read first: libvirt's formatdomain and formatnetwork.
// Left out: disks and consoles (a domain gets none), physical NICs' settings (see the commands for Linux).
import { adapter } from '@shared/catalogue/adapters'
import { nicModel } from '@shared/catalogue/nic-models'
import { pciAddress } from '@shared/catalogue/pci-address'
import { formatMac } from '@shared/lab/addresses'
import {
  type HostModel,
  type LabModel,
  type NicModel,
  type PortGroupModel,
  type VmModel,
  type VnicModel,
} from '@shared/lab/lab-model'
import { coreLines, ownCores } from './libvirt-cores'
import { comment, wholeUnits } from './shell-text'
import { escapeXml } from './picture/svg-text'

export interface LibvirtDocument {
  host: string
  kind: 'network' | 'domain'
  name: string
  xml: string
}

const KIBIBYTE = 1024

/** In the order in which they must be defined. */
export function libvirtDocuments(model: LabModel): LibvirtDocument[] {
  const own = ownCores(model)
  return model.hosts.flatMap((host, index) => {
    const vms = model.vms.filter((vm) => vm.host === index)
    const pools = host.nics.filter((nic) => nic.vfs.length > 0)
    return [
      ...host.vswitches.map((_, place) => networkDocument(host, place)),
      ...pools.map((nic) => poolDocument(host, nic)),
      ...vms.map((vm) => domainDocument(host, vm, own.get(vm))),
    ]
  })
}

/** One script with a part for each host. */
export function libvirtScript(model: LabModel): string {
  const lines = [
    '#!/bin/sh',
    comment(`${model.name}: libvirt definitions. Run each part on its host; it starts nothing.`),
    'set -eu',
  ]
  let host = ''
  for (const document of libvirtDocuments(model)) {
    if (document.host !== host) lines.push('', comment(`===== ${document.host} =====`))
    host = document.host
    const define = document.kind === 'network' ? 'virsh net-define' : 'virsh define'
    lines.push(`${define} /dev/stdin <<'END_OF_XML'`, document.xml.trimEnd(), 'END_OF_XML')
  }
  return `${lines.join('\n')}\n`
}

const networkName = (host: HostModel, vswitch: number) => host.vswitches[vswitch]!.id

const poolName = (nic: NicModel) => `${nic.id}-functions`

const attribute = (value: string | number) => `'${escapeXml(String(value))}'`

/** An XML comment may not hold two hyphens in a row. */
const note = (text: string) => `<!-- ${escapeXml(text).replace(/--+/g, '-')} -->`

function vlanLines(vlan: number, indent: string): string[] {
  if (vlan === 0) return []
  if (vlan === 4095) return [`${indent}${note('all VLANs pass to the guest: a trunk, which needs Open vSwitch')}`]
  return [`${indent}<vlan>`, `${indent}  <tag id=${attribute(vlan)}/>`, `${indent}</vlan>`]
}

function bandwidthLines({ shaping }: PortGroupModel, indent: string): string[] {
  if (shaping === null) return []
  const kib = (bps: number) => wholeUnits(bps, KIBIBYTE * 8)
  const limits = `average=${attribute(kib(shaping.averageBps))} peak=${attribute(kib(shaping.peakBps))} burst=${attribute(wholeUnits(shaping.burstBytes, KIBIBYTE))}`
  return [`${indent}<bandwidth>`, `${indent}  <outbound ${limits}/>`, `${indent}</bandwidth>`]
}

function networkDocument(host: HostModel, index: number): LibvirtDocument {
  const vswitch = host.vswitches[index]!
  const lines = [
    '<network>',
    `  <name>${escapeXml(vswitch.id)}</name>`,
    "  <forward mode='bridge'/>",
    `  <bridge name=${attribute(vswitch.id)}/>`,
    ...(vswitch.mtu === 1500 ? [] : [`  ${note(`MTU ${vswitch.mtu}: set it on the bridge`)}`]),
    ...vswitch.portGroups.flatMap((group, place) => [
      `  <portgroup name=${attribute(group.id)}${place === 0 ? " default='yes'" : ''}>`,
      ...vlanLines(group.vlan, '    '),
      ...bandwidthLines(group, '    '),
      '  </portgroup>',
    ]),
    '</network>',
  ]
  return { host: host.id, kind: 'network', name: vswitch.id, xml: `${lines.join('\n')}\n` }
}

function poolDocument(host: HostModel, nic: NicModel): LibvirtDocument {
  const lines = [
    '<network>',
    `  <name>${escapeXml(poolName(nic))}</name>`,
    "  <forward mode='hostdev' managed='yes'>",
    `    <pf dev=${attribute(nic.id)}/>`,
    '  </forward>',
    '</network>',
  ]
  return { host: host.id, kind: 'network', name: poolName(nic), xml: `${lines.join('\n')}\n` }
}

function domainDocument(host: HostModel, vm: VmModel, own: readonly number[] | undefined): LibvirtDocument {
  const isPinned = vm.nics.some((vnic) => adapter(vnic.adapter).function === 'required')
  const lines = [
    "<domain type='kvm'>",
    `  <name>${escapeXml(vm.id)}</name>`,
    `  <memory unit='KiB'>${wholeUnits(vm.memoryBytes, KIBIBYTE)}</memory>`,
    ...(isPinned ? ['  <memoryBacking>', '    <locked/>', '  </memoryBacking>'] : []),
    `  <vcpu>${vm.vcpus}</vcpu>`,
    ...sensitivityNote(vm, own),
    ...coreLines(vm, own),
    '  <os>',
    "    <type arch='x86_64' machine='q35'>hvm</type>",
    '  </os>',
    '  <devices>',
    ...vm.nics.flatMap((vnic) => interfaceLines(host, vnic).map((line) => `    ${line}`)),
    '  </devices>',
    '</domain>',
  ]
  return { host: host.id, kind: 'domain', name: vm.id, xml: `${lines.join('\n')}\n` }
}

function sensitivityNote(vm: VmModel, own: readonly number[] | undefined): string[] {
  if (!vm.neverHalts) return []
  const says =
    own !== undefined
      ? `latency sensitivity high: keep all others off these cores, with isolcpus=${own.join(',')} on the host`
      : vm.affinity.length > 0
        ? 'latency sensitivity high does nothing beside an affinity, whose cores others share'
        : `latency sensitivity high: the host has too few cores to give it ${vm.vcpus} of its own`
  return [`  ${note(says)}`]
}

function interfaceLines(host: HostModel, vnic: VnicModel): string[] {
  if (vnic.adapter === 'passthrough') return functionLines(host, vnic, [])
  if (vnic.adapter === 'replug') {
    return [
      note(`${vnic.path}: detach it with virsh detach-device before a migration, and attach another one afterwards`),
      ...functionLines(host, vnic, []),
    ]
  }
  const lines: string[] = []
  const hasPair = vnic.function !== null && adapter(vnic.adapter).function === 'optional'
  if (hasPair && vnic.adapter !== 'failover') {
    const name = adapter(vnic.adapter).name
    lines.push(
      note(`KVM knows no ${name}; a failover pair is the nearest: this adapter stays, the function comes and goes`),
    )
  }
  const group = vnic.network && host.vswitches[vnic.network.vswitch]?.portGroups[vnic.network.portGroup]
  if (!group) return [...lines, note(`${vnic.path} is plugged in nowhere`)]
  // the shell and the uniform adapter speak vmxnet; a failover pair needs virtio
  const isXen = vnic.adapter === 'xen-vif'
  if (isXen) lines.push(note(`KVM has no virtual interface of Xen; virtio is its paravirtual adapter`))
  const model = hasPair || isXen ? 'virtio' : (adapter(vnic.adapter).libvirt ?? 'virtio')
  lines.push(
    "<interface type='network'>",
    `  <mac address=${attribute(formatMac(vnic.mac))}/>`,
    `  <source network=${attribute(networkName(host, vnic.network!.vswitch))} portgroup=${attribute(group.id)}/>`,
    `  <model type=${attribute(model)}/>`,
    // without a word a virtio interface gets vhost
    ...(model === 'virtio' && vnic.backend === 'user' ? ["  <driver name='qemu'/>"] : []),
    ...(vnic.mtu === 1500 ? [] : [`  <mtu size=${attribute(vnic.mtu)}/>`]),
    ...(hasPair ? ["  <teaming type='persistent'/>", `  <alias name=${attribute(`ua-${vnic.id}`)}/>`] : []),
    '</interface>',
  )
  if (hasPair) {
    const pair = `  <teaming type='transient' persistent=${attribute(`ua-${vnic.id}`)}/>`
    lines.push(...functionLines(host, vnic, [pair]))
  }
  return lines
}

/** A function of the host: one by its address, or any free one of a pool. */
function functionLines(host: HostModel, vnic: VnicModel, more: readonly string[]): string[] {
  const carrier = vnic.function
  const mac = `  <mac address=${attribute(formatMac(vnic.mac))}/>`
  if (carrier === null || carrier.auto) {
    const nic = host.nics.find((one) => one.vfs.length > 0)
    if (nic === undefined) return [note(`${vnic.path} asks for a function, and the host has none`)]
    return [
      "<interface type='network'>",
      mac,
      `  <source network=${attribute(poolName(nic))}/>`,
      ...more,
      '</interface>',
    ]
  }
  const nic = host.nics[carrier.nic]!
  const model = nicModel(nic.model)
  if (model === undefined) return [note(`${vnic.path}: the address of its function is not known`)]
  const address = addressLine(pciAddress(nic, model, carrier.vf))
  const said = note(`${nic.id}${carrier.vf === null ? '' : `.vf${carrier.vf}`}: addresses are assumed, see lspci`)
  if (carrier.vf === null) {
    return [
      said,
      "<hostdev mode='subsystem' type='pci' managed='yes'>",
      '  <source>',
      `    ${address}`,
      '  </source>',
      '</hostdev>',
    ]
  }
  const vf = nic.vfs[carrier.vf]
  return [
    said,
    "<interface type='hostdev' managed='yes'>",
    mac,
    '  <source>',
    `    ${address}`,
    '  </source>',
    ...vlanLines(vf?.vlan ?? 0, '  '),
    ...more,
    '</interface>',
  ]
}

function addressLine(address: string): string {
  const [domain, bus, rest] = address.split(':')
  const [slot, fn] = rest!.split('.')
  return `<address type='pci' domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${fn}'/>`
}
