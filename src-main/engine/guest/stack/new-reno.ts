// The congestion window of a connection, in segments: slow start from 10, congestion avoidance, and what a loss costs.
// In recovery the window shrinks in proportion to what arrives (RFC 6937), not at once. Leaves out pacing, HyStart and CUBIC.
// Read first: RFC 5681, RFC 6582, RFC 6675, RFC 6928.

const INITIAL_WINDOW = 10
const MIN_THRESHOLD = 2

export type CongestionState = 'open' | 'recovery' | 'loss'

export class NewReno {
  window = INITIAL_WINDOW
  threshold = Infinity
  state: CongestionState = 'open'
  /** Sequence number whose acknowledgement ends recovery or loss. */
  recoveryPoint = 0
  private credit = 0
  private deliveredInRecovery = 0
  private sentInRecovery = 0
  private windowAtLoss = 0

  get isSlowStart(): boolean {
    return this.window < this.threshold
  }

  /** `segments` were newly acknowledged; `flight` was the most that was outstanding. A window that is not used does not grow. */
  grow(segments: number, limited: boolean, flight: number): void {
    if (this.isSlowStart) {
      if (limited || this.window < 2 * flight) this.window = Math.min(this.window + segments, this.threshold)
      return
    }
    if (!limited) return
    this.credit += segments
    if (this.credit < this.window) return
    this.credit -= this.window
    this.window++
  }

  /**
   * A loss was found by acknowledgements: half the window, in small steps. Half the window as Linux does it, not half of what is
   * outstanding: a sender that waits for larger buffers has less outstanding than its window at most moments.
   */
  enterRecovery(pipe: number, nextSequence: number): void {
    this.state = 'recovery'
    this.recoveryPoint = nextSequence
    this.threshold = Math.max(Math.floor(this.window / 2), MIN_THRESHOLD)
    this.windowAtLoss = this.window
    this.deliveredInRecovery = 0
    this.sentInRecovery = 0
    this.credit = 0
    // the first retransmission leaves at once
    this.window = pipe + 1
  }

  /** An acknowledgement in recovery that brought news of `delivered` segments; `pipe` is what is in the network. */
  reduce(delivered: number, pipe: number): void {
    this.deliveredInRecovery += delivered
    let allowed: number
    if (pipe > this.threshold) {
      allowed = Math.ceil((this.deliveredInRecovery * this.threshold) / this.windowAtLoss) - this.sentInRecovery
    } else {
      const bound = Math.max(this.deliveredInRecovery - this.sentInRecovery, delivered) + 1
      allowed = Math.min(this.threshold - pipe, bound)
    }
    // before anything was retransmitted one segment may always go
    this.window = pipe + Math.max(allowed, this.sentInRecovery === 0 ? 1 : 0)
  }

  /** Segments sent in recovery, of either kind. */
  sent(segments: number): void {
    if (this.state === 'recovery') this.sentInRecovery += segments
  }

  /** The timer ran out: from one segment. */
  enterLoss(flight: number, nextSequence: number): void {
    if (this.state !== 'loss') this.threshold = Math.max(Math.floor(flight / 2), MIN_THRESHOLD)
    this.state = 'loss'
    this.recoveryPoint = nextSequence
    this.window = 1
    this.credit = 0
  }

  /** Everything that was outstanding at the loss has arrived. */
  leave(): void {
    if (this.state === 'recovery') this.window = this.threshold
    this.state = 'open'
    this.credit = 0
  }
}
