// A first-in first-out list of frames, linked through their NEXT field: no allocation, one list a frame at a time.
// `| 0`: what comes out is a small integer whatever went in, so that the compiler indexes with it directly. A handle that was
// once read from a Float64Array or a field with fractions makes everything behind it compute in floating point.
import { NEXT, type FrameStore } from './frame-store'

export class FrameList {
  length = 0
  /** First frame, or -1. */
  head = -1
  /** The one behind it, or -1: read when the one before it was taken, so that its line of memory is near when its turn comes. */
  private second = -1
  private tail = -1

  constructor(private readonly frames: FrameStore) {}

  push(handle: number): void {
    const frame = handle | 0
    const d = this.frames.data
    d[frame + NEXT] = -1
    if (this.head < 0) this.head = frame
    else {
      d[this.tail + NEXT] = frame
      if (this.second < 0) this.second = frame
    }
    this.tail = frame
    this.length++
  }

  /** The first frame, taken out; -1 when empty. */
  shift(): number {
    const frame = this.head
    if (frame < 0) return -1
    const d = this.frames.data
    const next = this.second
    this.head = next
    if (next >= 0) this.second = d[next + NEXT] | 0
    d[frame + NEXT] = -1
    this.length--
    return frame
  }

  /** Puts a frame back to the front. */
  unshift(handle: number): void {
    const frame = handle | 0
    this.frames.data[frame + NEXT] = this.head
    if (this.head < 0) this.tail = frame
    this.second = this.head
    this.head = frame
    this.length++
  }
}
