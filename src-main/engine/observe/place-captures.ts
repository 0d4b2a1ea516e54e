// Puts a tap wherever the document wants a capture: at the end of a link for what stands on a wire (NIC, station, switch port,
// the link itself), else between a network stack and its device.
import type { RunningLab } from '../running-lab'
import { Capture } from './capture'
import { tapArrivals, tapDepartures } from './capture-tap'

export function placeCaptures(lab: RunningLab): Capture[] {
  return lab.model.captures.map((model) => {
    const capture = new Capture(lab.sim, model)
    for (const link of lab.links) {
      const side = link.model.ends.findIndex((end) => end.path === model.at)
      if (side < 0 && link.path !== model.at) continue
      // of a link: what passes its first end
      const own = side < 0 ? 0 : side
      tapDepartures(link.ends[own], capture)
      tapArrivals(link.ends[1 - own], capture)
    }
    return capture
  })
}
