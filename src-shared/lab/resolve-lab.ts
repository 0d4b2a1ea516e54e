// A lab document with its meaning: units become numbers, defaults are filled in, references become indices.
// Only for documents in which `checkLab` finds no error; anything else is a bug of the caller and may throw.
// Read first: `defaults.ts` for what silence means, `lab-model.ts` for what comes out.
import { resolveCosts } from '../catalogue/cost-model'
import { groupMac, MacAllocator, parseMac } from './addresses'
import { DEFAULTS } from './defaults'
import type { AdaptiveRateModel, FlowModel, LabModel, VmModel } from './lab-model'
import { entries } from './maps'
import { LabIndex } from './resolve/lab-index'
import { resolveLink, resolveStation, resolveSwitch } from './resolve/resolve-fabric'
import { resolveHost } from './resolve/resolve-hosts'
import { resolveEvents, resolveFlow } from './resolve/resolve-traffic'
import { resolveVm } from './resolve/resolve-vms'
import type { Lab } from './schema'
import { quantityOr } from './units'

/** Addresses that the document gives out; the ones made here stay clear of them. */
function* statedMacs(lab: Lab): Generator<number> {
  const texts: (string | undefined)[] = []
  for (const host of Object.values(lab.hosts ?? {})) {
    for (const nic of Object.values(host.nics ?? {})) for (const vf of Object.values(nic.vf ?? {})) texts.push(vf.mac)
  }
  for (const vm of Object.values(lab.vms ?? {})) for (const vnic of Object.values(vm.nics ?? {})) texts.push(vnic.mac)
  for (const station of Object.values(lab.stations ?? {})) texts.push(station.mac)
  for (const text of texts) {
    const mac = text === undefined ? null : parseMac(text)
    if (mac !== null) yield mac
  }
}

function resolveRate(rate: NonNullable<Lab['migration']>['rate']): AdaptiveRateModel | null {
  if (rate === undefined) return null
  return {
    minBps: quantityOr(rate.min, 'rate', 0),
    maxBps: quantityOr(rate.max, 'rate', 0),
    incrementBps: quantityOr(rate.increment ?? DEFAULTS.rateIncrement, 'rate', 0),
    remainderBytes: quantityOr(rate.remainder ?? DEFAULTS.rateRemainder, 'size', 0),
  }
}

/** Guests have joined the groups of the flows that end at them. */
function joinGroups(vms: readonly VmModel[], flows: readonly FlowModel[]): void {
  for (const { to, group } of flows) {
    if (group === null || to.kind !== 'vnic') continue
    const { groups } = vms[to.vm].nics[to.nic]
    if (!groups.includes(groupMac(group))) groups.push(groupMac(group))
  }
}

export function resolveLab(lab: Lab): LabModel {
  const index = new LabIndex(lab)
  const macs = new MacAllocator(statedMacs(lab))
  const profile = lab.profile ?? DEFAULTS.profile
  const costs = { ...(lab.costs ?? {}) }
  const prices = resolveCosts(profile, costs)
  // kernels of that time did not merge received frames unless they were told to
  const merge = profile !== 'legacy'
  const hosts = entries(lab.hosts).map(([id, host]) => resolveHost(id, host, macs, prices))
  const vms = entries(lab.vms).map(([id, vm]) => resolveVm(id, vm, index, macs, merge))
  const flows = entries(lab.flows).map(([id, flow]) => resolveFlow(id, flow, index))
  joinGroups(vms, flows)
  return {
    name: lab.name,
    description: lab.description ?? '',
    seed: lab.seed ?? DEFAULTS.seed,
    durationPs: quantityOr(lab.duration ?? DEFAULTS.duration, 'time', 0),
    profile,
    costs,
    migration: {
      policy: lab.migration?.policy ?? DEFAULTS.migrationPolicy,
      downtimeGoalPs: quantityOr(lab.migration?.downtimeGoal ?? DEFAULTS.downtimeGoal, 'time', 0),
      maxRounds: lab.migration?.maxRounds ?? DEFAULTS.maxRounds,
      bandwidthBps: quantityOr(lab.migration?.bandwidth, 'rate', Infinity),
      rate: resolveRate(lab.migration?.rate),
      skipRewritten: lab.migration?.skipRewritten ?? DEFAULTS.skipRewritten,
      leaveFunctions: lab.migration?.leaveFunctions ?? DEFAULTS.leaveFunctions,
      unplugTimeoutPs:
        lab.migration?.unplugTimeout === undefined ? null : quantityOr(lab.migration.unplugTimeout, 'time', 0),
    },
    hosts,
    vms,
    switches: entries(lab.switches).map(([id, physical]) => resolveSwitch(id, physical)),
    stations: entries(lab.stations).map(([id, station], order) =>
      resolveStation(id, station, order, macs, merge, prices),
    ),
    links: (lab.links ?? []).map((link, order) => resolveLink(link, order, index, hosts)),
    flows,
    events: resolveEvents(lab.events ?? [], index),
    captures: (lab.captures ?? []).map(({ at, file, snaplen }) => ({ at, file, snaplen: snaplen ?? DEFAULTS.snaplen })),
    checks: (lab.checks ?? []).map(({ id, that, says }) => ({ id, that, says: says ?? '' })),
  }
}
