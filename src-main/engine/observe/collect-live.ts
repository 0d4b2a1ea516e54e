// What a window shows of a run that goes on: counters by position, states, and what is new since the last look.
import type { LiveLayout, LiveSnapshot } from '../../../src-shared/api/lab-api'
import { DROP_REASONS, dropName } from '../../../src-shared/result/drop-reasons'
import type { RunningLab } from '../running-lab'
import { guestViews } from './collect-result'
import { REASON_CODES, type CounterBlock } from './counter-table'

/** Positions among REASON_CODES of the reasons that a kind of component may use. */
function reasonsOf(kind: string): number[] {
  return REASON_CODES.flatMap((code, i) => ((DROP_REASONS[code].kinds as readonly string[]).includes(kind) ? [i] : []))
}

const reasonsByKind = new Map<string, number[]>()

function reasons(block: CounterBlock): number[] {
  const known = reasonsByKind.get(block.kind)
  if (known) return known
  const found = reasonsOf(block.kind)
  reasonsByKind.set(block.kind, found)
  return found
}

export function collectLayout(lab: RunningLab): Omit<LiveLayout, 'runId'> {
  const components = lab.sim.counters.blocks.map((block) => ({
    path: block.path,
    kind: block.kind,
    counters: [...block.names, ...reasons(block).map((reason) => dropName(REASON_CODES[reason]))],
  }))
  return {
    components,
    flows: lab.model.flows.map((flow) => flow.id),
    hosts: lab.hosts.map((host) => ({ path: host.path, cores: host.cpu.cores })),
  }
}

/** Samples and log entries from these indices on. */
export function collectLive(
  lab: RunningLab,
  fromSample: number,
  fromLog: number,
): Omit<LiveSnapshot, 'run' | 'sequence'> {
  const { sim, sampler } = lab
  const { data } = sim.counters
  const migrations = lab.migration.results()
  const moved = new Set(migrations.map((migration) => migration.vm))
  const values: number[] = []
  for (const block of sim.counters.blocks) {
    const drops = block.base + block.names.length
    for (let i = block.base; i < drops; i++) values.push(data[i])
    for (const reason of reasons(block)) values.push(data[drops + reason])
  }
  return {
    values,
    flows: lab.statistics.map((statistics, i) => {
      const account = sim.traffic.account(statistics.flow)
      const last = sampler.last(i)
      return {
        sent: account.sent(0) + account.sent(1),
        delivered: account.delivered(0) + account.delivered(1),
        lost: account.lost(0) + account.lost(1),
        bytes: statistics.bytes,
        goodput: last?.goodput ?? 0,
        latency: last?.latency ?? null,
      }
    }),
    cores: sampler.cores.map((cores) => [...cores]),
    vms: lab.vms.map((vm) => ({
      vm: vm.path,
      host: vm.host.path,
      state: vm.state,
      reasons: vm.reasons.map((reason) => ({ ...reason })),
    })),
    modes: lab.migration.currentModes(),
    migrations,
    guest: guestViews(lab.vms.filter((vm) => moved.has(vm.path))),
    dirtyPages: lab.migration.dirtyPages(),
    links: lab.links.map((link, index) => ({ index, up: link.up, rates: sampler.linkRates(index) })),
    samples: sampler.since(fromSample),
    logFrom: fromLog,
    log: sim.log.entries.slice(fromLog),
  }
}
