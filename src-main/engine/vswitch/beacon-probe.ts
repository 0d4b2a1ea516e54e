// Beacon probing (rule V13): uplinks of a team tell each other once a second that the network between them works. Link status
// alone misses what fails behind the first switch. Leaves out the choice of VLANs: a beacon per VLAN of the port groups.
import { Component } from '../kernel/component'
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
import { SECOND } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import type { PhysicalFunction } from '../nic/physical-function'

const INTERVAL = SECOND
/** Beacons that may be missed. */
const MISSED = 3
/** Locally administered addresses for the uplinks of the teams of a lab. */
const ADDRESS_BASE = 0x024000000000
const ADDRESSES = 256

export interface BeaconListener {
  /** VLANs in which beacons are sent. */
  beaconVlans(): number[]
  /** `lost[i]`: uplink i has its link, and neither sees nor is seen. */
  beaconsChecked(lost: readonly boolean[]): void
}

export class BeaconProbe extends Component {
  /** When each uplink was last seen by another, or saw another, ps. */
  private readonly seenAt: number[]
  private readonly address: number

  constructor(
    sim: Simulator,
    path: string,
    private readonly uplinks: readonly PhysicalFunction[],
    private readonly listener: BeaconListener,
  ) {
    super(sim, path)
    this.seenAt = uplinks.map(() => 0)
    this.address = ADDRESS_BASE + this.id * ADDRESSES
    sim.schedule(INTERVAL, this, 0, 0)
  }

  override handle(): void {
    const { sim, uplinks } = this
    const limit = sim.now - MISSED * INTERVAL
    this.listener.beaconsChecked(uplinks.map((pf, i) => pf.isUp && this.seenAt[i] < limit))
    for (let i = 0; i < uplinks.length; i++) {
      if (uplinks[i].isUp) for (const vlan of this.listener.beaconVlans()) this.send(i, vlan)
    }
    sim.schedule(INTERVAL, this, 0, 0)
  }

  /** A beacon came in on `uplink`; it ends here. */
  seen(frame: number, uplink: number, dropBase: number): void {
    const { sim } = this
    const from = sim.frames.data[frame + SRC] - this.address
    if (from >= 0 && from < this.uplinks.length) {
      this.seenAt[from] = sim.now
      this.seenAt[uplink] = sim.now
      sim.traffic.deliver(frame)
    } else sim.traffic.filter(frame, dropBase)
  }

  private send(uplink: number, vlan: number): void {
    const { sim } = this
    const frame = sim.frames.allocate(FRAME_KIND.beacon)
    const d = sim.frames.data
    d[frame + SRC] = this.address + uplink
    d[frame + DST] = BROADCAST
    d[frame + VLAN] = vlan
    d[frame + FRAME_BYTES] = MIN_FRAME_BYTES + (vlan > 0 ? VLAN_TAG_BYTES : 0)
    sim.traffic.sent(frame)
    this.uplinks[uplink].transmitFromHost(frame)
  }
}
