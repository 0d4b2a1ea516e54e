// Physical switches, stations and links.
import { type CostPrices, profileGaps, saidGap } from '../moderation-model'
import { type MacAllocator, parseIp, parseMac } from '../addresses'
import { DEFAULTS } from '../defaults'
import type { HostModel, LinkEndModel, LinkModel, StationModel, SwitchModel, SwitchPortModel } from '../lab-model'
import { own } from '../maps'
import type { LabLink, LabStation, LabSwitch } from '../schema'
import { quantityOr } from '../units'
import type { LabIndex } from './lab-index'
import { resolveCpu } from './resolve-hosts'

function resolvePort(physical: LabSwitch, port: number): SwitchPortModel {
  const settings = own(physical.vlans, String(port))
  if (!settings) return { untagged: DEFAULTS.accessVlan, tagged: null }
  if (settings.trunk) return { untagged: settings.native ?? settings.access ?? 0, tagged: [...settings.trunk] }
  // an access port takes no tags
  if (settings.access !== undefined) return { untagged: settings.access, tagged: [] }
  return { untagged: settings.native ?? DEFAULTS.accessVlan, tagged: null }
}

export function resolveSwitch(id: string, physical: LabSwitch): SwitchModel {
  return {
    id,
    path: id,
    mtu: physical.mtu ?? DEFAULTS.switchMtu,
    queueFrames: physical.queue ?? DEFAULTS.switchQueue,
    ports: Array.from({ length: physical.ports ?? DEFAULTS.switchPorts }, (_, i) => resolvePort(physical, i + 1)),
    channels: (physical.channels ?? []).map((ports) => ports.map((port) => port - 1)),
  }
}

/** `merge`: whether received frames are merged where the document is silent. */
export function resolveStation(
  id: string,
  station: LabStation,
  order: number,
  macs: MacAllocator,
  merge: boolean,
  prices: CostPrices,
): StationModel {
  return {
    id,
    path: id,
    ip: station.ip === undefined ? { address: fallbackIp(order), prefix: 24 } : parseIp(station.ip)!,
    mac: station.mac === undefined ? macs.allocate(id) : parseMac(station.mac)!,
    mtu: station.mtu ?? DEFAULTS.stationMtu,
    vlan: station.vlan ?? 0,
    cpu: station.cpu ? resolveCpu(station.cpu) : null,
    moderation: saidGap(station.nic?.moderation) ?? profileGaps(prices),
    tso: station.offloads?.tso ?? DEFAULTS.stationTso,
    // what is merged cannot be passed on as it came
    lro: (station.offloads?.lro ?? merge) && !(station.forwarding ?? DEFAULTS.forwarding),
    forwarding: station.forwarding ?? DEFAULTS.forwarding,
    gateway: station.gateway === undefined ? null : parseIp(`${station.gateway}/32`)!.address,
    rss: station.nic?.rss ?? 0,
  }
}

/** 192.0.2.0/24 is reserved for examples: it never meets an address that a person wrote. */
const fallbackIp = (order: number): number => 0xc0000200 + 1 + (order % 254)

export function resolveEnd(text: string, index: LabIndex): LinkEndModel {
  const [first, second] = text.split('/')
  const host = index.hosts.get(first)
  if (host !== undefined) return { kind: 'nic', host, nic: index.host(first)!.nics.get(second)!, path: text }
  const physical = index.switches.get(first)
  if (physical !== undefined) return { kind: 'switch', switch: physical, port: Number(second) - 1, path: text }
  return { kind: 'station', station: index.stations.get(first)!, path: text }
}

export function resolveLink(link: LabLink, order: number, index: LabIndex, hosts: HostModel[]): LinkModel {
  const ends: [LinkEndModel, LinkEndModel] = [resolveEnd(link.ends[0], index), resolveEnd(link.ends[1], index)]
  const speeds = ends.flatMap((end) => (end.kind === 'nic' ? [hosts[end.host].nics[end.nic].speedBps] : []))
  const fastest = speeds.length > 0 ? Math.min(...speeds) : quantityOr(DEFAULTS.linkSpeed, 'rate', 0)
  return {
    index: order,
    ends,
    speedBps: quantityOr(link.speed, 'rate', fastest),
    delayPs: quantityOr(link.delay ?? DEFAULTS.linkDelay, 'time', 0),
    loss: link.loss ?? DEFAULTS.loss,
  }
}
