// The run of the open lab as the main side reports it: status, one live snapshot at a time, and what is accumulated from
// the snapshots (samples for charts, log, a short history of counters for rates). Nothing is computed by simulating here.
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type {
  Destination,
  LiveLayout,
  LiveSnapshot,
  Payload,
  Problem,
  Refusal,
  Reply,
  RunAction,
  RunStatus,
} from '../../src-shared/api/lab-api'
import type { StopCondition } from '../../src-shared/api/stop-condition'
import type { LogEntry, MigrationResult, ModeChange } from '../../src-shared/result/result'
import { labClient } from '../api/client'
import { type CounterIndex, type DropIndex, indexCounters, indexDrops, RateHistory } from './rate-history'
import { useLabStore } from './lab'

type RunRequest =
  | 'run.start'
  | 'run.pause'
  | 'run.step'
  | 'run.until'
  | 'run.step-back'
  | 'run.reset'
  | 'run.pace'
  | 'run.seek'
  | 'run.act'
export type RunOutcome = { ok: true } | { ok: false; refusal: Refusal; problems: Problem[] }

/** `goodput[k][i]` is of flow k (in the layout's order) at `times[i]`; `cpu[k][i]` of host k. */
export type Samples = Omit<LiveSnapshot['samples'], 'from'>

const noSamples = (): Samples => ({ times: [], goodput: [], lost: [], latency: [], cpu: [] })
const NO_LAB: RunOutcome = { ok: false, refusal: { code: 'no-lab', says: 'No lab is open.' }, problems: [] }

/** Cuts every row at `from` and appends; the rows stay the same arrays, the outer list is a fresh one. */
function extend<T>(rows: T[][], from: number, more: T[][]): T[][] {
  return more.map((values, index) => {
    const row = rows[index] ?? []
    row.length = Math.min(row.length, from)
    for (const value of values) row.push(value)
    return row
  })
}

