// `iov-lab-result/1`: what a run leaves behind. The schema is the contract of `../../README.md`'s JSON output.
// Times are seconds, rates bit/s, sizes bytes. `frames` counts Ethernet frames on a wire or handed to a vNIC.
import { z } from 'zod'
import { frameLife } from './frame-life'

export const RESULT_FORMAT = 'iov-lab-result/1'

const reason = z.object({ code: z.string(), says: z.string(), path: z.string().optional() })

const latency = z.object({
  min: z.number(),
  mean: z.number(),
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
})

const direction = z.object({ sent: z.number(), delivered: z.number(), lost: z.number() })

export const flowResult = z.object({
  type: z.string(),
  /** Frames of the flow in both directions; what is neither delivered nor lost is in flight. */
  sent: z.number(),
  delivered: z.number(),
  lost: z.number(),
  inFlight: z.number(),
  lostBy: z.record(z.string(), z.number()),
  forward: direction,
  reverse: direction,
  bytes: z.number(),
  goodput: z.number(),
  /** tcp, udp: one way, application to application; rr, ping: round trip. Null where nothing was delivered. */
  latency: latency.nullable(),
  retransmits: z.number(),
  duplicateAcks: z.number(),
  /** udp: datagrams that arrived behind one that was sent later. */
  reordered: z.number(),
  longestGap: z.number(),
})

export const counterRow = z.object({
  kind: z.string(),
  counters: z.record(z.string(), z.number()),
  drops: z.record(z.string(), z.number()),
})

export const cpuResult = z.object({
  utilization: z.number(),
  perCore: z.array(z.number()),
  byStage: z.record(z.string(), z.number()),
  byVm: z.record(z.string(), z.number()),
  exits: z.number(),
  interrupts: z.object({ physical: z.number(), virtual: z.number() }),
})

const memoryResult = z.object({
  physical: z.number(),
  configured: z.number(),
  pinned: z.number(),
  overcommit: z.number(),
})

export const modeChange = z.object({
  at: z.number(),
  nic: z.string(),
  /** `absent`: the guest has no device at all (`replug`, between the removal and the next function). */
  mode: z.enum(['passthrough', 'emulation', 'absent']),
  function: z.string().optional(),
  plugin: z.string().optional(),
})

/** As it stands while the lab runs. */
export const migrationResult = z.object({
  vm: z.string(),
  from: z.string(),
  to: z.string(),
  at: z.number(),
  outcome: z.enum(['completed', 'refused', 'failed', 'running']),
  reasons: z.array(reason),
  warnings: z.array(reason),
  phases: z.array(z.object({ name: z.string(), start: z.number(), end: z.number() })),
  rounds: z.array(z.object({ pages: z.number(), seconds: z.number() })),
  bytes: z.number(),
  total: z.number(),
  downtime: z.number(),
  /** Pages that differ at the destination, because a function wrote to them unseen. Absent: none could. */
  stalePages: z.number().optional(),
  modes: z.array(modeChange),
})

/** When the run is over none is under way: the VM has arrived, or it has not. */
const settledMigration = migrationResult.extend({ outcome: z.enum(['completed', 'refused', 'failed']) })

const checkResult = z.object({
  id: z.string(),
  passed: z.boolean(),
  actual: z.unknown(),
  says: z.string(),
  /** Of a check that did not pass: what would have, the first event against it, and where to look. */
  expected: z.string().optional(),
  breaks: z.object({ at: z.number().nullable(), says: z.string() }).optional(),
  hint: z.string().optional(),
})

export const logEntry = z.object({
  at: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  source: z.string(),
  code: z.string(),
  says: z.string(),
})

export const capability = z.object({ available: z.boolean(), why: z.string() })

/** The state of a vNIC over time, one row a change; the first row is the start of the run. */
const vnicMode = modeChange

/** A network device that the guest saw from `from` to `until` (null: to the end). */
const guestDevice = z.object({
  name: z.string(),
  role: z.enum(['nic', 'master', 'primary', 'standby']),
  /** Null: the guest has no driver for it. */
  driver: z.string().nullable(),
  mac: z.string(),
  function: z.string().optional(),
  from: z.number(),
  until: z.number().nullable(),
})

/** What the guest sees of a vNIC over time, and why two devices are no pair. */
export const guestView = z.object({ devices: z.array(guestDevice), unpaired: reason.optional() })

/** Evenly spaced samples of a run for charts: `values[k][i]` belongs to `times[i]`. */
const seriesResult = z.object({
  times: z.array(z.number()),
  flows: z.record(
    z.string(),
    z.object({
      goodput: z.array(z.number()),
      lost: z.array(z.number()),
      latency: z.array(z.number().nullable()),
    }),
  ),
  cpu: z.record(z.string(), z.array(z.number())),
})

export const resultSchema = z.object({
  format: z.literal(RESULT_FORMAT),
  lab: z.object({ name: z.string(), sha256: z.string() }),
  /** The document that ran, whole, with the actions of the person at the window as events: it can be run again. */
  document: z.unknown(),
  seed: z.number(),
  engine: z.object({ name: z.string(), version: z.string() }),
  simulated: z.number(),
  wall: z.number(),
  events: z.number(),
  frames: z.number(),
  digest: z.string(),
  flows: z.record(z.string(), flowResult),
  counters: z.record(z.string(), counterRow),
  cpu: z.record(z.string(), cpuResult),
  memory: z.record(z.string(), memoryResult),
  migrations: z.array(settledMigration),
  modes: z.array(vnicMode),
  capabilities: z.record(z.string(), z.record(z.string(), capability)),
  /** By path of the vNIC; absent in results of an engine that did not know it. */
  guest: z.record(z.string(), guestView).optional(),
  series: seriesResult,
  checks: z.array(checkResult),
  log: z.array(logEntry),
  /** The frame that `--trace` asked for; no part of the digest. */
  trace: z
    .object({ nth: z.number(), flow: z.string(), life: frameLife.nullable() })
    .optional()
    .describe('With --trace: the life of the frame, null where it was not sent in this run.'),
})

export type LabResult = z.infer<typeof resultSchema>
export type FlowResult = z.infer<typeof flowResult>
export type CounterRow = z.infer<typeof counterRow>
export type CpuResult = z.infer<typeof cpuResult>
export type MigrationResult = z.infer<typeof migrationResult>
export type SettledMigration = z.infer<typeof settledMigration>
export type ModeChange = z.infer<typeof modeChange>
export type CheckResult = z.infer<typeof checkResult>
export type LogEntry = z.infer<typeof logEntry>
export type Capability = z.infer<typeof capability>
export type GuestDevice = z.infer<typeof guestDevice>
export type GuestView = z.infer<typeof guestView>
export type SeriesResult = z.infer<typeof seriesResult>
export type Reason = z.infer<typeof reason>

/** What the engine knows; identity, digest and wall time are added in `run/`. */
export type EngineResult = Omit<LabResult, 'format' | 'lab' | 'document' | 'engine' | 'wall' | 'digest' | 'checks'>
