// The idle states of the cores of a machine. A core without a slice sleeps, the deeper the longer its last idle periods were (as
// the menu governor of Linux has it, get_typical_interval), and waking it takes the longer, the deeper it sleeps. The exit from
// the first state costs cycles alone; a deeper one also keeps whoever takes the core waiting.
// Leaves out the next timer, for which the mean of the last periods stands where they have nothing in common, the timer tick (a
// core that sleeps longer than expected stays where it is), states of the package, and power.
import type { IdleMode } from '../../../src-shared/lab/schema'
import { cyclesToPs, SECOND, US } from '../kernel/sim-time'
import { stageIndex } from '../observe/cycle-ledger'

const IDLE_EXIT = stageIndex('idle-exit')
/** The states from the shallowest on: C1, C1E, C3, C6. */
const RESIDENCIES = [
  stageIndex('idle-c1-residency'),
  stageIndex('idle-c1e-residency'),
  stageIndex('idle-c3-residency'),
  stageIndex('idle-c6-residency'),
]
const LATENCIES = [stageIndex('idle-c1e-latency'), stageIndex('idle-c3-latency'), stageIndex('idle-c6-latency')]

const DEEPEST: Record<Exclude<IdleMode, 'off'>, number> = { shallow: 1, deep: RESIDENCIES.length }

/** Idle periods of a core that are remembered, and how many are enough to go by. */
const PERIODS = 8
const ENOUGH = 6
/** Standard deviation of periods that lie close together, ps. */
const CLOSE = 20 * US

export class IdleStates {
  /** State that each core was woken from for the slice that begins; 0: it was awake, 1: C1, and so on. */
  readonly depth: Uint8Array
  private readonly deepest: number
  /** Expected idle time from which on a state is worth while, ps. */
  private readonly residency: Float64Array
  /** By state: waiting in addition to the cycles of the exit, ps. */
  private readonly latency: Float64Array
  /** The last idle periods of each core, in turn, ps. */
  private readonly periods: Float64Array
  private readonly oldest: Uint8Array
  /** How many of them are worth C1. */
  private readonly longOnes: Uint8Array

  constructor(cores: number, mode: Exclude<IdleMode, 'off'>, clockHz: number, costs: Float64Array) {
    const exitPs = cyclesToPs(costs[IDLE_EXIT], clockHz)
    this.deepest = DEEPEST[mode]
    this.residency = Float64Array.from(RESIDENCIES, (stage) => costs[stage])
    this.latency = Float64Array.from([0, 0, ...LATENCIES.map((stage) => Math.max(0, costs[stage] - exitPs))])
    this.depth = new Uint8Array(cores)
    // a machine sleeps before the run begins
    this.periods = new Float64Array(PERIODS * cores).fill(SECOND)
    this.oldest = new Uint8Array(cores)
    this.longOnes = new Uint8Array(cores).fill(PERIODS)
  }

  /**
   * `core` is taken after an idle period of `period` ps. Returns how long it takes to wake, ps, beside the cycles of the exit.
   * `lightly`: it slept no deeper than C1.
   */
  leave(core: number, period: number, lightly: boolean): number {
    this.depth[core] = 0
    if (period <= 0) return 0
    const depth = this.chosen(core, lightly ? 1 : this.deepest)
    this.note(core, period)
    this.depth[core] = depth
    return this.latency[depth]
  }

  private chosen(core: number, deepest: number): number {
    const long = this.longOnes[core]
    if (long === 0) return 0
    if (deepest === 1 && long === PERIODS) return 1
    const expected = this.expected(core)
    let depth = 0
    while (depth < deepest && expected >= this.residency[depth]) depth++
    return depth
  }

  private note(core: number, period: number): void {
    const { periods, oldest, longOnes } = this
    const at = PERIODS * core + oldest[core]
    const least = this.residency[0]
    if (periods[at] >= least) longOnes[core]--
    if (period >= least) longOnes[core]++
    periods[at] = period
    oldest[core] = (oldest[core] + 1) % PERIODS
  }

  /**
   * What the last periods have in common: their mean, where they lie close together; the longest ones are left out as long as
   * enough remain. Periods that have nothing in common are expected to be as long as all are on average.
   */
  private expected(core: number): number {
    const { periods } = this
    const first = PERIODS * core
    let limit = Infinity
    let average = -1
    for (;;) {
      let count = 0
      let sum = 0
      let squares = 0
      let longest = 0
      for (let i = first; i < first + PERIODS; i++) {
        const period = periods[i]
        if (period >= limit) continue
        count++
        sum += period
        squares += period * period
        if (period > longest) longest = period
      }
      const mean = sum / count
      if (average < 0) average = mean
      const variance = squares / count - mean * mean
      if (variance <= CLOSE * CLOSE || (count >= ENOUGH && mean * mean > 36 * variance)) return mean
      if (count <= ENOUGH) return average
      limit = longest
    }
  }
}
