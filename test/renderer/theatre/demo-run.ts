// The demonstration lab as a run of it reports itself, from formulas instead of a simulation: whatever shows a run can be
// tested and looked at with it. One VM goes from a function to a plain NIC at 3 s and comes back at 7 s.
import type { LiveLayout, LiveSnapshot, RunStatus } from '../../../src-shared/api/lab-api'
import type { LogEntry, MigrationResult, ModeChange } from '../../../src-shared/result/result'

const PAGES = 262_144
const PACE = 244_000
const DIRTY = 40_000
const INTERVAL = 0.01
export const DEMO_DURATION = 11

export const demoLayout = (runId: string): LiveLayout => ({
  runId,
  components: [
    { path: 'esx-a/vmnic0.vf0', kind: 'vf', counters: ['rxFrames', 'txFrames', 'drops.reset-in-progress'] },
    { path: 'web-1/eth0', kind: 'vnic', counters: ['rxFrames', 'txFrames', 'drops.vm-paused'] },
  ],
  flows: ['upload', 'video', 'ping'],
  hosts: [
    { path: 'esx-a', cores: 8 },
    { path: 'esx-b', cores: 8 },
  ],
})

interface Move {
  from: string
  to: string
  at: number
  emulated: number
  rounds: { pages: number; seconds: number }[]
  stop: number
  resume: number
  announced: number
  end: number
}

function move(from: string, to: string, at: number, toEmulation: number, toPassthrough: number): Move {
  const emulated = at + toEmulation
  const rounds: Move['rounds'] = []
  let pages = PAGES
  let time = emulated
  for (let k = 0; k < 3; k++) {
    const seconds = pages / PACE
    rounds.push({ pages: Math.round(pages), seconds })
    time += seconds
    pages = Math.min(16_384, DIRTY * seconds)
  }
  const resume = time + pages / PACE + 0.06
  return {
    from,
    to,
    at,
    emulated,
    rounds,
    stop: time,
    resume,
    announced: resume + 0.004,
    end: resume + 0.004 + toPassthrough,
  }
}

export const MOVES = [move('esx-a', 'esx-b', 3, 0.018, 0), move('esx-b', 'esx-a', 7, 0, 0.112)]
const FIRST = MOVES[0] as Move
const SECOND = MOVES[1] as Move

const direct = (at: number): ModeChange => ({
  at,
  nic: 'web-1/eth0',
  mode: 'passthrough',
  function: 'esx-a/vmnic0.vf0',
  plugin: 'intel',
})
const emulated = (at: number): ModeChange => ({ at, nic: 'web-1/eth0', mode: 'emulation', plugin: 'emulation' })
const MODES: ModeChange[] = [direct(0), emulated(FIRST.emulated), direct(SECOND.end)]

const isStopped = (time: number): boolean => MOVES.some((one) => time > one.stop && time <= one.resume)
const isCopying = (time: number): boolean => MOVES.some((one) => time > one.emulated && time <= one.resume)

/** A wave without chance, so that lines are not flat. */
const wave = (time: number, period: number): number => Math.sin((time / period) * 2 * Math.PI)

function sampleAt(time: number): {
  goodput: number[]
  lost: number[]
  latency: (number | null)[]
  by: (Record<string, number> | null)[]
  cpu: number[]
} {
  const still = isStopped(time)
  const isThere = time > FIRST.resume && time <= SECOND.resume
  const emulatedNow = time > FIRST.emulated && time <= SECOND.end
  const copying = isCopying(time)
  const upload =
    time < 0.5 || time > 10.5 || still
      ? 0
      : (copying ? 0.71e9 : emulatedNow ? 0.9e9 : 0.941e9) * (1 + 0.012 * wave(time, 0.173))
  const video = time < 0.2 || time > 10.5 || still ? 0 : 50e6 * (1 + 0.004 * wave(time, 0.31))
  const ping = time < 0.1 || time > 10.8 || still ? 0 : 44_800
  const base = emulatedNow ? 58e-6 : 24e-6
  const latency = (factor: number): number =>
    base * factor * (copying ? 1.9 : 1) * (1 + 0.06 * wave(time, 0.09 * factor))
  const justStopped = MOVES.some((one) => time > one.stop && time <= one.stop + INTERVAL)
  const beforeAnnounce = MOVES.some((one) => time > one.resume - 2 * INTERVAL && time <= one.resume)
  const switching = time > SECOND.end - INTERVAL && time <= SECOND.end
  const by: Record<string, number> | null = justStopped
    ? { 'vm-paused': 14 }
    : beforeAnnounce
      ? { 'vm-paused': 45, 'no-buffer': 3 }
      : switching
        ? { 'reset-in-progress': 4 }
        : null
  const a = isThere ? 0.02 : emulatedNow ? 1.62 : 0.71
  const b = isThere ? 1.58 : 0.02
  const copy = copying ? 0.9 : 0
  return {
    goodput: [upload, video, ping],
    lost: [0, by ? Object.values(by).reduce((sum, one) => sum + one, 0) : 0, 0],
    latency: [upload > 0 ? latency(4) : null, video > 0 ? latency(1) : null, ping > 0 ? latency(3.1) : null],
    by: [null, by, null],
    cpu: [Math.max(0, a + copy * 0.8 + 0.05 * wave(time, 0.4)), Math.max(0, b + copy * 0.6 + 0.04 * wave(time, 0.5))],
  }
}

