// THE contract between the window and the main side: every request, every notification, nothing else.
// Preload, IPC handlers, the WebSocket server and the client all derive from these two tables.
// Messages are strict (documents inside them are loose): an unknown name or field is an error that both sides report.
import { z } from 'zod'
import { quantity, VM_EVENTS } from '../lab/schema'
import { COMPARED_KINDS } from '../lab/with-design'
import { designRow } from '../result/design-table'
import { frameLife } from '../result/frame-life'
import { runDifference } from '../result/run-difference'
import { stopCondition } from './stop-condition'
import { capability, guestView, logEntry, migrationResult, modeChange, resultSchema } from '../result/result'

/** Raised when a message changes its meaning; both sides refuse to talk across versions. */
export const PROTOCOL = 1

const empty = z.strictObject({})
const labId = z.string()
const document = z.record(z.string(), z.unknown())
/** Where in the document: `['hosts', 'esx-a', 'nics', 'vmnic0']`. */
export const pointer = z.array(z.union([z.string(), z.number()]))

export const problem = z.strictObject({
  code: z.string(),
  level: z.enum(['error', 'warning']),
  /** Pointer joined by `/`: `hosts/esx-a/nics/vmnic0/vfs`. */
  path: z.string(),
  says: z.string(),
  remedy: z.string(),
})

const labDiff = z.strictObject({
  added: z.array(z.strictObject({ pointer, value: z.unknown(), index: z.number().optional() })),
  updated: z.array(z.strictObject({ pointer, from: z.unknown(), to: z.unknown() })),
  removed: z.array(z.strictObject({ pointer, value: z.unknown(), index: z.number().optional() })),
})

/** What a client knows of the open lab besides the document. */
const labState = z.strictObject({
  labId,
  revision: z.number(),
  name: z.string(),
  /** Null: never saved to a file. */
  file: z.string().nullable(),
  dirty: z.boolean(),
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  problems: z.array(problem),
})

const labSnapshot = labState.extend({ document })

const libraryEntry = z.strictObject({
  id: z.string(),
  kind: z.enum(['guided', 'mechanism', 'template', 'mine', 'recent']),
  name: z.string(),
  summary: z.string(),
  file: z.string().nullable(),
  /** Milliseconds since 1970; null for what ships with the program. */
  modified: z.number().nullable(),
  missing: z.boolean(),
})

const refusal = z.strictObject({ code: z.string(), says: z.string(), path: z.string().optional() })

const openSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('library'), id: z.string() }),
  z.strictObject({ kind: z.literal('file'), file: z.string() }),
  z.strictObject({ kind: z.literal('text'), text: z.string(), name: z.string() }),
  z.strictObject({ kind: z.literal('recovery'), id: z.string() }),
  z.strictObject({ kind: z.literal('empty') }),
])

/** A file that could not be opened is a refusal with every problem; the file is left as it was. */
const openReply = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('opened'), lab: labSnapshot }),
  z.strictObject({ outcome: z.literal('refused'), refusal, problems: z.array(problem) }),
  z.strictObject({ outcome: z.literal('cancelled') }),
])

const commandReply = z.discriminatedUnion('outcome', [
  /** Applied: the diff from `baseRevision` to `lab.revision`; `created` are the pointers of what a command made. */
  z.strictObject({ outcome: z.literal('done'), diff: labDiff, created: z.array(pointer), lab: labState }),
  /** Made on an outdated revision: take this snapshot and try again. */
  z.strictObject({ outcome: z.literal('outdated'), lab: labSnapshot }),
  z.strictObject({ outcome: z.literal('refused'), refusal }),
])

const saveReply = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('saved'), lab: labState }),
  z.strictObject({ outcome: z.literal('refused'), refusal }),
  z.strictObject({ outcome: z.literal('cancelled') }),
])

const versionReply = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('read'), document }),
  z.strictObject({ outcome: z.literal('refused'), refusal, problems: z.array(problem) }),
])

const fileReply = z.discriminatedUnion('outcome', [
  /** Written to a file the person chose (desktop). */
  z.strictObject({ outcome: z.literal('written'), file: z.string() }),
  /** Handed to the browser as a download (web): `text`, or `base64` for what is not text. */
  z.strictObject({
    outcome: z.literal('download'),
    name: z.string(),
    mime: z.string(),
    text: z.string().optional(),
    base64: z.string().optional(),
  }),
  z.strictObject({ outcome: z.literal('refused'), refusal }),
  z.strictObject({ outcome: z.literal('cancelled') }),
])

