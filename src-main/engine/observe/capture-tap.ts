// Taps: they stand between who passes a frame on and who takes it, keep a copy for a capture, and change nothing.
import type { FrameReceiver } from '../kernel/port'
import type { LinkEnd } from '../wire/link-end'
import type { Capture } from './capture'

/** Sees what a machine receives. */
class ReceiveTap implements FrameReceiver {
  constructor(
    private readonly inner: FrameReceiver,
    private readonly capture: Capture,
  ) {}

  receive(frame: number, index: number): void {
    this.capture.record(frame)
    this.inner.receive(frame, index)
  }
}

/** Captures what arrives out of this direction of a link at its far end. */
export function tapArrivals(end: LinkEnd, capture: Capture): void {
  end.receiver = new ReceiveTap(end.receiver, capture)
}

/** Captures what a machine gives to the link, when the link takes it. */
export function tapDepartures(end: LinkEnd, capture: Capture): void {
  const enqueue = end.enqueue.bind(end)
  end.enqueue = (frame) => {
    const taken = enqueue(frame)
    if (taken && end.up) capture.record(frame)
    return taken
  }
}
