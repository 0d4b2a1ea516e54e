// Hosts, their NICs, vSwitches and vmkernel interfaces.
import { type CostPrices, driverGaps, functionGaps, saidGap } from '../moderation-model'
import { maxSpeed, nicModel } from '../../catalogue/nic-models'
import { busesOf, FIRST_BUS } from '../../catalogue/pci-address'
import { type MacAllocator, parseIp, parseMac } from '../addresses'
import { DEFAULTS } from '../defaults'
import type {
  CpuModel,
  HostModel,
  NicModel,
  PortGroupModel,
  ShapingModel,
  VfModel,
  VmkernelModel,
  VswitchModel,
} from '../lab-model'
import { entries, own } from '../maps'
import type { LabHost, LabNic, LabPortGroup, LabVswitch } from '../schema'
import { quantityOr } from '../units'
import { HostIndex } from './lab-index'

export function resolveCpu(cpu: LabHost['cpu']): CpuModel {
  return {
    cores: cpu?.cores ?? DEFAULTS.hostCores,
    clockHz: quantityOr(cpu?.clock ?? DEFAULTS.hostClock, 'clock', 0),
    idle: cpu?.idle ?? DEFAULTS.idle,
  }
}

function resolveVf(path: string, nic: LabNic, index: number): VfModel {
  const settings = own(nic.vf, String(index))
  return {
    index,
    path: `${path}.vf${index}`,
    mac: settings?.mac === undefined ? null : parseMac(settings.mac),
    vlan: settings?.vlan ?? DEFAULTS.vfVlan,
    spoofCheck: settings?.spoofCheck ?? DEFAULTS.spoofCheck,
    trust: settings?.trust ?? DEFAULTS.trust,
    rateBps: quantityOr(settings?.rate, 'rate', 0),
    strays: (settings?.dma ?? DEFAULTS.dma) === 'foreign',
  }
}

function resolveNic(hostPath: string, id: string, nic: LabNic, bus: number, prices: CostPrices): NicModel {
  const path = `${hostPath}/${id}`
  const model = nicModel(nic.model)
  if (!model) throw new Error(`unchecked NIC model: ${nic.model}`)
  // segments are cut in hardware only where their checksums are made there too
  const checksum = (nic.offloads?.checksum ?? true) && model.checksum
  const said = saidGap(nic.moderation)
  return {
    id,
    path,
    model: nic.model,
    speedBps: quantityOr(nic.speed, 'rate', maxSpeed(model)),
    mtu: nic.mtu ?? DEFAULTS.nicMtu,
    vfs: Array.from({ length: nic.vfs ?? DEFAULTS.vfs }, (_, index) => resolveVf(path, nic, index)),
    netqueue: nic.netqueue ?? DEFAULTS.netqueue,
    rss: nic.rss ?? DEFAULTS.rss,
    affinity: [...(nic.affinity ?? [])],
    balancerPs: quantityOr(nic.balancer ?? DEFAULTS.balancer, 'time', 0),
    moderation: said ?? driverGaps(nic.model, prices),
    vfModeration: said ?? functionGaps(nic.model, prices),
    tso: (nic.offloads?.tso ?? true) && model.tso && checksum,
    // merging in hardware must be asked for: what is merged cannot be forwarded as it came
    lro: (nic.offloads?.lro ?? false) && model.lro,
    checksum,
    switching: nic.switching ?? DEFAULTS.switching,
    ari: nic.ari ?? DEFAULTS.ari,
    bus,
    resetMethod: nic.resetMethod ?? model.reset,
  }
}

/** Each card is on the first bus that those before it leave free. */
function resolveNics(id: string, host: LabHost, prices: CostPrices): NicModel[] {
  let bus = FIRST_BUS
  return entries(host.nics).map(([name, nic]) => {
    const resolved = resolveNic(id, name, nic, bus, prices)
    bus += busesOf(nicModel(nic.model)!, resolved.ari)
    return resolved
  })
}

function resolveShaping(shaping: LabPortGroup['shaping']): ShapingModel | null {
  if (!shaping) return null
  const averageBps = quantityOr(shaping.average, 'rate', 0)
  return {
    averageBps,
    peakBps: quantityOr(shaping.peak, 'rate', averageBps),
    burstBytes: quantityOr(shaping.burst ?? DEFAULTS.burst, 'size', 0),
  }
}

function resolvePortGroup(path: string, id: string, group: LabPortGroup): PortGroupModel {
  return {
    id,
    path: `${path}/${id}`,
    vlan: group.vlan ?? DEFAULTS.vlan,
    promiscuous: group.promiscuous ?? DEFAULTS.promiscuous,
    macChanges: group.macChanges ?? DEFAULTS.macChanges,
    forgedTransmits: group.forgedTransmits ?? DEFAULTS.forgedTransmits,
    shaping: resolveShaping(group.shaping),
    macVlans: entries(group.macVlans).map(([mac, vlan]) => ({ mac: parseMac(mac)!, vlan })),
  }
}

function resolveVswitch(hostPath: string, id: string, vswitch: LabVswitch, nics: Map<string, number>): VswitchModel {
  const path = `${hostPath}/${id}`
  return {
    id,
    path,
    kind: vswitch.kind ?? DEFAULTS.vswitchKind,
    mtu: vswitch.mtu ?? DEFAULTS.vswitchMtu,
    activeUplinks: (vswitch.uplinks?.active ?? []).map((nic) => nics.get(nic)!),
    standbyUplinks: (vswitch.uplinks?.standby ?? []).map((nic) => nics.get(nic)!),
    teaming: vswitch.teaming ?? DEFAULTS.teaming,
    failback: vswitch.failback ?? DEFAULTS.failback,
    notifySwitches: vswitch.notifySwitches ?? DEFAULTS.notifySwitches,
    detection: vswitch.detection ?? DEFAULTS.detection,
    netflowPs: quantityOr(vswitch.netflow?.interval ?? (vswitch.netflow && DEFAULTS.netflowInterval), 'time', 0),
    portGroups: entries(vswitch.portGroups).map(([name, group]) => resolvePortGroup(path, name, group)),
  }
}

export function resolveHost(id: string, host: LabHost, macs: MacAllocator, prices: CostPrices): HostModel {
  const index = new HostIndex(host)
  const vmkernel = entries(host.vmkernel).map(([name, entry]): VmkernelModel => {
    const path = `${id}/${name}`
    return {
      id: name,
      path,
      network: index.network(entry.network)!,
      ip: parseIp(entry.ip)!,
      mac: macs.allocate(path),
      vmotion: entry.vmotion ?? DEFAULTS.vmotion,
    }
  })
  return {
    id,
    path: id,
    cpu: resolveCpu(host.cpu),
    memoryBytes: quantityOr(host.memory ?? DEFAULTS.hostMemory, 'size', 0),
    overcommit: host.overcommit ?? DEFAULTS.overcommit,
    haltPollPs: quantityOr(host.haltPoll ?? DEFAULTS.haltPoll, 'time', 0),
    iommu: host.iommu ?? DEFAULTS.iommu,
    interrupts: host.interrupts ?? DEFAULTS.interrupts,
    interruptVectors: host.interruptVectors ?? DEFAULTS.interruptVectors,
    allowUnsafeReset: host.allowUnsafeReset ?? DEFAULTS.allowUnsafeReset,
    allowUnsafeDma: host.allowUnsafeDma ?? DEFAULTS.allowUnsafeDma,
    nics: resolveNics(id, host, prices),
    vswitches: entries(host.vswitches).map(([name, vswitch]) => resolveVswitch(id, name, vswitch, index.nics)),
    vmkernel,
  }
}