const runStatus = z.strictObject({
  runId: z.string(),
  labId,
  /** Revision of the lab that runs. */
  revision: z.number(),
  state: z.enum(['ready', 'running', 'paused', 'seeking', 'finished', 'failed']),
  /** Simulated seconds. */
  time: z.number(),
  duration: z.number(),
  /** Simulated seconds per wall second that were asked for; 0: as fast as it goes. */
  pace: z.number(),
  /** Simulated seconds per wall second that are reached. */
  reached: z.number(),
  events: z.number(),
  frames: z.number(),
  /** While it seeks: share of the way that is done. */
  progress: z.number().optional(),
  failure: z.string().optional(),
  /** What the run was made to wait for, and what became of that; until it is moved in another way. */
  waited: z.strictObject({ until: z.string(), outcome: z.enum(['waiting', 'happened', 'never']) }).optional(),
})

const runReply = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('done'), run: runStatus }),
  z.strictObject({ outcome: z.literal('refused'), refusal, problems: z.array(problem) }),
])

/** What the run is compared with. */
const comparedWith = z.discriminatedUnion('kind', [
  /** The lab as it is: without what was done in the run, with what was edited since it began. */
  z.strictObject({ kind: z.literal('present') }),
  z.strictObject({ kind: z.literal('variant'), name: z.string() }),
  z.strictObject({ kind: z.literal('seed'), seed: z.number().int().min(0) }),
  /** A lab, or a report or result with the lab in it. */
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
])

const compareReply = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('done'), difference: runDifference }),
  z.strictObject({ outcome: z.literal('refused'), refusal, problems: z.array(problem) }),
  z.strictObject({ outcome: z.literal('cancelled') }),
])

/** The run with one design for the vNICs that use functions. */
const designReply = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('done'),
    rows: z.array(designRow),
    /** Why a VM was not moved, a sentence each. */
    stayed: z.array(z.string()),
    /** Mean number of cores of all hosts that were busy. */
    coresBusy: z.number(),
  }),
  z.strictObject({ outcome: z.literal('refused'), refusal, problems: z.array(problem) }),
  z.strictObject({ outcome: z.literal('cancelled') }),
])

/** What the numbers of a `run.live` message mean; sent once a run. */
const liveLayout = z.strictObject({
  runId: z.string(),
  /** Component path, kind and counter names; drops are named `drops.<reason>`. */
  components: z.array(z.strictObject({ path: z.string(), kind: z.string(), counters: z.array(z.string()) })),
  flows: z.array(z.string()),
  hosts: z.array(z.strictObject({ path: z.string(), cores: z.number() })),
})

const liveFlow = z.strictObject({
  sent: z.number(),
  delivered: z.number(),
  lost: z.number(),
  bytes: z.number(),
  /** bit/s of payload over the last sample interval. */
  goodput: z.number(),
  /** Mean of the last sample interval, seconds; null: nothing was delivered. */
  latency: z.number().nullable(),
})

/** Samples from index `from` on: a client cuts its own there and appends. */
const liveSamples = z.strictObject({
  from: z.number(),
  times: z.array(z.number()),
  goodput: z.array(z.array(z.number())),
  lost: z.array(z.array(z.number())),
  latency: z.array(z.array(z.number().nullable())),
  cpu: z.array(z.array(z.number())),
  /** Where `lost` is not 0: the same frames by reason; null elsewhere. */
  lostBy: z.array(z.array(z.record(z.string(), z.number()).nullable())).optional(),
})

const liveSnapshot = z.strictObject({
  run: runStatus,
  /** Grows by one with every message of a run. */
  sequence: z.number(),
  /** One number per counter of the layout, in its order. */
  values: z.array(z.number()),
  flows: z.array(liveFlow),
  /** Cores busy over the last sample interval, per host and core (0–1). */
  cores: z.array(z.array(z.number())),
  /** Where each VM is and what it does. */
  vms: z.array(
    z.strictObject({
      vm: z.string(),
      host: z.string(),
      state: z.enum(['off', 'running', 'stunned', 'migrating', 'suspended']),
      /** Why it is off, where it is. */
      reasons: z.array(refusal),
    }),
  ),
  /** The mode of every vNIC at this instant. */
  modes: z.array(modeChange),
  migrations: z.array(migrationResult),
  /** By path of the vNIC, of the VMs that somebody has asked to move: the network devices of the guest. */
  guest: z.record(z.string(), guestView).optional(),
  /** Pages (4 KiB) still to send, of the migration that runs: [seconds, pages]. */
  dirtyPages: z.array(z.strictObject({ vm: z.string(), points: z.array(z.tuple([z.number(), z.number()])) })),
  links: z.array(z.strictObject({ index: z.number(), up: z.boolean(), rates: z.tuple([z.number(), z.number()]) })),
  samples: liveSamples,
  /** Log entries from index `logFrom` on. */
  logFrom: z.number(),
  log: z.array(logEntry),
})

