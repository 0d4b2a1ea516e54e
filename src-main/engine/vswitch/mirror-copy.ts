// A copy of a unicast frame for a port that listens in: it belongs to no flow, so that the flow's account stays what it was.
import { FLOW, PACKET } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

export function mirrorCopy(sim: Simulator, frame: number): number {
  const copy = sim.frames.clone(frame)
  const d = sim.frames.data
  d[copy + FLOW] = -1
  d[copy + PACKET] = 0
  sim.traffic.sent(copy)
  return copy
}
