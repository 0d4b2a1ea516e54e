// The idle states of the cores of a machine. A core without a slice sleeps, the deeper the longer its last idle periods were (the
// menu governor of Linux looks at the intervals between wake-ups in the same way), and waking it takes the longer, the deeper it
// sleeps. The exit from the first state costs cycles alone; a deeper one also keeps whoever takes the core waiting.
// Leaves out the timer tick (a core that sleeps longer than expected stays where it is), states of the package, and power.
import type { IdleMode } from '../../../src-shared/lab/schema'
import { cyclesToPs } from '../kernel/sim-time'
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

export class IdleStates {
  /** State that each core was woken from for the slice that begins; 0: it was awake, 1: C1, and so on. */
  readonly depth: Uint8Array
  private readonly deepest: number
  /** Expected idle time from which on a state is worth while, ps. */
  private readonly residency: Float64Array
  /** By state: waiting in addition to the cycles of the exit, ps. */
  private readonly latency: Float64Array
  /** The last three idle periods of each core, in turn, ps. */
  private readonly periods: Float64Array
  private readonly oldest: Uint8Array

  constructor(cores: number, mode: Exclude<IdleMode, 'off'>, clockHz: number, costs: Float64Array) {
    const exitPs = cyclesToPs(costs[IDLE_EXIT], clockHz)
    this.deepest = DEEPEST[mode]
    this.residency = Float64Array.from(RESIDENCIES, (stage) => costs[stage])
    this.latency = Float64Array.from([0, 0, ...LATENCIES.map((stage) => Math.max(0, costs[stage] - exitPs))])
    this.depth = new Uint8Array(cores)
    // a machine sleeps before the run begins
    this.periods = new Float64Array(3 * cores).fill(Infinity)
    this.oldest = new Uint8Array(cores)
  }

  /**
   * `core` is taken after an idle period of `period` ps. Returns how long it takes to wake, ps, beside the cycles of the exit.
   * `lightly`: it slept no deeper than C1.
   */
  leave(core: number, period: number, lightly: boolean): number {
    this.depth[core] = 0
    if (period <= 0) return 0
    const expected = this.expected(core)
    this.periods[3 * core + this.oldest[core]] = period
    this.oldest[core] = (this.oldest[core] + 1) % 3
    const deepest = lightly ? 1 : this.deepest
    let depth = 0
    while (depth < deepest && expected >= this.residency[depth]) depth++
    this.depth[core] = depth
    return this.latency[depth]
  }

  /** The median of the last three idle periods: one that is out of the ordinary says nothing. */
  private expected(core: number): number {
    const { periods } = this
    const a = periods[3 * core]
    const b = periods[3 * core + 1]
    const c = periods[3 * core + 2]
    if (a > b) return b > c ? b : a < c ? a : c
    return a > c ? a : b < c ? b : c
  }
}
