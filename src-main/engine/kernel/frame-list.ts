// A first-in first-out list of frames, linked through their NEXT field: no allocation, one list a frame at a time.
import { NEXT, type FrameStore } from './frame-store'

export class FrameList {
  length = 0
  /** First frame, or -1. */
  head = -1
  private tail = -1

  constructor(private readonly frames: FrameStore) {}

  push(frame: number): void {
    const d = this.frames.data
    d[frame + NEXT] = -1
    if (this.tail < 0) this.head = frame
    else d[this.tail + NEXT] = frame
    this.tail = frame
    this.length++
  }

  /** The first frame, taken out; -1 when empty. */
  shift(): number {
    const frame = this.head
    if (frame < 0) return -1
    // `| 0`: handles stay small integers, which the compiler indexes with directly
    this.head = this.frames.data[frame + NEXT] | 0
    if (this.head < 0) this.tail = -1
    this.frames.data[frame + NEXT] = -1
    this.length--
    return frame
  }

  /** Puts a frame back to the front. */
  unshift(frame: number): void {
    this.frames.data[frame + NEXT] = this.head
    if (this.head < 0) this.tail = frame
    this.head = frame
    this.length++
  }
}
