// What a function that nothing reset still has of its last owner: the address that it listens to. Until the driver of the next
// owner has set the function up, frames for that address are written into the memory of the next owner.
// Leaves out what else is left: rings, descriptors and register contents.
import type { Simulator } from '../kernel/simulator'

export class StaleAddress {
  /** -1: there is none. */
  mac = -1
  private until = 0
  private isTold = false

  constructor(
    private readonly sim: Simulator,
    private readonly path: string,
    /** Counter of frames that reached the wrong owner. */
    private readonly slot: number,
    /** Time that a driver takes to set the function up, ps. */
    private readonly startPs: number,
  ) {}

  /** The owner goes, and nothing is reset. */
  leave(mac: number): void {
    this.mac = mac
    this.isTold = false
  }

  /** The next owner comes, with `mac`; true: frames of the last one reach it for a while. */
  begin(mac: number): boolean {
    if (this.mac === mac) this.mac = -1
    this.until = this.sim.now + this.startPs
    return this.mac >= 0
  }

  /** A frame for the address is here: true and counted while the next owner gets it; else the address is gone. */
  admits(): boolean {
    const { sim } = this
    if (sim.now >= this.until) {
      this.mac = -1
      return false
    }
    sim.counters.data[this.slot]++
    if (!this.isTold) {
      this.isTold = true
      sim.log.add(
        'warning',
        this.path,
        'stale-traffic',
        'frames for the last owner reach the present one: nothing reset the function between them',
      )
    }
    return true
  }
}
