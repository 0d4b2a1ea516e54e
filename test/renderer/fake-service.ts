// A main side for tests of the window: labs with the real commands, checks and history, in memory; a run that a test fills
// with the snapshots it wants. No transport, no files, no engine.
import {
  type LabSnapshot,
  type LabState,
  type LiveLayout,
  type LiveSnapshot,
  notifications,
  type Payload,
  type Reply,
  type RequestName,
  requests,
  type RunStatus,
  type Settings,
} from '../../src-shared/api/lab-api'
import type { Answer, ClientTransport } from '../../src-shared/api/make-client'
import { checkLab } from '../../src-shared/lab/check-lab'
import { runCommand } from '../../src-shared/lab/commands'
import { emptyLab } from '../../src-shared/lab/defaults'
import { LabHistory } from '../../src-shared/lab/history'
import { openLab } from '../../src-shared/lab/migrations'
import type { Lab } from '../../src-shared/lab/schema'

type Handlers = { [N in RequestName]?: (payload: Payload<N>) => Reply<N> | Promise<Reply<N>> }
type NoticeListener = (name: string, payload: unknown) => void

export interface FakeService extends ClientTransport {
  /** Every request, in order. */
  readonly asked: { name: string; payload: unknown }[]
  readonly handlers: Handlers
  document(): Lab | null
  /** Sends a notification; one of the wrong shape throws. */
  notify(name: keyof typeof notifications, payload: unknown): void
  /** Somebody else edits the lab; nobody hears of it yet where `isHeard` is false. */
  editElsewhere(id: string, payload: unknown, isHeard?: boolean): void
}

interface Options {
  /** By library id: the text of the lab. */
  labs?: Record<string, string>
  settings?: Partial<Settings>
}

const REFUSED = { code: 'no-run', says: 'There is no run yet. Press Run first.' }

