// Evenly spaced samples of a run for charts: goodput, losses and latency per flow, busy cores per host.
// Samples are taken between events, at times that depend on the lab alone, and are part of the result.
import type { SeriesResult } from '../../../src-shared/result/result'
import type { Cpu } from '../host/cpu'
import { MS, toSeconds } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { REASON_CODES } from './counter-table'
import type { FlowStatistics } from './flow-statistics'
import type { Link } from '../wire/link'

/** So that a stop of 50 ms shows in a run of ten seconds; fewer where many flows would fill the memory. */
const SAMPLES = 2000
const SAMPLES_OF_MANY = 200
const MANY_FLOWS = 64
const SHORTEST = MS

type Losses = Record<string, number>

export class Sampler {
  readonly intervalPs: number
  readonly times: number[] = []
  /** Busy time over the last interval, per host and core, 0–1. */
  readonly cores: number[][]
  private readonly goodput: number[][]
  private readonly latency: (number | null)[][]
  private readonly lost: number[][]
  private readonly lostBy: (Losses | null)[][]
  private readonly cpu: number[][]
  private readonly busyBefore: Float64Array[]
  private readonly lostBefore: Float64Array[]
  /** Bytes that each link had carried at the last sample, and bit/s over the last interval: there, back. */
  private readonly carriedBefore: Float64Array
  private readonly rates: Float64Array
  private sampledAt = 0

  constructor(
    private readonly sim: Simulator,
    durationPs: number,
    private readonly flowIds: readonly string[],
    private readonly flows: readonly FlowStatistics[],
    private readonly hostPaths: readonly string[],
    private readonly cpus: readonly Cpu[],
    private readonly links: readonly Link[],
  ) {
    const samples = flows.length > MANY_FLOWS ? SAMPLES_OF_MANY : SAMPLES
    this.intervalPs = Math.max(SHORTEST, Math.ceil(durationPs / samples))
    this.goodput = flows.map(() => [])
    this.latency = flows.map(() => [])
    this.lost = flows.map(() => [])
    this.lostBy = flows.map(() => [])
    this.cpu = cpus.map(() => [])
    this.cores = cpus.map((cpu) => new Array<number>(cpu.cores).fill(0))
    this.busyBefore = cpus.map((cpu) => new Float64Array(cpu.cores))
    this.carriedBefore = new Float64Array(2 * links.length)
    this.rates = new Float64Array(2 * links.length)
    this.lostBefore = flows.map(() => new Float64Array(REASON_CODES.length))
  }

  /** When the next sample is due. */
  get nextPs(): number {
    return (this.times.length + 1) * this.intervalPs
  }

  /** All events up to now have run. */
  take(): void {
    this.times.push(toSeconds(this.sim.now))
    this.flows.forEach((flow, i) => {
      const sample = flow.sample()
      this.goodput[i].push(sample.goodput)
      this.latency[i].push(sample.latency)
      this.lost[i].push(sample.lost)
      this.lostBy[i].push(sample.lost > 0 ? this.losses(i, flow.flow) : null)
    })
    this.cpus.forEach((cpu, i) => this.cpu[i].push(this.busyCores(cpu, i)))
    this.sampleLinks()
    this.sampledAt = this.sim.now
  }

  /** bit/s of frames over the last interval, from the first end to the second and back. */
  linkRates(link: number): [number, number] {
    return [this.rates[2 * link], this.rates[2 * link + 1]]
  }

  series(): SeriesResult {
    const flows: SeriesResult['flows'] = {}
    this.flowIds.forEach((id, i) => {
      flows[id] = { goodput: [...this.goodput[i]], lost: [...this.lost[i]], latency: [...this.latency[i]] }
    })
    const cpu = Object.fromEntries(this.hostPaths.map((path, i) => [path, [...this.cpu[i]]]))
    return { times: [...this.times], flows, cpu }
  }

  /** The last sample of a flow; null before the first. */
  last(flow: number): { goodput: number; latency: number | null } | null {
    const at = this.times.length - 1
    return at < 0 ? null : { goodput: this.goodput[flow][at], latency: this.latency[flow][at] }
  }

  /** Samples from index `from` on. */
  since(from: number) {
    const cut = <T>(rows: readonly (readonly T[])[]): T[][] => rows.map((row) => row.slice(from))
    return {
      from,
      times: this.times.slice(from),
      goodput: cut(this.goodput),
      lost: cut(this.lost),
      latency: cut(this.latency),
      cpu: cut(this.cpu),
      lostBy: cut(this.lostBy),
    }
  }

  private losses(i: number, flow: number): Losses {
    const now = this.sim.traffic.account(flow).lostBy
    const before = this.lostBefore[i]
    const losses: Losses = {}
    REASON_CODES.forEach((code, reason) => {
      if (now[reason] > before[reason]) losses[code] = now[reason] - before[reason]
    })
    before.set(now)
    return losses
  }

  private sampleLinks(): void {
    const seconds = toSeconds(this.sim.now - this.sampledAt)
    this.links.forEach((link, i) => {
      link.carriedBytes().forEach((bytes, side) => {
        const at = 2 * i + side
        this.rates[at] = seconds > 0 ? ((bytes - this.carriedBefore[at]) * 8) / seconds : 0
        this.carriedBefore[at] = bytes
      })
    })
  }

  /** Cores busy on average since the sample before. */
  private busyCores(cpu: Cpu, i: number): number {
    const elapsed = this.sim.now - this.sampledAt
    let total = 0
    for (let core = 0; core < cpu.cores; core++) {
      const busy = cpu.busyUntilNow(core)
      this.cores[i][core] = elapsed > 0 ? (busy - this.busyBefore[i][core]) / elapsed : 0
      this.busyBefore[i][core] = busy
      total += this.cores[i][core]
    }
    return total
  }
}
