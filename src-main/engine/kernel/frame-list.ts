// A first-in first-out list of frames: a ring of their numbers, which grows with the longest line that ever stood in it. No frame
// is touched when it is put in or taken out.
import { doubledRing } from './grow'

const NONE = new Int32Array(0)

export class FrameList {
  length = 0
  private places = NONE
  private first = 0

  /** First frame, or -1. */
  get head(): number {
    return this.length > 0 ? this.places[this.first] : -1
  }

  /** The frame at a place counted from the first; -1: there is none. */
  at(index: number): number {
    const { places } = this
    return index < this.length ? places[(this.first + index) & (places.length - 1)] : -1
  }

  push(frame: number): void {
    const { length } = this
    if (length === this.places.length) this.grow()
    const { places } = this
    places[(this.first + length) & (places.length - 1)] = frame
    this.length = length + 1
  }

  /** The first frame, taken out; -1 when empty. */
  shift(): number {
    const { length, places, first } = this
    if (length === 0) return -1
    this.first = (first + 1) & (places.length - 1)
    this.length = length - 1
    return places[first]
  }

  /** Puts a frame back to the front. */
  unshift(frame: number): void {
    if (this.length === this.places.length) this.grow()
    this.first = (this.first - 1) & (this.places.length - 1)
    this.places[this.first] = frame
    this.length++
  }

  private grow(): void {
    this.places = doubledRing(this.places, this.first, Int32Array)
    this.first = 0
  }
}
