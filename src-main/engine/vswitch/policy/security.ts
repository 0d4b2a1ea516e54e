// The security policy of a port group: forged transmits act on what a guest sends, MAC changes on what it receives, promiscuous
// mode on what it gets beside its own. The guest is never told. A verdict is the index of a drop reason, or PASS.
import { SRC } from '../../kernel/frame-store'
import { reasonIndex } from '../../observe/counter-table'
import type { PortGroup } from '../port-group'

export const PASS = -1

const FORGED = reasonIndex('forged-source')
const MAC_CHANGED = reasonIndex('mac-changed')

/** From the guest: `mac` is the address that its driver programmed. */
export function outboundVerdict(group: PortGroup, mac: number, d: Float64Array, frame: number): number {
  return group.forgedTransmits || d[frame + SRC] === mac ? PASS : FORGED
}

/** To the guest: with MAC changes rejected, a port whose guest took another address than it was given receives nothing. */
export function inboundVerdict(group: PortGroup, mac: number, initialMac: number): number {
  return group.macChanges || mac === initialMac ? PASS : MAC_CHANGED
}
