// Which uplink a port uses: four load-balancing policies over slots that working uplinks fill. Each active uplink has a slot
// (explicit order: one slot for all); a failed one is replaced by the first working uplink of the list that has none.
// Outbound only: what comes in is the physical switch's choice. Leaves out load-based teaming and LACP.
import type { VswitchModel } from '../../../../src-shared/lab/lab-model'
import { DST_IP, SRC, SRC_IP } from '../../kernel/frame-store'

export type TeamingPolicy = VswitchModel['teaming']

const NONE = -1

export class Teaming {
  /** Uplink of each slot, -1 where there is none that works. */
  private slots: number[]
  private readonly up: boolean[]
  /** Uplinks in slots, in their order. */
  private used: number[] = []

  constructor(
    public policy: TeamingPolicy,
    public failback: boolean,
    /** Uplinks 0 … active - 1 are active, the rest standby, each list in its order. */
    private readonly active: number,
    private readonly count: number,
  ) {
    this.up = new Array<boolean>(count).fill(true)
    this.slots = []
    this.fill(true)
  }

  /** An uplink failed or works again; true when a slot has another uplink than before. */
  setUp(uplink: number, up: boolean): boolean {
    if (this.up[uplink] === up) return false
    this.up[uplink] = up
    return this.fill(this.failback)
  }

  isUp(uplink: number): boolean {
    return this.up[uplink]
  }

  /** No uplink works. */
  get isEmpty(): boolean {
    return this.used.length === 0
  }

  /** The policy changed while the vSwitch works. */
  setPolicy(policy: TeamingPolicy): void {
    this.policy = policy
    this.fill(true)
  }

  /** Frames may come in here: the uplink is in use. */
  accepts(uplink: number): boolean {
    return this.used.includes(uplink)
  }

  /**
   * The uplink by which group frames reach a port: the one that the port sends by, so that each arrives once. IP hash: -1, any;
   * the channel of the physical switch sends one copy.
   */
  receiveUplink(port: number, mac: number): number {
    return this.policy === 'ip-hash' ? NONE : this.uplinkOf(port, mac)
  }

  /** The uplink of a port, for every policy that does not look at packets; for IP hash the first in use. */
  uplinkOf(port: number, mac: number): number {
    switch (this.policy) {
      case 'originating-port':
        return this.choose(port)
      case 'source-mac':
        return this.choose(mac % 256)
      default:
        return this.first()
    }
  }

  /** The uplink of one frame; -1 where none works. */
  pick(assigned: number, d: Float64Array, frame: number): number {
    switch (this.policy) {
      case 'ip-hash':
        // The vendor's knowledge base takes all 32 bits, as here, its manuals the last octets: they agree for 2, 4 and 8 uplinks.
        return this.choose((d[frame + SRC_IP] ^ d[frame + DST_IP]) >>> 0)
      case 'source-mac':
        return this.choose(d[frame + SRC] % 256)
      default:
        return assigned
    }
  }

  private first(): number {
    return this.used.length > 0 ? this.used[0] : NONE
  }

  private choose(hash: number): number {
    const { slots, used } = this
    if (slots.length === 0) return NONE
    const uplink = slots[hash % slots.length]
    // Only the ports of a slot that is empty move, and spread over what is left.
    if (uplink >= 0 || used.length === 0) return uplink
    return used[hash % used.length]
  }

  private fill(afresh: boolean): boolean {
    const before = this.slots
    const length = this.policy === 'explicit' ? Math.min(1, this.count) : this.active
    const slots = new Array<number>(length).fill(NONE)
    if (!afresh) for (let i = 0; i < length; i++) if (before[i] >= 0 && this.up[before[i]]) slots[i] = before[i]
    if (afresh && this.policy !== 'explicit') for (let i = 0; i < length; i++) if (this.up[i]) slots[i] = i
    for (let i = 0; i < length; i++) if (slots[i] < 0) slots[i] = this.spare(slots, i)
    this.slots = slots
    this.used = slots.filter((uplink) => uplink >= 0)
    return slots.length !== before.length || slots.some((uplink, i) => uplink !== before[i])
  }

  /** The first working uplink without a slot, the slot's own first. */
  private spare(slots: readonly number[], own: number): number {
    if (this.policy !== 'explicit' && own < this.active && this.up[own] && !slots.includes(own)) return own
    for (let uplink = 0; uplink < this.count; uplink++) {
      if (this.up[uplink] && !slots.includes(uplink)) return uplink
    }
    return NONE
  }
}
