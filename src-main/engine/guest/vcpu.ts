// A virtual CPU: the world in which a lane of the guest's stacks runs. It knows when a slice is over, which a stun waits for.
// Leaves out the cycles that one burns which never halts.
import { sleepLatency } from '../host/sleep-latency'
import type { Cpu } from '../host/cpu'
import { RUNNING, WAKING, World, type WorldTask } from '../host/world'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import { HaltPolling } from './halt-polling'
import { StackLane } from './stack/stack-lane'

const VCPU_WAKE = stageIndex('vcpu-wake')
const WAKE_LATENCY = stageIndex('vcpu-wake-latency')
const TIMER_SLACK = stageIndex('timer-slack')
const POLL_LATENCY = stageIndex('vcpu-poll-latency')

export interface SliceListener {
  sliceEnded(): void
}

export class Vcpu implements WorldTask {
  readonly lane: StackLane
  readonly world: World
  /** Somebody wants to know how long its slices are. */
  measuresSlices = false
  /** Somebody waits for the end of its slice. */
  isStunned = false
  /** How long its last slice was, ps. */
  lastSlicePs = 0
  private startedAt = 0
  /** Its slice is over, although the core does not know yet. */
  private isEnding = false

  constructor(
    private readonly sim: Simulator,
    path: string,
    index: number,
    cpu: Cpu,
    vm: number,
    private readonly listener: SliceListener,
  ) {
    this.lane = new StackLane(sim, index)
    this.world = new World(sim, path, cpu, vm, this)
    this.world.isVcpu = true
    this.lane.world = this.world
    this.lane.polling = new HaltPolling(sim, this.world)
    this.lane.timerSlackPs = cpu.costs[TIMER_SLACK]
    this.halts(cpu, true, 0)
  }

  /**
   * Halts when it has nothing to do, and must be woken; or has its core to itself and waits in its monitor, where an interrupt
   * finds it. `pollPs`: for how long it may poll before it halts.
   */
  halts(cpu: Cpu, halts: boolean, pollPs: number): void {
    const { lane } = this
    const { costs } = cpu
    lane.idleLatencyPs = halts ? sleepLatency(cpu, costs[WAKE_LATENCY], costs[VCPU_WAKE]) : costs[POLL_LATENCY]
    lane.idleStage = halts ? VCPU_WAKE : -1
    lane.polling!.bound(halts ? pollPs : 0)
    this.world.sleepsLightly = !halts
  }

  /** It has a core. */
  get isInSlice(): boolean {
    const { state } = this.world
    return (state === RUNNING || state === WAKING) && !this.isEnding
  }

  startSlice(world: World): void {
    if (this.measuresSlices) this.startedAt = this.sim.now
    this.lane.startSlice(world)
  }

  endSlice(): boolean {
    if (this.measuresSlices) this.lastSlicePs = this.sim.now - this.startedAt
    const more = this.lane.endSlice()
    if (!more) this.lane.polling!.idle()
    if (this.isStunned) {
      this.isEnding = true
      this.listener.sliceEnded()
      this.isEnding = false
    }
    return more
  }
}
