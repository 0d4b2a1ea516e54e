// Whose the cores of a host are: for a while of the vCPU that polls there, without an end of the one that has a core to itself.
// Which of the cores a world takes is in `cpu.ts`. Read first: rules C8 to C10 of `../kernel/RULES.md`.
import type { Simulator } from '../kernel/simulator'
import type { World } from './world'

export class CoreClaims {
  private readonly until: Float64Array
  private readonly by: (World | null)[]
  /** Cores that no world gets for itself. */
  private readonly shared: Uint8Array

  constructor(
    private readonly sim: Simulator,
    private readonly cores: number,
  ) {
    this.until = new Float64Array(cores)
    this.by = new Array<World | null>(cores).fill(null)
    this.shared = new Uint8Array(cores)
  }

  /** Somebody else than the world polls there, or has it to itself. */
  isClaimed(core: number, world: World): boolean {
    return this.until[core] > this.sim.now && this.by[core] !== world
  }

  /** Somebody has it to itself. */
  isReserved(core: number): boolean {
    return this.until[core] === Infinity
  }

  /** Nobody has it to itself, or ever will. */
  isShared(core: number): boolean {
    return this.shared[core] !== 0
  }

  share(core: number): void {
    this.shared[core] = 1
  }

  poll(core: number, world: World, untilPs: number): void {
    if (this.isReserved(core)) return
    this.until[core] = untilPs
    this.by[core] = world
  }

  reserve(core: number, world: World): void {
    this.until[core] = Infinity
    this.by[core] = world
    world.pinned = core
  }

  /** The core that the world had to itself; -1: it had none. */
  release(world: World): number {
    const core = world.pinned
    if (core < 0 || this.by[core] !== world) return -1
    this.until[core] = 0
    this.by[core] = null
    world.pinned = -1
    return core
  }

  /** How many cores worlds can still get for themselves: at least one stays for others. */
  get reservable(): number {
    let others = 0
    let free = 0
    for (let core = 0; core < this.cores; core++) {
      if (this.isReserved(core)) continue
      others++
      if (!this.isShared(core)) free++
    }
    return Math.min(free, others - 1)
  }
}
