// Islands: parts of a lab that the kernel runs one after another in windows of time (`kernel/simulator.ts`), because nothing in one
// can matter to another; so what a frame touches stays in the cache of the processor, however many hosts a lab has.
// Domains are what frames to everybody can reach: machines on one cable, in one VLAN of physical switches, or with a flow between
// them. Islands are what is left of a domain when frames to everybody are over (`quiet.ts`): machines on one cable or with a flow
// between them. What is done from outside (script, person) ends both.
import type { EndpointRef, LabModel, LinkEndModel } from '../../src-shared/lab/lab-model'
import { canBeQuiet, mayForget } from './quiet'

export interface Islands {
  /** Number of the island of each, by the index in the model. */
  hosts: number[]
  stations: number[]
  links: number[]
  /** Number of the domain of each island. */
  domains: number[]
  domainCount: number
}

/** More are not told apart: ranks of events (`kernel/event-queue.ts`) have no room for them. */
const MAX_ISLANDS = 32_000

export function findIslands(model: LabModel): Islands {
  const forgets = mayForget(model)
  const whole = wholeSwitches(model, forgets)
  const domains = groupsOf(model, (end) => placesInDomain(end, model, whole))
  const together = joiningSwitches(model)
  const islands = !forgets && canBeQuiet(model) ? groupsOf(model, (end) => placesInIsland(end, together)) : domains
  if (islands.count > MAX_ISLANDS) return allInOne(model)
  const domainOf = new Array<number>(islands.count).fill(0)
  for (const room of ['hosts', 'stations', 'links'] as const) {
    islands[room].forEach((island, index) => (domainOf[island] = domains[room][index]))
  }
  const { hosts, stations, links } = islands
  return { hosts, stations, links, domains: domainOf, domainCount: domains.count }
}

interface Numbers {
  count: number
  hosts: number[]
  stations: number[]
  links: number[]
}

/** `placesOf` names what a cable joins where it ends; flows join their two machines. */
function groupsOf(model: LabModel, placesOf: (end: LinkEndModel) => string[]): Numbers {
  const groups = new Groups()
  const placesOfLink = model.links.map(({ ends }) => ends.flatMap(placesOf))
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

function allInOne({ hosts, stations, links }: LabModel): Islands {
  const zeros = (items: readonly unknown[]): number[] => items.map(() => 0)
  return { hosts: zeros(hosts), stations: zeros(stations), links: zeros(links), domains: [0], domainCount: 1 }
}

/** A machine, or the VLANs of a switch that a port carries. */
function placesInDomain(end: LinkEndModel, model: LabModel, whole: ReadonlySet<number>): string[] {
  if (end.kind !== 'switch') return [machineAt(end)]
  if (whole.has(end.switch)) return [`switch ${end.switch}`]
  const { untagged, tagged } = model.switches[end.switch].ports[end.port]
  const vlans = [untagged, ...(tagged ?? [])].map((vlan) => `switch ${end.switch} vlan ${vlan}`)
  // a port that carries nothing still loses frames
  return [`switch ${end.switch} port ${end.port}`, ...vlans]
}

/** A machine; a switch joins nothing, but for those that other switches are behind. */
function placesInIsland(end: LinkEndModel, together: ReadonlySet<number>): string[] {
  if (end.kind !== 'switch') return [machineAt(end)]
  return together.has(end.switch) ? [`switch ${end.switch}`] : []
}

const machineAt = (end: Exclude<LinkEndModel, { kind: 'switch' }>): string =>
  end.kind === 'nic' ? `host ${end.host}` : `station ${end.station}`

/** Switches whose VLANs cannot be told apart: by a port for all of them, a channel, or a table that may fill or age. */
function wholeSwitches(model: LabModel, forgets: boolean): Set<number> {
  const ends = model.links.flatMap((link) => link.ends)
  const whole = withChannels(model)
  if (forgets) for (const index of model.switches.keys()) whole.add(index)
  for (const end of ends) {
    if (end.kind === 'switch' && model.switches[end.switch].ports[end.port].tagged === null) whole.add(end.switch)
  }
  return whole
}

/** Switches with another switch behind a port, or with a channel. */
function joiningSwitches(model: LabModel): Set<number> {
  const joining = withChannels(model)
  for (const { ends } of model.links) {
    if (ends.every(({ kind }) => kind === 'switch')) {
      for (const end of ends) if (end.kind === 'switch') joining.add(end.switch)
    }
  }
  return joining
}

function withChannels({ switches }: LabModel): Set<number> {
  return new Set(switches.flatMap(({ channels }, index) => (channels.length > 0 ? [index] : [])))
}

/** Disjoint sets of names. */
class Groups {
  private readonly parents = new Map<string, string>()

  find(name: string): string {
    let root = name
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent
    // path compression
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
