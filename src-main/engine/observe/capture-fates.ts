// Follows captured frames to where they are lost, so that a capture file can say which and why. It stands in the place of methods
// of one simulation that has captures, and changes nothing; other simulations have none of it.
// Of a super-frame the pieces that it was cut into are followed, of a flooded frame the copies.
import { SEGMENTS } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import type { Capture, FateWatch } from './capture'
import { REASON_CODES } from './counter-table'

interface Sighting {
  capture: Capture
  index: number
}

export class CaptureFates implements FateWatch {
  /** By frame, while it lives. */
  private readonly sightings = new Map<number, Sighting[]>()

  constructor(private readonly sim: Simulator) {
    const { frames, traffic } = sim
    const clone = frames.clone.bind(frames)
    frames.clone = (frame) => {
      const made = clone(frame)
      const seen = this.sightings.get(frame)
      if (seen !== undefined) this.sightings.set(made, [...seen])
      return made
    }
    const release = frames.release.bind(frames)
    frames.release = (frame) => {
      this.sightings.delete(frame)
      release(frame)
    }
    const drop = traffic.drop.bind(traffic)
    traffic.drop = (frame, reason, dropBase) => {
      this.lost(frame, reason, dropBase)
      drop(frame, reason, dropBase)
    }
  }

  follow(frame: number, capture: Capture, index: number): void {
    const seen = this.sightings.get(frame)
    if (seen === undefined) this.sightings.set(frame, [{ capture, index }])
    else seen.push({ capture, index })
  }

  private lost(frame: number, reason: number, dropBase: number): void {
    const seen = this.sightings.get(frame)
    if (seen === undefined) return
    const { counters, frames, now } = this.sim
    const block = counters.blocks.find(({ base, names }) => base + names.length === dropBase)
    const count = frames.data[frame + SEGMENTS]
    for (const { capture, index } of seen) {
      const known = capture.losses.get(index)
      if (known !== undefined) known.frames += count
      else {
        const path = block?.path ?? capture.model.at
        capture.losses.set(index, { frames: count, reason: REASON_CODES[reason], path, atPs: now })
      }
    }
  }
}
