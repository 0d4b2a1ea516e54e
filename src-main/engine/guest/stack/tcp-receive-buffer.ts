// What a receiver has: everything below `next`, and ranges behind holes. The application reads at once, so what is in
// order is gone. Ranges keep count of their segments and of when those were sent, for the latency of what waited.
// Read first: RFC 2018 (which blocks an acknowledgement names).
import { SACK, type FrameStore } from '../../kernel/frame-store'

const REPORTED = 3

export class TcpReceiveBuffer {
  /** The next sequence number that is wanted. */
  next = 0
  /** What filling a hole released: bytes, segments, and the sum of their times of sending. */
  releasedBytes = 0
  releasedSegments = 0
  releasedSentAt = 0
  private count = 0
  private left = new Float64Array(16)
  private right = new Float64Array(16)
  private segments = new Float64Array(16)
  private sentAt = new Float64Array(16)
  /** Left ends of the ranges that were touched last, newest first. */
  private readonly recent = new Float64Array(REPORTED).fill(-1)

  get hasHoles(): boolean {
    return this.count > 0
  }

  /** Bytes behind holes. */
  get heldBytes(): number {
    let bytes = 0
    for (let i = 0; i < this.count; i++) bytes += this.right[i] - this.left[i]
    return bytes
  }

  /** Data [from, to) has arrived. Returns the bytes of it that the application reads now. */
  insert(from: number, to: number, segments: number, sentAt: number): number {
    if (to <= this.next) return 0
    if (from > this.next) {
      this.hold(from, to, segments, sentAt)
      return 0
    }
    const read = to - this.next
    this.next = to
    this.release()
    return read
  }

  /** Writes up to three blocks into an acknowledgement; returns how many. */
  writeBlocks(frames: FrameStore, frame: number): number {
    if (this.count === 0) return 0
    const d = frames.data
    let written = 0
    for (let i = 0; i < REPORTED && this.recent[i] >= 0; i++) {
      this.writeBlock(d, frame, written++, this.indexOf(this.recent[i]))
    }
    // room for more: the highest ones that are not among them, in case their first report was lost
    for (let at = this.count - 1; at >= 0 && written < REPORTED; at--) {
      if (!this.recent.includes(this.left[at])) this.writeBlock(d, frame, written++, at)
    }
    if (written < REPORTED) d[frame + SACK + 2 * written] = -1
    return written
  }

  private writeBlock(d: Float64Array, frame: number, place: number, at: number): void {
    d[frame + SACK + 2 * place] = this.left[at]
    d[frame + SACK + 2 * place + 1] = this.right[at]
  }

  private hold(from: number, to: number, segments: number, sentAt: number): void {
    // first range that ends at or behind `from`
    let at = this.count
    while (at > 0 && this.right[at - 1] >= from) at--
    if (at === this.count || this.left[at] > to) {
      this.open(at)
      this.left[at] = from
      this.right[at] = to
      this.segments[at] = segments
      this.sentAt[at] = segments * sentAt
    } else {
      const known = from >= this.left[at] && to <= this.right[at]
      if (from < this.left[at]) {
        for (let i = 0; i < REPORTED; i++) if (this.recent[i] === this.left[at]) this.forget(i)
        this.left[at] = from
      }
      if (to > this.right[at]) this.right[at] = to
      if (!known) {
        this.segments[at] += segments
        this.sentAt[at] += segments * sentAt
      }
      while (at + 1 < this.count && this.left[at + 1] <= this.right[at]) this.joinNext(at)
    }
    this.touch(this.left[at])
  }

  private touch(left: number): void {
    const { recent } = this
    if (recent[0] === left) return
    let place = 1
    while (place < REPORTED - 1 && recent[place] !== left) place++
    for (; place > 0; place--) recent[place] = recent[place - 1]
    recent[0] = left
  }

  private joinNext(at: number): void {
    const other = at + 1
    if (this.right[other] > this.right[at]) this.right[at] = this.right[other]
    this.segments[at] += this.segments[other]
    this.sentAt[at] += this.sentAt[other]
    for (let i = 0; i < REPORTED; i++) if (this.recent[i] === this.left[other]) this.forget(i)
    this.close(other, 1)
  }

  private release(): void {
    let freed = 0
    while (freed < this.count && this.left[freed] <= this.next) {
      if (this.right[freed] > this.next) {
        this.releasedBytes += this.right[freed] - this.next
        this.next = this.right[freed]
      }
      this.releasedSegments += this.segments[freed]
      this.releasedSentAt += this.sentAt[freed]
      for (let i = 0; i < REPORTED; i++) if (this.recent[i] === this.left[freed]) this.forget(i)
      freed++
    }
    if (freed > 0) this.close(0, freed)
  }

  private forget(place: number): void {
    for (let i = place; i < REPORTED - 1; i++) this.recent[i] = this.recent[i + 1]
    this.recent[REPORTED - 1] = -1
  }

  private indexOf(left: number): number {
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      if (this.left[middle] === left) return middle
      if (this.left[middle] < left) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  private open(at: number): void {
    if (this.count === this.left.length) this.grow()
    for (const array of [this.left, this.right, this.segments, this.sentAt]) array.copyWithin(at + 1, at, this.count)
    this.count++
  }

  private close(at: number, length: number): void {
    for (const array of [this.left, this.right, this.segments, this.sentAt]) {
      array.copyWithin(at, at + length, this.count)
    }
    this.count -= length
  }

  private grow(): void {
    const bigger = (array: Float64Array) => {
      const copy = new Float64Array(array.length * 2)
      copy.set(array)
      return copy
    }
    this.left = bigger(this.left)
    this.right = bigger(this.right)
    this.segments = bigger(this.segments)
    this.sentAt = bigger(this.sentAt)
  }
}
