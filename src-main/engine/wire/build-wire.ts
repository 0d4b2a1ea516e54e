// Builds the wire of a lab: its switches, and its links between the machines that the other rooms have made.
import type { LabModel, LinkEndModel } from '../../../src-shared/lab/lab-model'
import { linkPath } from '../../../src-shared/lab/path'
import type { Islands } from '../islands'
import type { Simulator } from '../kernel/simulator'
import { EthernetSwitch } from './ethernet-switch'
import { Link, type WireMachine } from './link'

export interface Wire {
  switches: EthernetSwitch[]
  links: Link[]
}

/** `machineAt` finds the PF or the station of an end; switches are made here. */
export function buildWire(
  sim: Simulator,
  model: LabModel,
  islands: Islands,
  machineAt: (end: LinkEndModel) => WireMachine,
): Wire {
  const switches = model.switches.map((item) => new EthernetSwitch(sim, item))
  const machine = (end: LinkEndModel): WireMachine => (end.kind === 'switch' ? switches[end.switch] : machineAt(end))
  const index = (end: LinkEndModel): number => (end.kind === 'switch' ? end.port : 0)
  const links = model.links.map((item, i) => {
    const [a, b] = item.ends
    const link = sim.on(islands.links[i], () => new Link(sim, linkPath([a.path, b.path]), item))
    link.connect(machine(a), index(a), machine(b), index(b))
    return link
  })
  return { switches, links }
}
