// The thread of a backend: a world that sleeps until a guest or a bridge wakes it. Whoever wakes it waits; it pays for the rest.
// Read first: ../../host/world.ts, backend.ts.
import type { Cpu } from '../../host/cpu'
import { World, type WorldTask } from '../../host/world'
import { backendLatency, type BackendModel } from './backend'
import type { Vnic } from './vnic'

export class BackendThread {
  readonly world: World
  private readonly latencyPs: number
  private wasAsleep = false
  /** The slice that runs is the first after it slept. */
  private isWoken = false

  constructor(
    vnic: Vnic,
    cpu: Cpu,
    private readonly backend: BackendModel,
    task: WorldTask,
  ) {
    this.world = new World(vnic.sim, `${vnic.path}/backend`, cpu, vnic.vm.index, task)
    this.latencyPs = backendLatency(backend, cpu)
  }

  /** There is work. */
  wake(): void {
    if (this.world.isIdle) this.wasAsleep = true
    this.world.wakeAfter(this.latencyPs)
  }

  /** First in startSlice. */
  begin(): void {
    this.isWoken = this.wasAsleep
    if (!this.wasAsleep) return
    this.wasAsleep = false
    for (const stage of this.backend.wake) this.world.charge(stage)
  }

  /** In startSlice: `frames` were read or sent. The calls for the first one are in the cost of waking. */
  chargeCalls(frames: number): void {
    const { call } = this.backend
    const calls = this.isWoken ? frames - 1 : frames
    if (call >= 0 && calls > 0) this.world.charge(call, calls)
  }
}
