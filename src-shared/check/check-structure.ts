// `structure(what, …)`: facts about the topology that ran, as numbers.
import { entries } from '../lab/maps'
import { parseNetwork } from '../lab/path'
import type { Lab } from '../lab/schema'
import { CheckProblem, type Evaluated, suggestion } from './check-value'

type Fact = Readonly<Record<string, string>>

/** Every kind of thing to the facts by which it may be asked for. */
const KINDS: Record<string, (lab: Lab) => Fact[]> = {
  hosts: (lab) => entries(lab.hosts).map(([host]) => ({ host })),
  nics: (lab) =>
    entries(lab.hosts).flatMap(([host, { nics }]) => entries(nics).map(([, { model }]) => ({ host, model }))),
  vfs: (lab) =>
    entries(lab.hosts).flatMap(([host, { nics }]) =>
      entries(nics).flatMap(([, { model, vfs }]) => Array.from({ length: vfs ?? 0 }, () => ({ host, model }))),
    ),
  vswitches: (lab) => entries(lab.hosts).flatMap(([host, { vswitches }]) => entries(vswitches).map(() => ({ host }))),
  'port-groups': (lab) =>
    entries(lab.hosts).flatMap(([host, { vswitches }]) =>
      entries(vswitches).flatMap(([, { portGroups }]) =>
        entries(portGroups).map(([network, { vlan }]) => ({ host, network, vlan: String(vlan ?? 0) })),
      ),
    ),
  vms: (lab) => entries(lab.vms).map(([vm, { host }]) => ({ host, vm })),
  vnics: (lab) =>
    entries(lab.vms).flatMap(([vm, { host, nics }]) =>
      entries(nics).map(([, { adapter, network, function: ref }]) => ({
        host,
        vm,
        function: ref ?? '',
        adapter: adapter ?? 'vmxnet',
        network: network === undefined ? '' : parseNetwork(network).label,
      })),
    ),
  switches: (lab) => entries(lab.switches).map(() => ({})),
  stations: (lab) => entries(lab.stations).map(() => ({})),
  links: (lab) => (lab.links ?? []).map(({ ends }) => ({ end: ends.join(' ') })),
  flows: (lab) => entries(lab.flows).map(() => ({})),
}

/** `esx-a/vmnic0` is an end of a link, and so is its machine `esx-a`. */
const isEnd = (ends: string, end: string) => ends.split(' ').some((one) => one === end || one.startsWith(`${end}/`))

export function structureOf(lab: Lab, what: string, where: Fact): Evaluated {
  const list = Object.hasOwn(KINDS, what) ? KINDS[what] : undefined
  if (list === undefined) {
    return new CheckProblem(`structure() does not know "${what}".${suggestion(what, Object.keys(KINDS))}`)
  }
  return list(lab).filter((fact) =>
    Object.entries(where).every(([key, value]) =>
      key === 'end' ? fact.end !== undefined && isEnd(fact.end, value) : fact[key] === value,
    ),
  ).length
}