function migrationAt(one: Move, now: number): MigrationResult | null {
  if (now < one.at) return null
  const phases: MigrationResult['phases'] = []
  const put = (name: string, start: number, end: number): void => {
    if (start <= now) phases.push({ name, start, end: Math.min(end, now) })
  }
  put('compatibility', one.at, one.at)
  if (one.emulated > one.at) put('to-emulation', one.at, one.emulated)
  put('pre-copy', one.emulated, one.stop)
  put('switch-over', one.stop, one.resume)
  put('resume', one.resume, one.resume)
  put('announce', one.resume, one.announced)
  if (one.end > one.announced) put('to-passthrough', one.announced, one.end)
  let sent = one.emulated
  const rounds = one.rounds.filter((round) => (sent += round.seconds) <= now + 1e-12)
  const share = Math.min(1, Math.max(0, (now - one.emulated) / (one.stop - one.emulated)))
  const pages = one.rounds.reduce((sum, round) => sum + round.pages, 0)
  const toB = one.to === 'esx-b'
  return {
    vm: 'web-1',
    from: one.from,
    to: one.to,
    at: one.at,
    outcome: now >= one.end ? 'completed' : 'running',
    reasons: [],
    warnings: toB
      ? [
          {
            code: 'no-sriov',
            says: 'web-1/eth0 stays in emulation on esx-b. The destination has no NIC with virtual functions on that network. Use a NIC model with SR-IOV there, as an uplink of the network.',
            path: 'web-1/eth0',
          },
        ]
      : [],
    phases,
    rounds,
    bytes: Math.round((pages * share + (now >= one.resume ? DIRTY * (one.rounds[2]?.seconds ?? 0) : 0)) * 4096),
    total: Math.min(now, one.end) - one.at,
    downtime: now <= one.stop ? 0 : Math.min(now, one.resume) - one.stop,
    modes: [
      { ...(one === FIRST ? direct(0) : emulated(0)), at: one.at },
      ...MODES.filter((mode) => mode.at > one.at && mode.at <= Math.min(now, one.end)),
    ],
  }
}

const ENTRIES: LogEntry[] = [
  { at: 0, level: 'info', source: 'web-1', code: 'vm-powered-on', says: 'web-1 started on esx-a.' },
  {
    at: 0,
    level: 'info',
    source: 'web-1/eth0',
    code: 'plugin-loaded',
    says: 'The shell of web-1/eth0 loaded the plug-in intel.',
  },
  ...['ping', 'video', 'upload'].map((flow, k): LogEntry => ({
    at: [0.1, 0.2, 0.5][k] as number,
    level: 'info',
    source: flow,
    code: 'flow-started',
    says: `${flow} begins to send.`,
  })),
  ...MOVES.flatMap((one): LogEntry[] => {
    let end = one.emulated
    return [
      {
        at: one.at,
        level: 'info',
        source: 'web-1',
        code: 'migration-requested',
        says: `VMotion of web-1 from ${one.from} to ${one.to}.`,
      },
      ...(one.to === 'esx-b'
        ? [
            {
              at: one.at,
              level: 'warning' as const,
              source: 'web-1/eth0',
              code: 'migration-warning',
              says: 'web-1/eth0 stays in emulation on esx-b. The destination has no NIC with virtual functions on that network.',
            },
          ]
        : []),
      ...one.rounds.map((round, k): LogEntry => ({
        at: (end += round.seconds),
        level: 'info',
        source: 'web-1',
        code: 'migration-round',
        says: `Round ${k + 1}: ${round.pages} pages in ${(round.seconds * 1e3).toFixed(1)} ms.`,
      })),
      {
        at: one.stop,
        level: 'info',
        source: 'web-1',
        code: 'vm-stunned',
        says: 'web-1 is stopped for its switch-over.',
      },
      {
        at: one.stop + 0.004,
        level: 'warning',
        source: 'web-1/eth0',
        code: 'buffer-shortage',
        says: 'web-1/eth0 has no empty buffer; frames wait and are lost.',
      },
      {
        at: one.resume,
        level: 'info',
        source: 'web-1',
        code: 'vm-resumed',
        says: `web-1 runs on ${one.to} after ${((one.resume - one.stop) * 1e3).toFixed(1)} ms.`,
      },
      {
        at: one.end,
        level: 'info',
        source: 'web-1',
        code: 'migration-completed',
        says: `web-1 has arrived on ${one.to}.`,
      },
    ]
  }),
]
const LOG = ENTRIES.sort((a, b) => a.at - b.at)

