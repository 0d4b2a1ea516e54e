// A schedulable thread of work: a vCPU, a NIC poll, a vNIC's backend, the migration. The cores that it runs on are in `cpu.ts`.
// A world works in slices: at the start it takes work and charges cycles, at the end its effects happen.
// Slices are not preempted; a ready world waits until a core is free, in the order of readiness (rule C1 of RULES.md).
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import type { Cpu } from './cpu'

/** What a world does. Both calls are made by the cores, never by others. */
export interface WorldTask {
  /** Takes work that is there now (a bounded batch) and charges its cycles with `world.charge`. No effect outside yet. */
  startSlice(world: World): void
  /** The slice is over: passes on what was produced. Returns true when more work waits. */
  endSlice(world: World): boolean
}

/** State of a world that has nothing to do, or sleeps until it is woken. */
export const IDLE = 0
/** State of a world that waits for a core. */
export const READY = 1
/** State of a world that has a core. */
export const RUNNING = 2
/** State of a world that has a core which is still waking up. */
export const WAKING = 3

const WAKE = 1

export class World extends Component {
  state = IDLE
  /** Core of the last slice, -1 before the first. */
  core = -1
  /** While true the world gets no core (a stunned VM); wake-ups are kept. */
  suspended = false
  /** Woken while it ran: runs again even if the task says there is no more work. */
  again = false
  /** An interrupt wakes it, and pays if its core sleeps. Where a thread is woken, that is in the figures of waking it. */
  isInterrupted = false
  /** A vCPU: its core works for this guest until it works for another. */
  isVcpu = false
  /** Its core sleeps in C1 and no deeper while it waits. */
  sleepsLightly = false
  /** By core, whether it may run there; null: anywhere. */
  allowed: Uint8Array | null = null
  next: World | null = null
  /** A wake-up is on the clock. */
  private waking = false

  constructor(
    sim: Simulator,
    path: string,
    public cpu: Cpu,
    /** Index of the VM that is charged; -1: the hypervisor. */
    readonly vm: number,
    readonly task: WorldTask,
    /** A core that it is pinned to, or has to itself; -1: none. */
    public pinned = -1,
  ) {
    super(sim, path)
  }

  /** In startSlice: charges `amount` × the cost of a stage (index of `stageIndex`) to this slice. */
  charge(stage: number, amount = 1): void {
    const { charges } = this.sim
    const before = charges.amounts[stage]
    if (before === 0) {
      if (amount === 0) return
      charges.stages[charges.count++] = stage
    }
    charges.amounts[stage] = before + amount
  }

  /** There is work. Nothing happens if it is already ready; if it runs, it will run again. */
  wake(): void {
    if (this.state === IDLE) {
      this.state = READY
      this.cpu.ready(this)
    } else if (this.state === RUNNING) this.again = true
  }

  /** Wakes after `delayPs` unless it is awake already: scheduling latency of an idle thread. */
  wakeAfter(delayPs: number): void {
    if (this.state !== IDLE) {
      this.wake()
      return
    }
    if (delayPs <= 0) this.wake()
    else if (!this.waking) {
      this.waking = true
      const { queue, now } = this.sim
      queue.at = now + delayPs
      queue.enqueue(this.id, WAKE, 0)
    }
  }

  get isIdle(): boolean {
    return this.state === IDLE && !this.waking
  }

  /** No core until `resume`. A slice that runs is finished first. */
  suspend(): void {
    this.suspended = true
  }

  resume(): void {
    this.suspended = false
    if (this.state !== READY) return
    this.cpu.forget(this)
    this.cpu.ready(this)
  }

  /** Moves to the cores of another host (a migration). Only while suspended and not running. */
  moveTo(cpu: Cpu): void {
    this.cpu.forget(this)
    this.cpu.leave(this)
    this.cpu = cpu
  }

  override handle(): void {
    this.waking = false
    this.wake()
  }
}
