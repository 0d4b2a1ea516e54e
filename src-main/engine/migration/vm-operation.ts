// One operation on a VM that needs the state of its devices, from its first step to its end (RULES.md G20 to G22): functions are
// left, the vCPUs stop, memory is written out or read back. Leaves out the disks, and writes of the guest that a snapshot holds back.
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import type { EngineEnvironment, MovableVm } from './engine-environment'

const STATE_LATENCY = stageIndex('suspend-latency')
const PAGE_LATENCY = stageIndex('checkpoint-page-latency')

export type OperationKind = 'suspend' | 'resume' | 'snapshot' | 'storage-vmotion' | 'hot-add'

export class VmOperation extends Component {
  isOver = false
  /** What happens when the wait that runs is over. */
  private next: (() => void) | null = null
  private leaving = 0
  /** A guest did not give its function back. */
  private isRefused = false

  constructor(
    sim: Simulator,
    path: string,
    private readonly kind: OperationKind,
    private readonly movable: MovableVm,
    private readonly environment: EngineEnvironment,
    private readonly costs: Float64Array,
    /** hot-add: bytes of memory. */
    private readonly bytes: number,
    /** It is over, as it should or not. */
    private readonly onEnd: () => void,
  ) {
    super(sim, path)
  }

  start(): void {
    if (this.kind !== 'resume') {
      this.leaveFunctions()
      return
    }
    const { path, vm } = this.movable
    this.environment.reserve(path, vm.host.path)
    this.wait(this.memoryPs + this.costs[STATE_LATENCY], () => {
      this.environment.release(path, vm.host.path)
      vm.wake()
      this.runAgain()
      vm.announce()
      this.end()
    })
  }

  /** The VM is being powered off. */
  cancel(): void {
    const { path, vm } = this.movable
    if (this.kind === 'resume') this.environment.release(path, vm.host.path)
    this.end()
  }

  override handle(): void {
    if (!this.isOver) this.next?.()
  }

  private leaveFunctions(): void {
    const passing = this.movable.nics.filter((nic) => nic.held() !== null)
    this.leaving = passing.length
    if (passing.length === 0) this.work()
    for (const nic of passing) {
      nic.toEmulation((left) => {
        this.isRefused ||= !left
        if (--this.leaving > 0 || this.isOver) return
        if (this.isRefused) this.fail()
        else this.work()
      })
    }
  }

  private work(): void {
    const { kind, bytes, sim, movable, costs } = this
    if (kind === 'hot-add') {
      movable.addMemory(bytes)
      sim.log.add('info', movable.path, 'memory-added', `${bytes / 2 ** 20} MiB more`)
      this.end()
    } else if (kind === 'suspend') {
      this.stop(costs[STATE_LATENCY] + this.memoryPs, () => {
        movable.vm.sleep()
        sim.log.add(
          'info',
          movable.path,
          'vm-suspended',
          `has left ${movable.vm.host.path}; its state is on the datastore`,
        )
        this.end()
      })
    } else {
      this.stop(costs[STATE_LATENCY], () => {
        this.runAgain()
        if (kind === 'snapshot') this.wait(this.memoryPs, () => this.finish('snapshot-taken', 'devices and memory'))
        else this.finish('disks-moved', 'its disks are on the other datastore')
      })
    }
  }

  private fail(): void {
    const { path } = this.movable
    this.sim.log.add('error', path, 'operation-failed', `${this.kind}: the guest did not give its function back`)
    this.end()
  }

  private finish(code: 'snapshot-taken' | 'disks-moved', says: string): void {
    this.sim.log.add('info', this.movable.path, code, says)
    this.end()
  }

  private get memoryPs(): number {
    return this.movable.memory.pages * this.costs[PAGE_LATENCY]
  }

  /** Stops the vCPUs; what is to be done follows `ps` after the last of them stands still. */
  private stop(ps: number, next: () => void): void {
    const { sim, movable } = this
    sim.log.add('info', movable.path, 'vm-stunned', `${movable.path} is stopped: ${this.kind}`)
    movable.memory.stop(sim.now)
    movable.stun(() => this.wait(ps, next))
  }

  private runAgain(): void {
    const { sim, movable } = this
    movable.memory.resume(sim.now)
    movable.unstun()
    sim.log.add('info', movable.path, 'vm-resumed', `${movable.path} runs on ${movable.vm.host.path}`)
  }

  private wait(ps: number, next: () => void): void {
    this.next = next
    this.sim.schedule(ps, this, 0, 0)
  }

  private end(): void {
    if (this.isOver) return
    this.isOver = true
    this.next = null
    for (const nic of this.movable.nics) nic.letGo()
    this.onEnd()
  }
}