export const destination = z.strictObject({
  host: z.string(),
  verdict: z.enum(['ok', 'warning', 'refused']),
  refusals: z.array(refusal),
  warnings: z.array(refusal),
  /** Per vNIC: the mode it will have there. */
  modes: z.array(modeChange.omit({ at: true }).strict()),
})

/** What a person may do to a run at its present time; each becomes an event of the document that a report carries. */
export const runAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('vmotion'), vm: z.string(), to: z.string() }),
  z.strictObject({ do: z.enum(VM_EVENTS), vm: z.string() }),
  z.strictObject({ do: z.literal('hot-add'), vm: z.string(), memory: quantity }),
  z.strictObject({ do: z.literal('link-down'), link: z.string() }),
  z.strictObject({ do: z.literal('link-up'), link: z.string() }),
  z.strictObject({ do: z.enum(['vf-failure', 'vf-recovery']), path: z.string() }),
  z.strictObject({ do: z.literal('set'), path: z.string(), value: z.unknown() }),
])

export const settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  /** Widths and folds of the panels. */
  panels: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  pace: z.number(),
  confirmDelete: z.boolean(),
  /** Keys that the person has chosen, by action; those of the other actions are as in `menu.ts`. */
  keys: z.record(z.string(), z.array(z.string())).optional(),
})

const appInfo = z.strictObject({
  protocol: z.number(),
  version: z.string(),
  engine: z.string(),
  /** Files are chosen in native dialogs (desktop) or uploaded and downloaded (web). */
  way: z.enum(['desktop', 'web']),
  /** Reports can be had as PDF: always in the desktop app, in the browser where the machine has a Chromium to print with. */
  printsPdf: z.boolean(),
  versions: z.record(z.string(), z.string()),
  dataFolder: z.string(),
  /** A lab to open at start, from the command line. */
  openAtStart: openSource.nullable(),
})

const recovery = z.strictObject({ id: z.string(), name: z.string(), file: z.string().nullable(), modified: z.number() })

const costRow = z.strictObject({
  stage: z.string(),
  says: z.string(),
  value: z.number(),
  unit: z.string(),
  per: z.string(),
  range: z.string(),
  source: z.string(),
})

const request = <P extends z.ZodType, R extends z.ZodType>(payload: P, reply: R) => ({ payload, reply })

