// A first-in first-out list of instants, as a ring that grows. Read first: frame-list.ts.
import { doubledRing } from './grow'

const NONE = new Float64Array(0)

export class TimeList {
  length = 0
  private places = NONE
  private at = 0

  /** The first one, ps. Only while there is one. */
  get head(): number {
    return this.places[this.at]
  }

  push(time: number): void {
    const { length } = this
    if (length === this.places.length) this.grow()
    const { places } = this
    places[(this.at + length) & (places.length - 1)] = time
    this.length = length + 1
  }

  /** Takes those out that are not after `now`. */
  passTo(now: number): void {
    const { places } = this
    while (this.length > 0 && places[this.at] <= now) {
      this.at = (this.at + 1) & (places.length - 1)
      this.length--
    }
  }

  clear(): void {
    this.length = 0
  }

  private grow(): void {
    this.places = doubledRing(this.places, this.at, Float64Array)
    this.at = 0
  }
}
