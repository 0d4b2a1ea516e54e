// A run at rest → its result: reads accounts, counters and ledgers, changes nothing. Identity and digest are added in `run/`.
import { COST_STAGES } from '../../../src-shared/catalogue/cost-model'
import { MIGRATION_FAILURES } from '../../../src-shared/result/migration-codes'
import type {
  CounterRow,
  CpuResult,
  EngineResult,
  FlowResult,
  GuestView,
  MigrationResult,
  SettledMigration,
} from '../../../src-shared/result/result'
import type { Vm } from '../guest/vm'
import type { Cpu } from '../host/cpu'
import { toSeconds } from '../kernel/sim-time'
import type { RunningLab } from '../running-lab'
import type { CounterBlock } from './counter-table'
import { REASON_CODES } from './counter-table'
import type { FlowStatistics } from './flow-statistics'

/** Key of the hypervisor's own work among the VMs; no identifier begins with a bracket. */
const HYPERVISOR = '(hypervisor)'

export function collectResult(lab: RunningLab): EngineResult {
  const { sim, model } = lab
  const flows: EngineResult['flows'] = {}
  model.flows.forEach((flow, i) => (flows[flow.id] = flowResult(lab, flow.type, lab.statistics[i])))
  const counters: EngineResult['counters'] = {}
  for (const block of sim.counters.blocks) counters[block.path] = counterRow(sim.counters.data, block)
  const cpu: EngineResult['cpu'] = {}
  for (const machine of lab.machines) cpu[machine.path] = cpuResult(lab, machine.cpu)
  const memory: EngineResult['memory'] = {}
  for (const host of lab.hosts) {
    const { physical, configured, pinned, ratio } = host.memory
    memory[host.path] = { physical, configured, pinned, overcommit: ratio }
  }
  return {
    seed: model.seed,
    simulated: toSeconds(sim.now),
    events: sim.events,
    frames: sim.traffic.frames,
    flows,
    counters,
    cpu,
    memory,
    migrations: lab.migration.results().map(settled),
    modes: lab.migration.modes(),
    capabilities: lab.migration.capabilities(),
    guest: guestViews(lab.vms),
    series: lab.sampler.series(),
    log: [...sim.log.entries],
  }
}

/** A VM that is on its way when the run ends has arrived where it runs on the destination already. */
function settled(migration: MigrationResult): SettledMigration {
  const { outcome, phases, reasons, vm } = migration
  if (outcome !== 'running') return { ...migration, outcome }
  if (phases.some(({ name }) => name === 'resume')) return { ...migration, outcome: 'completed' }
  const { says, remedy } = MIGRATION_FAILURES.unfinished
  const unfinished = { code: 'unfinished', says: `${says} ${remedy}`, path: vm }
  return { ...migration, outcome: 'failed', reasons: [...reasons, unfinished] }
}

/** What the guests of these VMs see, by path of the vNIC. */
export function guestViews(vms: readonly Vm[]): Record<string, GuestView> {
  const views: Record<string, GuestView> = {}
  for (const vm of vms) for (const vnic of vm.vnics) views[vnic.path] = vnic.devices.view()
  return views
}

function flowResult(lab: RunningLab, type: string, statistics: FlowStatistics): FlowResult {
  const { traffic } = lab.sim
  const account = traffic.account(statistics.flow)
  const direction = (d: number) => ({ sent: account.sent(d), delivered: account.delivered(d), lost: account.lost(d) })
  const forward = direction(0)
  const reverse = direction(1)
  const sent = forward.sent + reverse.sent
  const delivered = forward.delivered + reverse.delivered
  const lost = forward.lost + reverse.lost
  const { latency } = statistics
  return {
    type,
    sent,
    delivered,
    lost,
    inFlight: sent - delivered - lost,
    lostBy: nonZero(REASON_CODES, account.lostBy),
    forward,
    reverse,
    bytes: statistics.bytes,
    goodput: statistics.goodput,
    latency:
      latency.count === 0
        ? null
        : {
            min: toSeconds(latency.min),
            mean: toSeconds(latency.mean),
            p50: toSeconds(latency.percentile(0.5)),
            p99: toSeconds(latency.percentile(0.99)),
            p999: toSeconds(latency.percentile(0.999)),
            max: toSeconds(latency.max),
          },
    retransmits: statistics.retransmits,
    duplicateAcks: statistics.duplicateAcks,
    reordered: statistics.reordered,
    longestGap: toSeconds(statistics.longestGap),
  }
}

function counterRow(data: Float64Array, block: CounterBlock): CounterRow {
  const { kind, names, base } = block
  const counters: Record<string, number> = {}
  names.forEach((name, i) => (counters[name] = data[base + i]))
  return { kind, counters, drops: nonZero(REASON_CODES, data, base + names.length) }
}

function cpuResult(lab: RunningLab, cpu: Cpu): CpuResult {
  const { ledger } = cpu
  const { byStage, byVm } = cpu.accounts()
  const elapsed = lab.sim.now
  const perCore = Array.from({ length: cpu.cores }, (_, core) =>
    elapsed > 0 ? Math.min(1, cpu.busyUntilNow(core) / elapsed) : 0,
  )
  return {
    utilization: perCore.reduce((sum, busy) => sum + busy, 0),
    perCore,
    byStage: nonZero(
      COST_STAGES.map((stage) => stage.id),
      byStage,
    ),
    byVm: lab.hosts.some((host) => host.cpu === cpu) ? cyclesByVm(lab, byVm) : {},
    exits: ledger.exits,
    interrupts: { physical: ledger.physicalInterrupts, virtual: ledger.virtualInterrupts },
  }
}

/** The last place is for what the hypervisor did for nobody in particular. A machine that is no host has that one alone. */
function cyclesByVm(lab: RunningLab, byVm: Float64Array): Record<string, number> {
  const record = nonZero(
    lab.model.vms.map((vm) => vm.path),
    byVm,
  )
  const hypervisor = byVm[byVm.length - 1]
  return hypervisor > 0 ? { ...record, [HYPERVISOR]: hypervisor } : record
}

function nonZero(names: readonly string[], values: Float64Array, from = 0): Record<string, number> {
  const record: Record<string, number> = {}
  names.forEach((name, i) => {
    if (values[from + i] !== 0) record[name] = values[from + i]
  })
  return record
}