export const requests = {
  'app.info': request(empty, appInfo),
  'settings.get': request(empty, settings),
  'settings.set': request(settings.partial().strict(), settings),
  'library.list': request(empty, z.array(libraryEntry)),
  'library.remove-recent': request(z.strictObject({ id: z.string() }), z.array(libraryEntry)),
  'recovery.list': request(empty, z.array(recovery)),
  'recovery.discard': request(z.strictObject({ id: z.string() }), empty),

  'lab.open': request(z.strictObject({ source: openSource }), openReply),
  /** Desktop: a native dialog; web: refused with `not-in-browser` (the page reads the file and sends text). */
  'lab.open-dialog': request(empty, openReply),
  'lab.snapshot': request(z.strictObject({ labId }), labSnapshot),
  'lab.command': request(
    z.strictObject({ labId, baseRevision: z.number(), id: z.string(), payload: z.unknown() }),
    commandReply,
  ),
  'lab.undo': request(z.strictObject({ labId }), commandReply),
  'lab.redo': request(z.strictObject({ labId }), commandReply),
  'lab.save': request(z.strictObject({ labId }), saveReply),
  'lab.save-as': request(z.strictObject({ labId }), z.union([saveReply, fileReply])),
  'lab.text': request(
    z.strictObject({ labId, format: z.enum(['yaml', 'json']) }),
    z.strictObject({ text: z.string() }),
  ),
  /** Versions of the lab's file that were replaced by saving, the newest first; `saved` is when each was. */
  'lab.versions': request(z.strictObject({ labId }), z.array(z.strictObject({ saved: z.number() }))),
  'lab.version': request(z.strictObject({ labId, saved: z.number() }), versionReply),
  'lab.close': request(z.strictObject({ labId, discard: z.boolean() }), empty),

  'run.start': request(z.strictObject({ labId }), runReply),
  'run.pause': request(z.strictObject({ labId }), runReply),
  /** One event, or on to the next event at or after `until` seconds. */
  'run.step': request(z.strictObject({ labId, until: z.number().optional() }), runReply),
  /** On until something happens; right after the event that brought it the run stands still. */
  'run.until': request(z.strictObject({ labId, until: stopCondition }), runReply),
  /** To the event before the present instant. */
  'run.step-back': request(z.strictObject({ labId }), runReply),
  'run.reset': request(z.strictObject({ labId }), runReply),
  'run.pace': request(z.strictObject({ labId, pace: z.number().min(0) }), runReply),
  'run.seek': request(z.strictObject({ labId, time: z.number().min(0) }), runReply),
  'run.layout': request(z.strictObject({ labId }), liveLayout.nullable()),
  'run.live': request(z.strictObject({ labId }), liveSnapshot.nullable()),
  'run.act': request(z.strictObject({ labId, action: runAction }), runReply),
  'run.destinations': request(z.strictObject({ labId, vm: z.string() }), z.array(destination)),
  'run.capabilities': request(z.strictObject({ labId }), z.record(z.string(), z.record(z.string(), capability))),
  'run.result': request(z.strictObject({ labId }), resultSchema.nullable()),
  /** Stage by stage, the life of one frame of a flow: the N-th that it sends from `from` seconds on. */
  'run.packet-life': request(
    z.strictObject({ labId, flow: z.string(), from: z.number(), nth: z.number() }),
    frameLife.nullable(),
  ),
  /** The first difference from another run, and what the flows of both got. */
  'run.compare': request(z.strictObject({ labId, with: comparedWith }), compareReply),
  /** What the moves of the run cost with another design; one design a request. */
  'run.design': request(z.strictObject({ labId, design: z.enum(COMPARED_KINDS) }), designReply),
  'run.stop-comparing': request(z.strictObject({ labId }), empty),

  'report.export': request(
    z.strictObject({ labId, format: z.enum(['html', 'pdf', 'md', 'json', 'csv']), notes: z.string() }),
    fileReply,
  ),
  /** The lab as the document plans it, as a vector picture (SVG). */
  'picture.export': request(z.strictObject({ labId }), fileReply),
  'capture.export': request(z.strictObject({ labId, at: z.string() }), fileReply),
  'costs.list': request(z.strictObject({ profile: z.enum(['modern', 'legacy']) }), z.array(costRow)),
  'clipboard.write': request(z.strictObject({ text: z.string() }), empty),
  /** In the desktop app; a page in a browser asks the browser. */
  'clipboard.read': request(empty, z.strictObject({ text: z.string() })),
} as const

export const notifications = {
  /** Somebody else changed the lab (undo in another view, a file watcher). */
  'lab.changed': z.strictObject({ lab: labSnapshot }),
  'lab.state': labState,
  'run.layout': liveLayout,
  'run.live': liveSnapshot,
  /** An action id from the native menu, or a lab file that the system asks to open. */
  'app.action': z.strictObject({ id: z.string() }),
  'app.open': z.strictObject({ source: openSource }),
  'app.failure': z.strictObject({ code: z.string(), says: z.string() }),
} as const

export type RequestName = keyof typeof requests
export type NotificationName = keyof typeof notifications
export type Payload<N extends RequestName> = z.infer<(typeof requests)[N]['payload']>
export type Reply<N extends RequestName> = z.infer<(typeof requests)[N]['reply']>
export type Notice<N extends NotificationName> = z.infer<(typeof notifications)[N]>

/** What the renderer talks to and the service implements. */
export type LabApi = { [N in RequestName]: (payload: Payload<N>) => Promise<Reply<N>> }

export type Pointer = z.infer<typeof pointer>
export type Problem = z.infer<typeof problem>
export type LabDiff = z.infer<typeof labDiff>
export type LabState = z.infer<typeof labState>
export type LabSnapshot = z.infer<typeof labSnapshot>
export type LibraryEntry = z.infer<typeof libraryEntry>
export type OpenSource = z.infer<typeof openSource>
export type Refusal = z.infer<typeof refusal>
export type RunStatus = z.infer<typeof runStatus>
export type RunAction = z.infer<typeof runAction>
export type LiveLayout = z.infer<typeof liveLayout>
export type LiveSnapshot = z.infer<typeof liveSnapshot>
export type Destination = z.infer<typeof destination>
export type Settings = z.infer<typeof settings>
