// The frame that tells switches where an address is: a RARP request for itself, as broadcast. Nobody answers it.
// Read first: RFC 903 for its form; hypervisors send it for guests that moved, with no IP address in it.
import {
  BROADCAST,
  DST,
  FRAME_BYTES,
  FRAME_KIND,
  MIN_FRAME_BYTES,
  SRC,
  VLAN,
  VLAN_TAG_BYTES,
} from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'

/** A new frame, counted as sent; it belongs to no flow. */
export function rarpFrame(sim: Simulator, mac: number, vlan: number): number {
  const frame = sim.frames.allocate(FRAME_KIND.rarp)
  const d = sim.frames.data
  d[frame + SRC] = mac
  d[frame + DST] = BROADCAST
  d[frame + VLAN] = vlan
  d[frame + FRAME_BYTES] = MIN_FRAME_BYTES + (vlan > 0 ? VLAN_TAG_BYTES : 0)
  sim.traffic.sent(frame)
  return frame
}
