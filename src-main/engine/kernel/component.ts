// Whatever can be the target of an event. A component has a path, a number and no knowledge of who observes it.
import type { Simulator } from './simulator'

export abstract class Component {
  /** Index in `simulator.components`; the target of its events. */
  readonly id: number

  constructor(
    readonly sim: Simulator,
    /** `esx-a/vmnic0.vf3`; unique in a lab. Random streams and counters are named by it. */
    readonly path: string,
  ) {
    this.id = sim.register(this)
  }

  /** An event of this component is due. `kind` and `argument` are what it was scheduled with. */
  abstract handle(kind: number, argument: number): void
}
