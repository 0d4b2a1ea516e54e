// Round-trip time and retransmission timeout of a connection, in picoseconds. Read first: RFC 6298; the minimum is Linux's.
import { MS, SECOND } from '../../kernel/sim-time'

const INITIAL_RTO = SECOND
const MIN_RTO = 200 * MS
const MAX_RTO = 120 * SECOND

export class RttEstimator {
  /** Smoothed round-trip time; 0: not measured yet. */
  smoothed = 0
  /** Smallest round trip seen. */
  min = Infinity
  private variation = 0
  private backoff = 1

  /** A round trip of a segment that was sent once (Karn's rule). It ends a back-off. */
  sample(rtt: number): void {
    if (rtt < this.min) this.min = rtt
    if (this.smoothed === 0) {
      this.smoothed = rtt
      this.variation = rtt / 2
    } else {
      this.variation += (Math.abs(this.smoothed - rtt) - this.variation) / 4
      this.smoothed += (rtt - this.smoothed) / 8
    }
    this.backoff = 1
  }

  /** The timer ran out: the next one is twice as long. */
  backOff(): void {
    this.backoff *= 2
  }

  /** Something was acknowledged: the path works. */
  resetBackoff(): void {
    this.backoff = 1
  }

  /** Timeout in whole picoseconds, back-off included. */
  get timeout(): number {
    const base = this.smoothed === 0 ? INITIAL_RTO : Math.max(MIN_RTO, Math.ceil(this.smoothed + 4 * this.variation))
    return Math.min(base * this.backoff, MAX_RTO)
  }
}
