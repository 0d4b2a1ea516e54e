// The other side of the contract for the demonstration lab, in memory: answers what the panels of a run ask, from
// `demo-run.ts`. Time passes only by `tick`, so that nothing waits.
import type {
  Destination,
  LabSnapshot,
  LiveSnapshot,
  Notice,
  NotificationName,
  Payload,
  Problem,
  Reply,
  RequestName,
  RunStatus,
} from '../../../src-shared/api/lab-api'
import type { Lab } from '../../../src-shared/lab/schema'
import type { LabClient } from '../../../src-renderer/api/client'
import { DEMO_DURATION, demoLayout, demoLive, demoStatus } from './demo-run'

type Handlers = { [N in RequestName]?: (payload: Payload<N>) => Reply<N> }

const SAYS_NO: Destination[] = [
  {
    host: 'esx-a',
    verdict: 'refused',
    refusals: [
      {
        code: 'same-host',
        says: 'The VM is on that host already. web-1 runs on esx-a. Choose another host.',
        path: 'esx-a',
      },
    ],
    warnings: [],
    modes: [{ nic: 'web-1/eth0', mode: 'passthrough', function: 'esx-a/vmnic0.vf0', plugin: 'intel' }],
  },
  {
    host: 'esx-b',
    verdict: 'warning',
    refusals: [],
    warnings: [
      {
        code: 'no-sriov',
        says: 'web-1/eth0 stays in emulation on esx-b. The destination has no NIC with virtual functions on that network. Use a NIC model with SR-IOV there, as an uplink of the network.',
        path: 'web-1/eth0',
      },
    ],
    modes: [{ nic: 'web-1/eth0', mode: 'emulation', plugin: 'emulation' }],
  },
  {
    host: 'esx-c',
    verdict: 'ok',
    refusals: [],
    warnings: [],
    modes: [{ nic: 'web-1/eth0', mode: 'passthrough', function: 'esx-c/vmnic0.vf2', plugin: 'intel' }],
  },
  {
    host: 'esx-d',
    verdict: 'refused',
    refusals: [
      {
        code: 'network-missing',
        says: 'The destination has no port group of that name. web-1/eth0 needs “prod” on esx-d. Create a port group with the same name there.',
        path: 'web-1/eth0',
      },
      {
        code: 'insufficient-memory',
        says: 'The destination has not enough memory for the VM. It needs 1.00 GiB, esx-d has 0.50 GiB left. Free memory there, or allow more overcommitment.',
        path: 'esx-d',
      },
    ],
    warnings: [],
    modes: [{ nic: 'web-1/eth0', mode: 'emulation' }],
  },
]

export class DemoLab implements LabClient {
  status: RunStatus | null = null
  problems: Problem[] = []
  destinations: Destination[] = SAYS_NO
  /** Every request, in order. */
  readonly asked: { name: RequestName; payload: unknown }[] = []
  /** Answers of a test of its own. */
  handlers: Handlers = {}
  /** A seek stays under way until this is called by `tick`. */
  private seekTo: number | null = null
  private afterSeek: RunStatus['state'] = 'paused'
  private sequence = 0
  private sentSamples = 0
  private sentLog = 0
  private readonly listeners = new Map<string, Set<(notice: never) => void>>()

  constructor(readonly document: Lab) {}

  request<N extends RequestName>(name: N, payload: Payload<N>): Promise<Reply<N>> {
    this.asked.push({ name, payload })
    const own = this.handlers[name]
    const answer = own ? own(payload) : this.answer(name, payload)
    return Promise.resolve(answer as Reply<N>)
  }

  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void {
    const set = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, set)
    set.add(listener as (notice: never) => void)
    return () => set.delete(listener as (notice: never) => void)
  }

  onConnection(): void {}
  onFailure(): void {}

  /** Wall time passes: a run goes on at its pace, a seek arrives. */
  tick(seconds: number): void {
    const run = this.status
    if (run === null) return
    if (run.state === 'seeking' && this.seekTo !== null) {
      const to = this.seekTo
      this.seekTo = null
      this.sentSamples = Math.min(this.sentSamples, Math.floor(to * 100))
      this.sentLog = 0
      this.show(to, this.afterSeek)
    } else if (run.state === 'running') {
      const pace = run.pace === 0 ? 4 : run.pace
      const time = Math.min(run.time + pace * seconds, DEMO_DURATION)
      this.show(time, time >= DEMO_DURATION ? 'finished' : 'running')
    }
  }

  /** The run stands at `time`. */
  show(time: number, state: RunStatus['state'] = 'paused'): void {
    this.status = demoStatus(time, {
      ...this.status,
      state,
      time,
      events: Math.round(time * 400_000),
      frames: Math.round(time * 90_000),
      reached: state === 'running' ? 0.098 : 0,
    })
    this.notify('run.live', this.live(this.sentSamples, this.sentLog))
  }

  private live(fromSample: number, fromLog: number): LiveSnapshot {
    const live = demoLive({ status: this.status as RunStatus, sequence: ++this.sequence, fromSample, fromLog })
    this.sentSamples = fromSample + live.samples.times.length
    this.sentLog = fromLog + live.log.length
    return live
  }

  private notify<N extends NotificationName>(name: N, notice: Notice<N>): void {
    for (const listener of this.listeners.get(name) ?? []) (listener as (notice: Notice<N>) => void)(notice)
  }

  private snapshot(): LabSnapshot {
    return {
      labId: 'lab-1',
      revision: 1,
      name: this.document.name,
      file: null,
      dirty: false,
      undo: null,
      redo: null,
      problems: this.problems,
      document: this.document as unknown as Record<string, unknown>,
    }
  }

  private answer(name: RequestName, payload: unknown): unknown {
    const asked = payload as { time?: number; pace?: number; action?: { do: string } }
    const run = (): RunStatus => (this.status ??= demoStatus(0, { state: 'ready' }))
    const done = (part: Partial<RunStatus> = {}): unknown => {
      this.status = { ...run(), ...part }
      return { outcome: 'done', run: this.status }
    }
    switch (name) {
      case 'lab.open':
      case 'lab.open-dialog':
        return { outcome: 'opened', lab: this.snapshot() }
      case 'run.start':
        return run().state === 'finished'
          ? {
              outcome: 'refused',
              refusal: { code: 'run-finished', says: 'The run is over. Reset it, or seek to an earlier time.' },
              problems: [],
            }
          : done({ state: 'running' })
      case 'run.pause':
        return done({ state: 'paused' })
      case 'run.step':
        return done({ state: 'paused', time: run().time + 1e-6 })
      case 'run.pace':
        return done({ pace: asked.pace ?? 0 })
      case 'run.act':
        return done()
      case 'run.reset':
        this.status = demoStatus(0, { state: 'ready', runId: `run-${++this.sequence}` })
        this.sentSamples = 0
        this.sentLog = 0
        return { outcome: 'done', run: this.status }
      case 'run.seek':
        this.afterSeek = run().state === 'running' ? 'running' : 'paused'
        this.seekTo = asked.time ?? 0
        return done({ state: 'seeking' })
      case 'run.layout':
        return demoLayout(run().runId)
      case 'run.destinations':
        return this.destinations
      case 'settings.get':
        return { theme: 'system', panels: {}, pace: 0.1, confirmDelete: true }
      default:
        return null
    }
  }
}