export const useRunStore = defineStore('run', () => {
  const lab = useLabStore()
  const status = shallowRef<RunStatus | null>(null)
  const layout = shallowRef<LiveLayout | null>(null)
  const live = shallowRef<LiveSnapshot | null>(null)
  const samples = shallowRef<Samples>(noSamples())
  const log = shallowRef<LogEntry[]>([])
  const lastRefusal = shallowRef<Refusal | null>(null)
  const refusalProblems = shallowRef<Problem[]>([])

  let index: CounterIndex = new Map()
  let dropIndex: DropIndex = new Map()
  let history = new RateHistory()

  const isRunning = computed(() => status.value?.state === 'running' || status.value?.state === 'seeking')
  /** A run stands at some time after its start: the window shows the run rather than the document. */
  const isShown = computed(() => {
    const now = status.value
    return now !== null && live.value !== null && !(now.state === 'ready' && now.time === 0)
  })
  /** The lab was edited since this run began; the run goes on with the document that it started from. */
  const isOutdated = computed(() => isShown.value && status.value?.revision !== lab.revision)
  const time = computed(() => status.value?.time ?? 0)
  const duration = computed(() => status.value?.duration ?? 0)
  const migrations = computed<MigrationResult[]>(() => (isShown.value ? (live.value?.migrations ?? []) : []))
  const activeMigration = computed(() => migrations.value.find((migration) => migration.outcome === 'running') ?? null)
  const modes = computed<ReadonlyMap<string, ModeChange>>(
    () => new Map((isShown.value ? (live.value?.modes ?? []) : []).map((mode) => [mode.nic, mode])),
  )
  /** Host of each VM: the same map until one of them has moved, so that what follows it need not be made at every tick. */
  const hostOfVm = computed<ReadonlyMap<string, string>>((before) => {
    const next = new Map((isShown.value ? (live.value?.vms ?? []) : []).map(({ vm, host }) => [vm, host]))
    const isSame = before?.size === next.size && [...next].every(([vm, host]) => before.get(vm) === host)
    return isSame ? before : next
  })
  const vms = computed<ReadonlyMap<string, LiveSnapshot['vms'][number]>>(
    () => new Map((isShown.value ? (live.value?.vms ?? []) : []).map((vm) => [vm.vm, vm])),
  )

  function forget(): void {
    live.value = null
    samples.value = noSamples()
    log.value = []
    history = new RateHistory()
  }

  function takeLayout(next: LiveLayout | null): void {
    layout.value = next
    index = next ? indexCounters(next) : new Map()
    dropIndex = indexDrops(index)
    history = new RateHistory()
  }

  function takeLive(next: LiveSnapshot): void {
    const before = live.value
    const isSameRun = before?.run.runId === next.run.runId
    if (isSameRun && before && next.sequence <= before.sequence) return
    if (!isSameRun) forget()
    history.add(next.run.time, next.values)
    const more = next.samples
    const kept = samples.value
    kept.times.length = Math.min(kept.times.length, more.from)
    samples.value = {
      times: [...kept.times, ...more.times],
      goodput: extend(kept.goodput, more.from, more.goodput),
      lost: extend(kept.lost, more.from, more.lost),
      latency: extend(kept.latency, more.from, more.latency),
      cpu: extend(kept.cpu, more.from, more.cpu),
    }
    if (next.log.length > 0 || next.logFrom < log.value.length) {
      log.value = [...log.value.slice(0, next.logFrom), ...next.log]
    }
    status.value = next.run
    live.value = next
  }

  /** Where a counter stands in `live.values`; null: this run does not count it. */
  function counterOffset(path: string, name: string): number | null {
    return index.get(path)?.get(name) ?? null
  }

  function counterValue(path: string, name: string): number | null {
    const offset = counterOffset(path, name)
    return offset === null || !isShown.value ? null : (live.value?.values[offset] ?? null)
  }

  /** Growth per simulated second over the last snapshots; null: not known yet. */
  function counterRate(path: string, name: string): number | null {
    const offset = counterOffset(path, name)
    // reading `live` makes whoever shows the rate follow it
    return offset === null || !isShown.value || live.value === null ? null : history.rate(offset)
  }

  /** Rates between the last snapshots, oldest first, for a sparkline. */
  function counterTrail(path: string, name: string): number[] {
    const offset = counterOffset(path, name)
    return offset === null || !isShown.value || live.value === null ? [] : history.trail(offset)
  }

  /** Frames dropped by a component so far, by reason, without the zeros. */
  function dropsOf(path: string): { reason: string; count: number }[] {
    const drops: { reason: string; count: number }[] = []
    if (!isShown.value) return drops
    const values = live.value?.values
    for (const { reason, offset } of dropIndex.get(path) ?? []) {
      const count = values?.[offset] ?? 0
      if (count > 0) drops.push({ reason, count })
    }
    return drops
  }

  function countersOf(path: string): string[] {
    return [...(index.get(path)?.keys() ?? [])]
  }

  async function ask<N extends RunRequest>(name: N, more: Omit<Payload<N>, 'labId'>): Promise<RunOutcome> {
    if (lab.labId === null) return NO_LAB
    const payload = { labId: lab.labId, ...more } as Payload<N>
    const reply: Reply<'run.start'> = await labClient().request(name, payload)
    if (reply.outcome === 'refused') {
      lastRefusal.value = reply.refusal
      refusalProblems.value = reply.problems
      return { ok: false, refusal: reply.refusal, problems: reply.problems }
    }
    lastRefusal.value = null
    refusalProblems.value = []
    takeStatus(reply.run)
    return { ok: true }
  }

  function takeStatus(next: RunStatus): void {
    if (live.value && live.value.run.runId !== next.runId) forget()
    status.value = next
    if (layout.value?.runId !== next.runId) void fetchLayout()
  }

  async function fetchLayout(): Promise<void> {
    if (lab.labId === null) return
    const next = await labClient().request('run.layout', { labId: lab.labId })
    if (next && next.runId === status.value?.runId && layout.value?.runId !== next.runId) takeLayout(next)
  }

  /** What a run of the lab counts is known also before it begins. */
  async function prepare(): Promise<void> {
    if (lab.labId === null || (layout.value !== null && layout.value.runId === status.value?.runId)) return
    const next = await labClient().request('run.layout', { labId: lab.labId })
    if (next) takeLayout(next)
  }

  async function reset(): Promise<RunOutcome> {
    const outcome = await ask('run.reset', {})
    if (outcome.ok) forget()
    return outcome
  }

  async function destinations(vm: string): Promise<Destination[]> {
    return lab.labId === null ? [] : labClient().request('run.destinations', { labId: lab.labId, vm })
  }

  /** Another lab is open: nothing of the last run remains. */
  function clear(): void {
    forget()
    takeLayout(null)
    status.value = null
    lastRefusal.value = null
    refusalProblems.value = []
  }

  /** Listens to the main side; call once, when the window starts. */
  function connect(): void {
    labClient().on('run.layout', takeLayout)
    labClient().on('run.live', (next) => {
      if (next.run.labId !== lab.labId) return
      takeLive(next)
      if (layout.value?.runId !== next.run.runId) void fetchLayout()
    })
  }

  return {
    status,
    layout,
    live,
    samples,
    log,
    lastRefusal,
    refusalProblems,
    isRunning,
    isShown,
    isOutdated,
    time,
    duration,
    migrations,
    activeMigration,
    modes,
    vms,
    hostOfVm,
    counterOffset,
    counterValue,
    counterRate,
    counterTrail,
    countersOf,
    dropsOf,
    start: () => ask('run.start', {}),
    pause: () => ask('run.pause', {}),
    step: (until?: number) => ask('run.step', until === undefined ? {} : { until }),
    stepBack: () => ask('run.step-back', {}),
    pace: (pace: number) => ask('run.pace', { pace }),
    until: (condition: StopCondition) => ask('run.until', { until: condition }),
    seek: (to: number) => ask('run.seek', { time: to }),
    act: (action: RunAction) => ask('run.act', { action }),
    reset,
    destinations,
    prepare,
    clear,
    connect,
  }
})
