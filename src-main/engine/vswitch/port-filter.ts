// A security service in the hypervisor (VMsafe) between a vNIC and its port: it looks at every frame in both directions and drops
// what its rules name. Leaves out a service in a VM of its own, states of connections, and what the frames carry.
import type { FilterRule } from '../../../src-shared/lab/lab-model'
import type { World } from '../host/world'
import { DST_IP, FRAME_KIND, KIND, SRC_IP } from '../kernel/frame-store'
import { stageIndex } from '../observe/cycle-ledger'
import type { PortGroup } from './port-group'

const FILTER = stageIndex('vmsafe-filter')

export class PortFilter {
  constructor(
    private readonly rules: readonly FilterRule[],
    private readonly group: PortGroup,
  ) {}

  /** In startSlice of whoever carries the frame (`world` null: nobody pays). True: a rule names it. */
  drops(world: World | null, d: Float64Array, frame: number): boolean {
    if (world !== null) world.charge(FILTER)
    this.group.countInspected()
    const kind = d[frame + KIND]
    if (kind > FRAME_KIND.echoReply) return false
    for (let i = 0; i < this.rules.length; i++) {
      const { kinds, peer } = this.rules[i]
      if ((kinds & (1 << kind)) === 0) continue
      if (peer === null || d[frame + SRC_IP] === peer || d[frame + DST_IP] === peer) return true
    }
    return false
  }
}
