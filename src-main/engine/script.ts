// What happens in a run at given times by somebody's wish: the events of the document, and what a person does meanwhile.
// They stand outside of the event queue, because they come before all other events of their instant (K11).
import type { EventModel } from '../../src-shared/lab/lab-model'

export class Script {
  private readonly events: EventModel[]
  private played = 0

  constructor(events: readonly EventModel[]) {
    this.events = [...events]
  }

  /** When the next one is due; Infinity: none is left. */
  get nextPs(): number {
    return this.played < this.events.length ? this.events[this.played].atPs : Infinity
  }

  /** The next one, which counts as played. */
  take(): EventModel {
    return this.events[this.played++]
  }

  /** Behind what is due at the same time already. */
  add(event: EventModel): void {
    let at = this.events.length
    while (at > this.played && this.events[at - 1].atPs > event.atPs) at--
    this.events.splice(at, 0, event)
  }
}
