// Static channels of a physical switch (rule S11 of `RULES.md`): ports that are one towards the machine behind them. What is learned
// is learned of the channel, by its first port; each frame leaves by the member that a hash of its addresses chooses.
// Leaves out LACP, other hashes, and channels between two switches. Read first: ethernet-switch.ts.
import { DST, DST_IP, FRAME_KIND, KIND, SRC, SRC_IP } from '../kernel/frame-store'
import type { LinkEnd } from './link'

export class PortChannels {
  /** First port of the channel of each port; a port without one is its own. */
  private readonly heads: Int32Array
  private readonly members: (readonly number[])[]

  constructor(
    channels: readonly (readonly number[])[],
    private readonly egress: readonly (LinkEnd | null)[],
  ) {
    this.heads = Int32Array.from(egress, (_, port) => port)
    this.members = egress.map((_, port) => [port])
    for (const ports of channels) {
      for (const port of ports) this.heads[port] = ports[0]
      this.members[ports[0]] = ports
    }
  }

  headOf(port: number): number {
    return this.heads[port]
  }

  /** Some member has a carrier. */
  isUp(head: number): boolean {
    const ports = this.members[head]
    for (let i = 0; i < ports.length; i++) if (this.works(ports[i])) return true
    return false
  }

  isConnected(head: number): boolean {
    const ports = this.members[head]
    for (let i = 0; i < ports.length; i++) if (this.egress[ports[i]] !== null) return true
    return false
  }

  /** The port by which a frame leaves; the first where no member has a carrier. */
  memberFor(head: number, d: Float64Array, frame: number): number {
    const ports = this.members[head]
    if (ports.length === 1) return head
    let working = 0
    for (let i = 0; i < ports.length; i++) if (this.works(ports[i])) working++
    if (working === 0) return head
    let left = hashOf(d, frame) % working
    for (let i = 0; i < ports.length; i++) if (this.works(ports[i]) && left-- === 0) return ports[i]
    return head
  }

  private works(port: number): boolean {
    const egress = this.egress[port]
    return egress !== null && egress.up
  }
}

/** Both IP addresses, or both MAC addresses of what bears none. */
function hashOf(d: Float64Array, frame: number): number {
  const kind = d[frame + KIND]
  const isIp = kind >= FRAME_KIND.tcp && kind <= FRAME_KIND.echoReply
  return (isIp ? d[frame + SRC_IP] ^ d[frame + DST_IP] : d[frame + SRC] ^ d[frame + DST]) >>> 0
}
