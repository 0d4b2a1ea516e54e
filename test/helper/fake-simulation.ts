// A simulation with nothing in it but time: an event every millisecond, a flow that delivers one frame an event, and link
// events that are only counted. Made from a document like the real one, and as deterministic.
import type { RunAction } from '@shared/api/lab-api'
import type { StopCondition } from '@shared/api/stop-condition'
import type { Lab, LabEvent } from '@shared/lab/schema'
import type { EngineResult } from '@shared/result/result'
import type { EngineLive, SimulationFace } from '../../src-main/run/simulation-face'

export const EVENT_PS = 1e9

export class FakeSimulation implements SimulationFace {
  now = 0
  events = 0
  readonly captures: [] = []
  readonly endPs: number
  private readonly log: string[] = []
  private readonly script: { atPs: number; says: string }[]
  private next = EVENT_PS

  /** `failAtPs`: where this engine has a bug. */
  constructor(
    document: Lab,
    private readonly failAtPs = Infinity,
  ) {
    this.endPs = Math.round(Number(document.duration ?? 1) * 1e12)
    this.script = (document.events ?? []).map((event) => ({
      atPs: Math.round(Number(event.at) * 1e12),
      says: `${event.do} ${event.link ?? event.vm ?? ''}`,
    }))
    this.script.sort((a, b) => a.atPs - b.atPs)
  }

  get frames(): number {
    return this.events
  }

  private nextTime(): number {
    return Math.min(this.next, this.script[0]?.atPs ?? Infinity)
  }

  step(): boolean {
    const at = this.nextTime()
    if (at > this.endPs) return false
    if (at >= this.failAtPs) throw new Error('the engine has a bug')
    this.now = at
    this.events += 1
    const played = this.script[0]
    if (played !== undefined && played.atPs === at) {
      this.script.shift()
      this.log.push(`${at} ${played.says}`)
    } else this.next += EVENT_PS
    return true
  }

  run(untilPs: number, maxEvents = Infinity): 'reached' | 'budget' {
    for (let done = 0; this.nextTime() <= Math.min(untilPs, this.endPs); done++) {
      if (done === maxEvents) return 'budget'
      this.step()
    }
    this.now = Math.max(this.now, Math.min(untilPs, this.endPs))
    return 'reached'
  }

  act(action: RunAction): ReturnType<SimulationFace['act']> {
    if (action.do !== 'link-down' && action.do !== 'link-up') {
      return { ok: false, refusal: { code: 'unknown-vm', says: 'There is no such VM.' } }
    }
    const atPs = this.now + 1
    this.script.unshift({ atPs, says: `${action.do} ${action.link}` })
    return { ok: true, event: { at: atPs / 1e12, do: action.do, link: action.link } satisfies LabEvent }
  }

  /** The one counter is that of `layout`; the log has an entry for each event of the script. */
  probe(condition: StopCondition): (() => boolean) | null {
    if (condition.kind === 'counter') return condition.path === 'a' ? () => this.events >= condition.reaches : null
    if (condition.kind === 'loss') return null
    const before = this.log.length
    return () => this.log.length > before
  }

  destinations(): [] {
    return []
  }

  capabilities(): ReturnType<SimulationFace['capabilities']> {
    return { 'web-1/eth0': { vmotion: { available: true, why: 'it is emulated' } } }
  }

  layout(): ReturnType<SimulationFace['layout']> {
    return { components: [{ path: 'a', kind: 'link', counters: ['frames'] }], flows: ['f'], hosts: [] }
  }

  /** A sample every 10 ms. */
  live(fromSample: number, fromLog: number): EngineLive {
    const times: number[] = []
    const until = Math.floor(this.now / 1e10)
    for (let index = fromSample; index < until; index++) times.push((index + 1) / 100)
    const delivered = this.events
    return {
      values: [delivered],
      flows: [{ sent: delivered, delivered, lost: 0, bytes: delivered, goodput: 0, latency: null }],
      cores: [],
      vms: [],
      modes: [],
      migrations: [],
      dirtyPages: [],
      links: [],
      samples: {
        from: fromSample,
        times,
        goodput: [times],
        lost: [times.map(() => 0)],
        latency: [times.map(() => null)],
        cpu: [],
      },
      logFrom: fromLog,
      log: this.log.slice(fromLog).map((says) => ({ at: 0, level: 'info', source: 'a', code: 'event', says })),
    }
  }

  result(): EngineResult {
    return {
      seed: 1,
      simulated: this.now / 1e12,
      events: this.events,
      frames: this.frames,
      flows: {},
      counters: {},
      cpu: {},
      memory: {},
      migrations: [],
      modes: [],
      capabilities: this.capabilities(),
      series: { times: [], flows: {}, cpu: {} },
      log: [],
    }
  }

  canonicalText(): string {
    return JSON.stringify([this.now, this.events, this.log])
  }
}