export function fakeService({ labs = {}, settings: given = {} }: Options = {}): FakeService {
  const listeners = new Set<NoticeListener>()
  const asked: FakeService['asked'] = []
  let lab: Lab | null = null
  let revision = 0
  let opened = 0
  let isDirty = false
  let history = new LabHistory<Lab>()
  let settings: Settings = { theme: 'light', panels: {}, pace: 1, confirmDelete: false, ...given }

  const state = (): LabState => ({
    labId: `lab-${opened}`,
    revision,
    name: lab?.name ?? '',
    file: null,
    dirty: isDirty,
    undo: history.undoLabel,
    redo: history.redoLabel,
    problems: lab ? checkLab(lab) : [],
  })
  const snapshot = (): LabSnapshot => ({ ...state(), document: lab as unknown as Record<string, unknown> })

  const open = (next: Lab): Reply<'lab.open'> => {
    lab = next
    opened++
    revision = 1
    isDirty = false
    history = new LabHistory<Lab>()
    return { outcome: 'opened', lab: snapshot() }
  }

  const travel = (way: 'undo' | 'redo'): Reply<'lab.undo'> => {
    const step = lab ? history[way](lab) : null
    if (!step)
      return { outcome: 'refused', refusal: { code: `nothing-to-${way}`, says: `There is nothing to ${way}.` } }
    lab = step.lab
    revision++
    isDirty = true
    return { outcome: 'done', diff: step.diff, created: [], lab: state() }
  }

  const command = (id: string, payload: unknown): Reply<'lab.command'> => {
    const result = runCommand(lab as Lab, id, payload)
    if (!result.ok) return { outcome: 'refused', refusal: result.refusal }
    lab = result.lab
    history.record(result.label, result.diff)
    revision++
    isDirty = true
    return { outcome: 'done', diff: result.diff, created: result.created, lab: state() }
  }

  const handlers: Handlers = {
    'app.info': () => ({
      protocol: 1,
      version: '0.1.0',
      engine: 'test',
      way: 'web',
      printsPdf: false,
      versions: {},
      dataFolder: '/data',
      openAtStart: null,
    }),
    'settings.get': () => settings,
    'settings.set': (changes) => (settings = { ...settings, ...changes }),
    'library.list': () =>
      Object.keys(labs).map((id) => ({
        id,
        kind: id.startsWith('templates/') ? 'template' : 'guided',
        name: /^name: (.*)$/m.exec(labs[id] ?? '')?.[1] ?? id,
        summary: /^ {2}summary: (.*)$/m.exec(labs[id] ?? '')?.[1] ?? '',
        file: null,
        modified: null,
        missing: false,
      })),
    'library.remove-recent': () => [],
    'recovery.list': () => [],
    'recovery.discard': () => ({}),
    'lab.open': ({ source }) => {
      if (source.kind === 'empty') return open(emptyLab())
      const text = source.kind === 'text' ? source.text : source.kind === 'library' ? labs[source.id] : undefined
      const result = openLab(text ?? '')
      if (result.ok) return open(result.lab)
      return { outcome: 'refused', refusal: { code: 'not-a-lab', says: 'Not a lab.' }, problems: result.problems }
    },
    'lab.snapshot': snapshot,
    'lab.command': ({ baseRevision, id, payload }) =>
      baseRevision === revision ? command(id, payload) : { outcome: 'outdated', lab: snapshot() },
    'lab.undo': () => travel('undo'),
    'lab.redo': () => travel('redo'),
    'lab.save': () => {
      isDirty = false
      return { outcome: 'saved', lab: state() }
    },
    'lab.close': () => {
      lab = null
      return {}
    },
    'run.start': () => ({ outcome: 'refused', refusal: REFUSED, problems: [] }),
    'run.layout': () => null,
    'run.live': () => null,
    'run.result': () => null,
    'run.destinations': () => [],
    'run.capabilities': () => ({}),
    'costs.list': () => [],
    'clipboard.write': () => ({}),
    'clipboard.read': () => ({ text: '' }),
  }

  const notify: FakeService['notify'] = (name, payload) => {
    const parsed = notifications[name].parse(payload)
    for (const listener of listeners) listener(name, parsed)
  }

  return {
    asked,
    handlers,
    document: () => lab,
    notify,
    editElsewhere(id, payload, isHeard = true) {
      command(id, payload)
      if (isHeard) notify('lab.changed', { lab: snapshot() })
    },
    async request(name, payload): Promise<Answer> {
      asked.push({ name, payload })
      const known = name as RequestName
      const parsed = requests[known].payload.safeParse(payload)
      if (!parsed.success) return { ok: false, error: { code: 'bad-payload', says: parsed.error.message } }
      const handler = handlers[known] as ((payload: unknown) => unknown) | undefined
      if (!handler) return { ok: false, error: { code: 'internal', says: `${name} is not faked` } }
      // as over a real transport: nothing is shared between the two sides
      return { ok: true, reply: structuredClone(await handler(structuredClone(parsed.data))) }
    },
    onNotice(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A run's status at a time, running unless said otherwise. */
export const statusAt = (time: number, more: Partial<RunStatus> = {}): RunStatus => ({
  runId: 'run-1',
  labId: 'lab-1',
  revision: 1,
  state: 'running',
  time,
  duration: 10,
  pace: 1,
  reached: 1,
  events: 0,
  frames: 0,
  ...more,
})

export const layoutOf = (components: LiveLayout['components'], more: Partial<LiveLayout> = {}): LiveLayout => ({
  runId: 'run-1',
  components,
  flows: [],
  hosts: [],
  ...more,
})

export const liveAt = (time: number, sequence: number, more: Partial<LiveSnapshot> = {}): LiveSnapshot => ({
  run: statusAt(time),
  sequence,
  values: [],
  flows: [],
  cores: [],
  vms: [],
  modes: [],
  migrations: [],
  dirtyPages: [],
  links: [],
  samples: { from: 0, times: [], goodput: [], lost: [], latency: [], cpu: [], lostBy: [] },
  logFrom: 0,
  log: [],
  ...more,
})
