// What is to happen in a run at given times: the events of the document, in their order.
// They stand outside of the event queue, because they come before all other events of their instant (K11).
import type { EventModel } from '../../src-shared/lab/lab-model'

export class Script {
  private played = 0

  constructor(private readonly events: readonly EventModel[]) {}

  /** When the next one is due; Infinity: none is left. */
  get nextPs(): number {
    return this.played < this.events.length ? this.events[this.played].atPs : Infinity
  }

  /** The next one, which counts as played. */
  take(): EventModel {
    return this.events[this.played++]
  }
}