export interface DemoMoment {
  status: RunStatus
  sequence: number
  /** Samples and log entries from these indices on. */
  fromSample?: number
  fromLog?: number
}

/** Everything that a run reports at `status.time`. */
export function demoLive({ status, sequence, fromSample = 0, fromLog = 0 }: DemoMoment): LiveSnapshot {
  const now = status.time
  const until = Math.floor(now / INTERVAL + 1e-9)
  const times: number[] = []
  const rows = {
    goodput: [[], [], []] as number[][],
    lost: [[], [], []] as number[][],
    latency: [[], [], []] as (number | null)[][],
    cpu: [[], []] as number[][],
    lostBy: [[], [], []] as (Record<string, number> | null)[][],
  }
  for (let index = fromSample; index < until; index++) {
    const time = (index + 1) * INTERVAL
    const sample = sampleAt(time)
    times.push(time)
    for (let k = 0; k < 3; k++) {
      rows.goodput[k]?.push(sample.goodput[k] as number)
      rows.lost[k]?.push(sample.lost[k] as number)
      rows.latency[k]?.push(sample.latency[k] as number | null)
      rows.lostBy[k]?.push(sample.by[k] ?? null)
    }
    sample.cpu.forEach((value, k) => rows.cpu[k]?.push(value))
  }
  const present = sampleAt(now)
  const migrations = MOVES.map((one) => migrationAt(one, now)).filter((one) => one !== null)
  const log = LOG.filter((entry) => entry.at <= now)
  const active = migrations.find((one) => one.outcome === 'running')
  const mode = MODES.filter((one) => one.at <= now).slice(-1)
  return {
    run: status,
    sequence,
    values: [now * 8000, now * 4000, now > SECOND.end ? 4 : 0, now * 9000, now * 5000, now > FIRST.resume ? 59 : 0],
    flows: present.goodput.map((goodput, k) => ({
      sent: Math.round(now * 4000),
      delivered: Math.round(now * 3990),
      lost: k === 1 && now > FIRST.resume ? 62 : 0,
      bytes: goodput * now,
      goodput,
      latency: present.latency[k] ?? null,
    })),
    cores: present.cpu.map((busy) =>
      Array.from({ length: 8 }, (_, core) =>
        Math.max(
          0,
          Math.min(1, busy * (core === 0 ? 0.5 : core === 1 ? 0.3 : 0.2 / 6) * (1 + 0.2 * wave(now + core, 0.7))),
        ),
      ),
    ),
    vms: [
      {
        vm: 'web-1',
        host: now > FIRST.resume && now < SECOND.resume ? 'esx-b' : 'esx-a',
        state: isStopped(now) ? 'stunned' : active ? 'migrating' : 'running',
        reasons: [],
      },
    ],
    modes: mode,
    migrations,
    dirtyPages: active ? [{ vm: 'web-1', points: dirtyPoints(active) }] : [],
    links: [],
    samples: { from: fromSample, times, ...rows },
    logFrom: fromLog,
    log: log.slice(fromLog),
  }
}

function dirtyPoints(migration: MigrationResult): [number, number][] {
  const one = migration.at === FIRST.at ? FIRST : SECOND
  const points: [number, number][] = []
  let start = one.emulated
  for (const round of one.rounds) {
    points.push([start, round.pages])
    start += round.seconds
  }
  points.push([one.stop, Math.round(DIRTY * (one.rounds[2]?.seconds ?? 0))], [one.resume - 0.05, 0])
  return points.filter(([at]) => at <= migration.at + migration.total)
}

export const demoStatus = (time: number, part: Partial<RunStatus> = {}): RunStatus => ({
  runId: 'run-1',
  labId: 'lab-1',
  revision: 1,
  state: 'paused',
  time,
  duration: DEMO_DURATION,
  pace: 0.1,
  reached: 0.1,
  events: Math.round(time * 400_000),
  frames: Math.round(time * 90_000),
  ...part,
})
