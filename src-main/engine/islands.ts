// Islands: parts of a lab between which no frame can pass, whatever its guests send. Nothing in one can matter to another, so the
// kernel runs them one after another in windows of time (`kernel/simulator.ts`), and what a frame touches stays in the cache of
// the processor however many hosts a lab has. Machines are joined by links, by flows, and by the VLANs of physical switches; a
// VLAN that no port shares with another is an island's own. What is done from outside (script, person) ends them.
import type { EndpointRef, LabModel, LinkEndModel } from '../../src-shared/lab/lab-model'
import { MAC_AGE_PS, MAC_TABLE_SIZE } from './wire/mac-table'

export interface Islands {
  count: number
  /** Number of the island of each, by the index in the model. */
  hosts: number[]
  stations: number[]
  links: number[]
}

export function findIslands(model: LabModel): Islands {
  const groups = new Groups()
  for (const [index] of model.hosts.entries()) groups.find(`host ${index}`)
  for (const [index] of model.stations.entries()) groups.find(`station ${index}`)
  const whole = wholeSwitches(model)
  const placesOfLink = model.links.map(({ ends }) => ends.flatMap((end) => placesOf(end, model, whole)))
  for (const places of placesOfLink) for (const place of places) groups.join(places[0], place)
  const machineOf = (end: EndpointRef): string =>
    end.kind === 'station' ? `station ${end.station}` : `host ${model.vms[end.vm].host}`
  for (const flow of model.flows) groups.join(machineOf(flow.from), machineOf(flow.to))

  const numbers = new Map<string, number>()
  const numberOf = (place: string): number => {
    const root = groups.find(place)
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    return number
  }
  const hosts = model.hosts.map((_, index) => numberOf(`host ${index}`))
  const stations = model.stations.map((_, index) => numberOf(`station ${index}`))
  const links = placesOfLink.map(([place]) => numberOf(place))
  return { count: numbers.size, hosts, stations, links }
}

/** A machine, or the VLANs of a switch that a port carries. */
function placesOf(end: LinkEndModel, model: LabModel, whole: ReadonlySet<number>): string[] {
  if (end.kind === 'nic') return [`host ${end.host}`]
  if (end.kind === 'station') return [`station ${end.station}`]
  if (whole.has(end.switch)) return [`switch ${end.switch}`]
  const { untagged, tagged } = model.switches[end.switch].ports[end.port]
  const vlans = [untagged, ...(tagged ?? [])].map((vlan) => `switch ${end.switch} vlan ${vlan}`)
  // a port that carries nothing still loses frames
  return [`switch ${end.switch} port ${end.port}`, ...vlans]
}

/** Switches whose VLANs cannot be told apart: by a port for all of them, a channel, or a table that may fill or age. */
function wholeSwitches(model: LabModel): Set<number> {
  const ends = model.links.flatMap((link) => link.ends)
  const isShared = model.durationPs > MAC_AGE_PS || addressesOf(model) > MAC_TABLE_SIZE
  const whole = new Set<number>()
  for (const [index, { channels }] of model.switches.entries()) if (isShared || channels.length > 0) whole.add(index)
  for (const end of ends) {
    if (end.kind === 'switch' && model.switches[end.switch].ports[end.port].tagged === null) whole.add(end.switch)
  }
  return whole
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

/** Disjoint sets of names. */
class Groups {
  private readonly parents = new Map<string, string>()

  find(name: string): string {
    let root = name
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent
    // shorter for who asks next
    for (let at = name; at !== root;) {
      const parent = this.parents.get(at)!
      this.parents.set(at, root)
      at = parent
    }
    return root
  }

  join(a: string, b: string): void {
    const first = this.find(a)
    const second = this.find(b)
    if (first !== second) this.parents.set(second, first)
  }
}
