// VMs and their vNICs.
import { adapter } from '../../catalogue/adapters'
import { nicModel } from '../../catalogue/nic-models'
import { groupMac, type MacAllocator, parseIp, parseMac } from '../addresses'
import { DEFAULTS } from '../defaults'
import type { FilterRule, FunctionRef, VmModel, VnicModel } from '../lab-model'
import { entries, own } from '../maps'
import { parseFunction } from '../path'
import type { LabVm, LabVnic } from '../schema'
import { quantityOr } from '../units'
import type { HostIndex, LabIndex } from './lab-index'

function resolveFunction(text: string | undefined, host: HostIndex): FunctionRef | null {
  if (text === undefined) return null
  if (text === 'auto') return { auto: true }
  const name = parseFunction(text)!
  return { auto: false, nic: host.nics.get(name.nic)!, vf: name.vf }
}

/** Longest frame that the adapter takes; where the guest drives a function alone, that of the NIC's model. */
export function adapterMtu(vnic: LabVnic, host: HostIndex | null): number {
  const kind = vnic.adapter ?? DEFAULTS.adapter
  const name = adapter(kind).function === 'required' && vnic.function ? parseFunction(vnic.function) : null
  const nic = name && own(host?.host.nics, name.nic)
  return (nic && nicModel(nic.model)?.maxMtu) ?? adapter(kind).maxMtu
}

/** The address that an administrator gave to the function, where the vNIC has none of its own. */
function administeredMac(fn: FunctionRef | null, host: HostIndex): string | undefined {
  if (!fn || fn.auto || fn.vf === null) return undefined
  const nic = Object.values(host.host.nics ?? {})[fn.nic]
  return own(nic?.vf, String(fn.vf))?.mac
}

/** TCP, UDP and both kinds of an echo, as bits by the kind of a frame. */
const PROTOCOL_KINDS = { tcp: 0b10, udp: 0b100, icmp: 0b11000 } as const

const resolveRule = ({ protocol, peer }: NonNullable<LabVnic['filter']>[number]): FilterRule => ({
  kinds: protocol === undefined ? 0b11110 : PROTOCOL_KINDS[protocol],
  peer: peer === undefined ? null : parseIp(peer)!.address,
})

/** `merge`: whether received frames are merged where the document is silent. */
function resolveVnic(
  vm: string,
  id: string,
  vnic: LabVnic,
  host: HostIndex,
  macs: MacAllocator,
  merge: boolean,
): VnicModel {
  const path = `${vm}/${id}`
  const kind = vnic.adapter ?? DEFAULTS.adapter
  const entry = adapter(kind)
  const offloads = vnic.offloads
  // super-frames carry no checksums of their own
  const checksum = (offloads?.checksum ?? true) && entry.checksum
  const tso = (offloads?.tso ?? true) && entry.tso && checksum
  const fn = resolveFunction(vnic.function, host)
  const backend = vnic.backend ?? entry.backends[0] ?? null
  const mac = vnic.mac ?? administeredMac(fn, host)
  return {
    id,
    path,
    adapter: kind,
    backend,
    network: vnic.network === undefined ? null : host.network(vnic.network)!,
    function: fn,
    plugins: kind === 'npa' ? [...(vnic.plugins ?? DEFAULTS.plugins)] : [],
    mac: mac === undefined ? macs.allocate(path) : parseMac(mac)!,
    ip: vnic.ip === undefined ? null : parseIp(vnic.ip),
    mtu: vnic.mtu ?? DEFAULTS.guestMtu,
    tso,
    lro: (offloads?.lro ?? merge) && entry.lro,
    takesLarge: (offloads?.lro ?? (merge || (entry.gso && tso))) && entry.lro,
    checksum,
    // a process writes what it sends into the kernel
    zeroCopyTx: (offloads?.zeroCopyTx ?? DEFAULTS.zeroCopyTx) && entry.zeroCopyTx && backend !== 'user',
    zeroCopyRx: (offloads?.zeroCopyRx ?? DEFAULTS.zeroCopyRx) && entry.zeroCopyRx,
    promiscuous: vnic.promiscuous ?? false,
    groups: (vnic.groups ?? []).map((group) => groupMac(parseIp(group)!.address)),
    allGroups: vnic.allGroups ?? false,
    firstMailbox: vnic.firstMailbox ?? false,
    dmaTarget: vnic.dmaTarget ?? null,
    filter: vnic.filter === undefined ? null : vnic.filter.map(resolveRule),
    vlan: vnic.vlan ?? 0,
    rss: vnic.rss ?? 0,
    driver: vnic.driver ?? DEFAULTS.driver,
    source: vnic.source === undefined ? null : parseMac(vnic.source),
    standby: vnic.standby ?? DEFAULTS.standby,
    answersUnplug: vnic.answersUnplug ?? DEFAULTS.answersUnplug,
  }
}

export function resolveVm(id: string, vm: LabVm, index: LabIndex, macs: MacAllocator, merge: boolean): VmModel {
  const host = index.host(vm.host)!
  const memoryBytes = quantityOr(vm.memory ?? DEFAULTS.vmMemory, 'size', 0)
  return {
    id,
    path: id,
    host: index.hosts.get(vm.host)!,
    vcpus: vm.vcpus ?? DEFAULTS.vcpus,
    affinity: [...new Set(vm.affinity ?? [])],
    neverHalts: (vm.latencySensitivity ?? DEFAULTS.latencySensitivity) === 'high',
    memoryBytes,
    reservationBytes: quantityOr(vm.reservation, 'size', memoryBytes),
    services: [...(vm.services ?? [])],
    dirtyPagesPerSecond: vm.dirty?.rate ?? DEFAULTS.dirtyRate,
    workingSetBytes: Math.min(memoryBytes, quantityOr(vm.dirty?.workingSet ?? DEFAULTS.workingSet, 'size', 0)),
    moreDirty: (vm.dirty?.more ?? []).map(({ rate, workingSet }) => ({
      bytes: Math.min(memoryBytes, quantityOr(workingSet, 'size', 0)),
      rate,
    })),
    nics: entries(vm.nics).map(([name, vnic]) => resolveVnic(id, name, vnic, host, macs, merge)),
  }
}
