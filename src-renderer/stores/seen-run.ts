// What a window has seen of one run, also beyond the moment at which the run stands: a run is deterministic, so what was
// seen before a step back in time lies ahead again, until somebody acts. Grows with every snapshot; never simulates.
import type { LiveSnapshot } from '../../src-shared/api/lab-api'
import type { GuestView, LogEntry, MigrationResult, ModeChange } from '../../src-shared/result/result'

/** Rows by flow (`cpu`: by host), columns by `times`. A sample stands at the end of the interval that it sums up. */
export interface SeenSamples {
  times: number[]
  goodput: number[][]
  lost: number[][]
  latency: (number | null)[][]
  cpu: number[][]
  lostBy: (Record<string, number> | null)[][]
}

export interface DirtyPoints {
  vm: string
  points: [number, number][]
}

/** Busy share of every core, one column a snapshot. */
export interface CoreTrail {
  times: number[]
  /** `hosts[h][c][i]` */
  hosts: number[][][]
}

const CORE_TRAIL_KEPT = 600

export const endOfMigration = (migration: MigrationResult): number => migration.at + migration.total

export const migrationKey = (migration: Pick<MigrationResult, 'vm' | 'at'>): string => `${migration.vm}@${migration.at}`

export class SeenRun {
  /** The latest moment that was seen. */
  until = 0
  samples: SeenSamples = { times: [], goodput: [], lost: [], latency: [], cpu: [], lostBy: [] }
  log: LogEntry[] = []
  /** In the order in which they began. */
  migrations: MigrationResult[] = []
  /** Every change of the mode of a vNIC, in order. */
  modes: ModeChange[] = []
  /** What the guests of VMs that moved saw, by path of the vNIC. */
  guest: Record<string, GuestView> = {}
  /** By `migrationKey`. */
  readonly dirty = new Map<string, DirtyPoints>()
  readonly cores: CoreTrail = { times: [], hosts: [] }

  constructor(readonly runId: string) {}

  take(live: LiveSnapshot): void {
    const now = live.run.time
    this.takeSamples(live.samples)
    for (let i = Math.max(0, this.log.length - live.logFrom); i < live.log.length; i++) {
      this.log.push(live.log[i] as LogEntry)
    }
    for (const migration of live.migrations) this.takeMigration(migration)
    if (now >= this.until) this.guest = live.guest ?? {}
    for (const mode of live.modes) this.takeMode({ ...mode, at: Math.min(mode.at, now) })
    for (const { vm, points } of live.dirtyPages) {
      const began = points[0]?.[0]
      if (began === undefined) continue
      const moves = live.migrations.filter((migration) => migration.vm === vm && migration.at <= began)
      const move = moves[moves.length - 1]
      const key = move ? migrationKey(move) : ''
      if (move && points.length >= (this.dirty.get(key)?.points.length ?? 0)) this.dirty.set(key, { vm, points })
    }
    this.takeCores(now, live.cores)
    this.until = Math.max(this.until, now)
  }

  /** Somebody acted at `time`: what was seen beyond it will not come. */
  cutAt(time: number): void {
    const kept = this.samples.times.filter((at) => at <= time).length
    for (const rows of [this.samples.goodput, this.samples.lost, this.samples.latency, this.samples.cpu]) {
      for (const row of rows) row.length = Math.min(row.length, kept)
    }
    for (const row of this.samples.lostBy) row.length = Math.min(row.length, kept)
    this.samples.times.length = kept
    this.log = this.log.filter((entry) => entry.at <= time)
    this.migrations = this.migrations.filter((migration) => endOfMigration(migration) <= time)
    const keys = new Set(this.migrations.map(migrationKey))
    for (const key of [...this.dirty.keys()]) if (!keys.has(key)) this.dirty.delete(key)
    this.modes = this.modes.filter((mode) => mode.at <= time)
    this.guest = Object.fromEntries(Object.entries(this.guest).map(([nic, view]) => [nic, viewUntil(view, time)]))
    const columns = this.cores.times.filter((at) => at <= time).length
    this.cores.times.length = columns
    for (const cores of this.cores.hosts) for (const core of cores) core.length = columns
    this.until = Math.min(this.until, time)
  }

  private takeSamples(more: LiveSnapshot['samples']): void {
    const { samples } = this
    const last = samples.times[samples.times.length - 1] ?? -Infinity
    let first = more.times.findIndex((time) => time > last)
    if (first < 0) first = more.times.length
    for (let i = first; i < more.times.length; i++) samples.times.push(more.times[i] as number)
    append(samples.goodput, more.goodput, first)
    append(samples.lost, more.lost, first)
    append(samples.latency, more.latency, first)
    append(samples.cpu, more.cpu, first)
    if (more.lostBy) append(samples.lostBy, more.lostBy, first)
  }

  private takeMigration(migration: MigrationResult): void {
    const key = migrationKey(migration)
    const index = this.migrations.findIndex((other) => migrationKey(other) === key)
    const known = this.migrations[index]
    if (!known) {
      this.migrations.push(migration)
      this.migrations.sort((a, b) => a.at - b.at)
    } else if (known.outcome === 'running' && endOfMigration(migration) >= endOfMigration(known)) {
      this.migrations[index] = migration
    }
    for (const mode of migration.modes) this.takeMode(mode)
  }

  private takeMode(mode: ModeChange): void {
    let place = this.modes.length
    while (place > 0 && (this.modes[place - 1] as ModeChange).at > mode.at) place--
    for (let k = place - 1; k >= 0; k--) {
      const before = this.modes[k] as ModeChange
      if (before.nic !== mode.nic) continue
      if (sameMode(before, mode)) return
      break
    }
    this.modes.splice(place, 0, mode)
  }

  private takeCores(now: number, hosts: number[][]): void {
    const { cores } = this
    const last = cores.times[cores.times.length - 1] ?? -Infinity
    if (now <= last) return
    const isFull = cores.times.length >= CORE_TRAIL_KEPT
    if (isFull) cores.times.shift()
    cores.times.push(now)
    hosts.forEach((values, host) => {
      const rows = (cores.hosts[host] ??= [])
      values.forEach((value, core) => {
        const row = (rows[core] ??= [])
        if (isFull) row.shift()
        row.push(value)
      })
    })
  }
}

const viewUntil = (view: GuestView, time: number): GuestView => ({
  ...view,
  devices: view.devices
    .filter((device) => device.from <= time)
    .map((device) => ({ ...device, until: device.until !== null && device.until > time ? null : device.until })),
})

function append<T>(rows: T[][], more: T[][], first: number): void {
  more.forEach((values, index) => {
    const row = (rows[index] ??= [])
    for (let i = first; i < values.length; i++) row.push(values[i] as T)
  })
}

const sameMode = (a: ModeChange, b: ModeChange): boolean =>
  a.mode === b.mode && a.function === b.function && a.plugin === b.plugin
