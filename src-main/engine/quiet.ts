// When frames to everybody are over: all who talk know each other's addresses, and so do the switches between them. From then on no
// frame leaves its island (`islands.ts`) until somebody from outside does something, because addresses of neighbours do not age
// (`guest/stack/neighbor-cache.ts`) and switches remember theirs for longer than the lab lasts.
import { adapter } from '../../src-shared/catalogue/adapters'
import type { EndpointRef, LabModel } from '../../src-shared/lab/lab-model'
import type { NetworkStack } from './guest/stack/network-stack'
import type { Islands } from './islands'
import { DST, FLOW, isGroup, PACKET } from './kernel/frame-store'
import type { RunningLab } from './running-lab'
import { MAC_AGE_PS, MAC_TABLE_SIZE } from './wire/mac-table'

/** Nobody in the lab sends to everybody of his own accord, once addresses are known; where switches `mayForget` them, they do. */
export function canBeQuiet(model: LabModel): boolean {
  const { hosts, vms, stations, flows } = model
  return (
    hosts.every(({ vswitches }) => vswitches.every(({ detection }) => detection === 'link')) &&
    vms.every(({ nics }) => nics.every((nic) => adapter(nic.adapter).leaves === 'never' && nic.source === null)) &&
    stations.every(({ gateway, forwarding }) => gateway === null && !forwarding) &&
    flows.every(({ group }) => group === null)
  )
}

/** The table of a switch may get full, or its entries old enough to be forgotten. */
export function mayForget(model: LabModel): boolean {
  return model.durationPs > MAC_AGE_PS || addressesOf(model) > MAC_TABLE_SIZE
}

/** Most entries that a switch can learn: addresses, of uplinks once a VLAN in which they may look for each other. */
function addressesOf({ vms, hosts, stations }: LabModel): number {
  let count = stations.length
  for (const vm of vms) for (const { source } of vm.nics) count += source === null ? 1 : 2
  for (const { nics, vmkernel, vswitches } of hosts) {
    const groups = vswitches.reduce((sum, { portGroups }) => sum + portGroups.length, 1)
    for (const { vfs } of nics) count += vfs.length + groups
    count += vmkernel.length
  }
  return count
}

interface Talker {
  stack: NetworkStack
  island: number
}

interface Pair {
  a: Talker
  b: Talker
  /** When the first begins to talk, ps. */
  startPs: number
  /** Their frames never leave their vSwitch. */
  isLocal: boolean
}

export class Quiet {
  private readonly pairs: Pair[]
  /** Of them, who did not know each other when somebody looked last. */
  private strangers: Pair[]
  /** Island of each port, by switch. */
  private readonly islandOfPort: Map<number, number>[]

  constructor(
    private readonly lab: RunningLab,
    islands: Islands,
    stackOf: (end: EndpointRef) => NetworkStack,
  ) {
    const { model } = lab
    const talker = (end: EndpointRef): Talker => ({
      stack: stackOf(end),
      island: end.kind === 'station' ? islands.stations[end.station] : islands.hosts[model.vms[end.vm].host],
    })
    this.pairs = model.flows.map(({ from, to, startPs }) => ({
      a: talker(from),
      b: talker(to),
      startPs,
      isLocal: shareGroup(model, from, to),
    }))
    this.strangers = this.pairs
    this.islandOfPort = model.switches.map(() => new Map<number, number>())
    model.links.forEach(({ ends }, index) => {
      for (const end of ends) {
        if (end.kind === 'switch') this.islandOfPort[end.switch].set(end.port, islands.links[index])
      }
    })
  }

  /** Until when no frame will leave its island, ps; 0: it may at once. Cheap while addresses are still asked for. */
  until(): number {
    const { now } = this.lab.sim
    const strangers = []
    let until = Infinity
    for (const pair of this.strangers) {
      const silent = silentUntil(pair, now)
      if (silent <= now) return 0
      if (silent < Infinity) strangers.push(pair)
      until = Math.min(until, silent)
    }
    this.strangers = strangers
    return this.nobodyIsMeantByAll() && this.switchesKnow(new Set(strangers)) ? until : 0
  }

  /** All frames on their way are of flows and have one receiver each. */
  private nobodyIsMeantByAll(): boolean {
    const { frames } = this.lab.sim
    const { data } = frames
    return !frames.someLive(
      (frame) => data[frame + FLOW] < 0 || isGroup(data[frame + DST]) || data[frame + PACKET] !== 0,
    )
  }

  /** Who talks is behind ports of his island alone, in one VLAN with his peer, at each switch that the island is at. */
  private switchesKnow(strangers: ReadonlySet<Pair>): boolean {
    const islandOfMac = new Map<number, number>()
    for (const { a, b } of this.pairs) {
      for (const { stack, island } of [a, b]) {
        const { mac } = stack.device!
        if ((islandOfMac.get(mac) ?? island) !== island) return false
        islandOfMac.set(mac, island)
      }
    }
    return this.lab.switches.every((one, index) => {
      const islandOfPort = this.islandOfPort[index]
      const vlans = new Map<number, number>()
      let isKnown = true
      one.table.forEach((vlan, mac, port) => {
        const island = islandOfMac.get(mac)
        if (island === undefined) return
        if (islandOfPort.get(port) !== island || vlans.has(mac)) isKnown = false
        vlans.set(mac, vlan)
      })
      const here = new Set(islandOfPort.values())
      const meet = (pair: Pair): boolean => {
        const { a, b, isLocal } = pair
        if (isLocal || !here.has(a.island) || strangers.has(pair)) return true
        const vlan = vlans.get(a.stack.device!.mac)
        return vlan !== undefined && vlan === vlans.get(b.stack.device!.mac)
      }
      return isKnown && this.pairs.every(meet)
    })
  }
}

/** Guests of one port group. */
function shareGroup({ vms }: LabModel, from: EndpointRef, to: EndpointRef): boolean {
  if (from.kind === 'station' || to.kind === 'station' || vms[from.vm].host !== vms[to.vm].host) return false
  const first = vms[from.vm].nics[from.nic].network
  const second = vms[to.vm].nics[to.nic].network
  if (first === null || second === null) return false
  return first.vswitch === second.vswitch && first.portGroup === second.portGroup
}

/** Until when none of the two asks for the other's address, ps. Who is answered has been asked by then, so that he knows the asker. */
function silentUntil({ a, b, startPs }: Pair, now: number): number {
  const [from, to] = [a.stack, b.stack]
  if (from.ip === null || to.ip === null || from.device === null || to.device === null) return 0
  const mac = from.neighbors.macOf(to.ip.address)
  if (mac >= 0) return mac === to.device.mac && to.neighbors.macOf(from.ip.address) === from.device.mac ? Infinity : 0
  return now < startPs ? startPs : from.neighbors.silentUntil(to.ip.address)
}
