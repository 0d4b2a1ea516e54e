// Positions of everything by name, built once for a document: references are resolved in constant time.
import type { Lab, LabHost } from '../schema'
import { entries, own } from '../maps'
import { linkPath, parseNetwork } from '../path'

const positions = (map: object | undefined): Map<string, number> =>
  new Map(Object.keys(map ?? {}).map((id, index) => [id, index]))

/** Where a port group sits on a host. */
export interface PortGroupPlace {
  vswitch: number
  portGroup: number
  label: string
}

export class HostIndex {
  readonly nics: Map<string, number>
  readonly vswitches: Map<string, number>
  private readonly places = new Map<string, PortGroupPlace>()
  /** Labels that more than one vSwitch of the host has. */
  readonly ambiguous = new Set<string>()

  constructor(readonly host: LabHost) {
    this.nics = positions(host.nics)
    this.vswitches = positions(host.vswitches)
    let vswitch = 0
    for (const [id, entry] of entries(host.vswitches)) {
      let portGroup = 0
      for (const label of Object.keys(entry.portGroups ?? {})) {
        const place = { vswitch, portGroup: portGroup++, label }
        this.places.set(`${id}/${label}`, place)
        if (this.places.has(label)) this.ambiguous.add(label)
        else this.places.set(label, place)
      }
      vswitch++
    }
  }

  /** `vSwitch0/prod` or `prod`; undefined: no such port group, or the name alone is ambiguous. */
  network(text: string): PortGroupPlace | undefined {
    const { vswitch, label } = parseNetwork(text)
    return vswitch === null && this.ambiguous.has(label) ? undefined : this.places.get(text)
  }

  /** All networks of the host as `vSwitch/portGroup`. */
  networkNames(): string[] {
    return [...this.places.keys()].filter((key) => key.includes('/'))
  }
}

export class LabIndex {
  readonly hosts: Map<string, number>
  readonly vms: Map<string, number>
  readonly switches: Map<string, number>
  readonly stations: Map<string, number>
  private readonly hostIndexes = new Map<string, HostIndex>()
  private readonly vnics = new Map<string, Map<string, number>>()
  private links: Map<string, number> | undefined

  constructor(readonly lab: Lab) {
    this.hosts = positions(lab.hosts)
    this.vms = positions(lab.vms)
    this.switches = positions(lab.switches)
    this.stations = positions(lab.stations)
  }

  host(id: string): HostIndex | undefined {
    const found = this.hostIndexes.get(id)
    if (found) return found
    const host = own(this.lab.hosts, id)
    if (!host) return undefined
    const made = new HostIndex(host)
    this.hostIndexes.set(id, made)
    return made
  }

  vnic(vm: string, nic: string): number | undefined {
    let nics = this.vnics.get(vm)
    if (!nics) this.vnics.set(vm, (nics = positions(own(this.lab.vms, vm)?.nics)))
    return nics.get(nic)
  }

  /** Index of the link of which `end` is one end, or whose component path it is; -1: there is none. */
  linkOf(end: string): number {
    if (!this.links) {
      this.links = new Map()
      for (const [index, link] of (this.lab.links ?? []).entries()) {
        for (const name of [...link.ends, linkPath(link.ends)]) if (!this.links.has(name)) this.links.set(name, index)
      }
    }
    return this.links.get(end) ?? -1
  }
}
