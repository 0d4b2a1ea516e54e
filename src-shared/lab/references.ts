// Every place of a document that names something else, in one list: what follows a rename and what goes with a removal.
// All names are handed over as component paths (`esx-a/vmnic0.vf3`), however short the document writes them.
import { mapList, mapValues, patch } from './edit'
import { own } from './maps'
import { formatFunction, parseFunction, parseNetwork } from './path'
import { HostIndex } from './resolve/lab-index'
import type { Lab, LabEvent, LabHost, LabLink, LabVm, LabVswitch } from './schema'

export type MapPath = (path: string) => string

const afterSlash = (path: string): string => path.slice(path.indexOf('/') + 1)

/** Component path of a function as a vNIC on `host` writes it; null: `auto`, or nothing that can be read. */
export function functionPath(host: string, text: string): string | null {
  if (text === 'auto') return null
  const name = parseFunction(text)
  return name ? `${name.host ?? host}/${formatFunction(name.nic, name.vf)}` : null
}

/** Component path of a network as something on `host` writes it; null: it is not there. */
export function networkPath(host: string, index: HostIndex, text: string): string | null {
  const place = index.network(text)
  if (!place) return null
  return `${host}/${Object.keys(index.host.vswitches ?? {})[place.vswitch]}/${place.label}`
}

function mapFunction(host: string, text: string | undefined, map: MapPath): string | undefined {
  const path = text === undefined ? null : functionPath(host, text)
  if (path === null || text === undefined) return text
  const mapped = map(path)
  if (mapped === path) return text
  return text.includes('/') ? mapped : afterSlash(mapped)
}

function mapNetwork(host: string, index: HostIndex | null, text: string, map: MapPath): string {
  const path = index && networkPath(host, index, text)
  if (!path) return text
  const mapped = map(path)
  if (mapped === path) return text
  const written = afterSlash(mapped)
  return parseNetwork(text).vswitch === null ? afterSlash(written) : written
}

/** Of a link: `a~b` names both ends. */
const mapEnds = (text: string, map: MapPath): string => text.split('~').map(map).join('~')

function mapVswitch(host: string, vswitch: LabVswitch, map: MapPath): LabVswitch {
  const nic = (id: string) => {
    const path = `${host}/${id}`
    const mapped = map(path)
    return mapped === path ? id : afterSlash(mapped)
  }
  const { uplinks } = vswitch
  if (!uplinks) return vswitch
  const changed = patch(uplinks, { active: mapList(uplinks.active, nic), standby: mapList(uplinks.standby, nic) })
  return patch(vswitch, { uplinks: changed })
}

function mapHost(id: string, host: LabHost, map: MapPath): LabHost {
  const index = new HostIndex(host)
  return patch(host, {
    vswitches: mapValues(host.vswitches, (vswitch) => mapVswitch(id, vswitch, map)),
    vmkernel: mapValues(host.vmkernel, (entry) => patch(entry, { network: mapNetwork(id, index, entry.network, map) })),
  })
}

function mapVm(vm: LabVm, indexes: (host: string) => HostIndex | null, map: MapPath): LabVm {
  const nics = mapValues(vm.nics, (vnic) =>
    patch(vnic, {
      network: vnic.network === undefined ? undefined : mapNetwork(vm.host, indexes(vm.host), vnic.network, map),
      function: mapFunction(vm.host, vnic.function, map),
    }),
  )
  return patch(vm, { host: map(vm.host), nics })
}

const mapLink = (link: LabLink, map: MapPath): LabLink => {
  const ends: [string, string] = [map(link.ends[0]), map(link.ends[1])]
  return ends[0] === link.ends[0] && ends[1] === link.ends[1] ? link : { ...link, ends }
}

const mapEvent = (event: LabEvent, map: MapPath): LabEvent =>
  patch(event, {
    vm: event.vm === undefined ? undefined : map(event.vm),
    to: event.to === undefined ? undefined : map(event.to),
    link: event.link === undefined ? undefined : mapEnds(event.link, map),
    path: event.path === undefined ? undefined : map(event.path),
  })

/** Bare names and element ids (`hosts/esx-a`) of the canvas. */
function mapView(id: string, map: MapPath): string {
  const match = /^(hosts|vms|switches|stations)\/(.*)$/.exec(id)
  return match ? `${match[1]}/${map(match[2])}` : map(id)
}

/**
 * The document with every reference mapped. Names of the things themselves stay. `map` is given component paths, and for a
 * `set` event the path with its property behind it.
 */
export function mapReferences(lab: Lab, map: MapPath): Lab {
  const indexes = new Map<string, HostIndex>()
  const indexOf = (id: string): HostIndex | null => {
    const host = own(lab.hosts, id)
    if (!host) return null
    const index = indexes.get(id) ?? new HostIndex(host)
    indexes.set(id, index)
    return index
  }
  const view = lab.view && {
    ...lab.view,
    ...(lab.view.positions && {
      positions: Object.fromEntries(Object.entries(lab.view.positions).map(([id, at]) => [mapView(id, map), at])),
    }),
    ...(lab.view.folded && { folded: lab.view.folded.map((id) => mapView(id, map)) }),
  }
  return patch(lab, {
    hosts: mapValues(lab.hosts, (host, id) => mapHost(id, host, map)),
    vms: mapValues(lab.vms, (vm) => mapVm(vm, indexOf, map)),
    links: mapList(lab.links, (link) => mapLink(link, map)),
    flows: mapValues(lab.flows, (flow) => patch(flow, { from: map(flow.from), to: map(flow.to) })),
    events: mapList(lab.events, (event) => mapEvent(event, map)),
    captures: mapList(lab.captures, (capture) => patch(capture, { at: mapEnds(capture.at, map) })),
    view,
  })
}

/** True where `path` is `root`, or something in it: a part, a function of a NIC, a property. */
export function isWithin(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || /^(\/|\.vf\d)/.test(path.slice(root.length)))
}

/** Maps whatever is `from` or in it to the same in `to`. */
export const renaming =
  (from: string, to: string): MapPath =>
  (path) =>
    isWithin(path, from) ? to + path.slice(from.length) : path
