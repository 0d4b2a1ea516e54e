// The hypervisor polls for a vCPU that has nothing to do before it halts it: what comes meanwhile finds it awake. For how long
// follows from what polling was good for, by the rule of KVM: a wait that polling would have covered doubles the time, one that
// it cannot cover ends it. Polling burns the core, and makes way for whoever finds no other one: none of that poll counts then.
import type { World } from '../host/world'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'

const START = stageIndex('halt-poll-start')
const POLL_LATENCY = stageIndex('vcpu-poll-latency')

export class HaltPolling {
  /** For how long it polls the next time, ps. */
  windowPs = 0
  /** From the last poll until the vCPU runs. */
  latencyPs = 0
  private startPs = 0
  private haltedAt = -1

  constructor(
    private readonly sim: Simulator,
    private readonly world: World,
    /** Longest time that is worth polling; 0: it halts at once. */
    private maxPs = 0,
  ) {}

  /** On another host, or for the first time. */
  bound(maxPs: number): void {
    const { costs } = this.world.cpu
    this.maxPs = maxPs
    this.windowPs = 0
    this.haltedAt = -1
    this.startPs = costs[START]
    this.latencyPs = costs[POLL_LATENCY]
  }

  /** There is nothing to do. */
  idle(): void {
    this.haltedAt = this.sim.now
    if (this.windowPs > 0) this.world.cpu.poll(this.world, this.haltedAt + this.windowPs)
  }

  /** There is something to do: true where it polls still, and need not be woken. */
  finds(): boolean {
    const { maxPs, haltedAt, windowPs } = this
    if (maxPs === 0 || haltedAt < 0) return false
    const waited = this.sim.now - haltedAt
    const inTime = waited <= windowPs
    if (!inTime && windowPs > 0 && waited > maxPs) this.windowPs = 0
    else if (!inTime && waited < maxPs) this.windowPs = Math.min(maxPs, Math.max(2 * windowPs, this.startPs))
    this.haltedAt = -1
    const endPs = inTime ? this.sim.now + this.latencyPs : haltedAt + windowPs
    return this.world.cpu.polled(this.world, haltedAt, endPs) && inTime
  }
}
