// IPv4: who is on the link, how long a packet is, the last step of the stack before the device, and the one step of a router.
// Leaves out routing tables beyond one gateway, time to live, fragments, ICMP errors and options: what has no next hop or is
// longer than the MTU is dropped with its reason.
// Read first: RFC 791, RFC 1122 section 3.3.
import type { IpModel } from '../../../../src-shared/lab/lab-model'
import {
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  DST_IP,
  ETHERNET_BYTES,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  KIND,
  MIN_FRAME_BYTES,
  SEGMENTS,
  SRC,
  SRC_IP,
  VLAN,
  VLAN_TAG_BYTES,
} from '../../kernel/frame-store'
import { reasonIndex } from '../../observe/counter-table'
import { stageIndex } from '../../observe/cycle-ledger'
import type { NetDevice } from '../net-device'
import type { Neighbor } from './neighbor-cache'
import type { NetworkStack } from './network-stack'
import type { StackLane } from './stack-lane'

export const IPV4_BYTES = 20

const MTU_EXCEEDED = reasonIndex('mtu-exceeded')
const NO_ROUTE = reasonIndex('no-route')
const IP_FORWARD = stageIndex('ip-forward')

/** True where `address` is in the subnet of the interface. */
export function isOnLink(ip: IpModel, address: number): boolean {
  return ip.prefix === 0 || (ip.address ^ address) >>> (32 - ip.prefix) === 0
}

/** Length of a frame with `bytes` of IP packet, from destination address to check sequence. */
export function frameBytes(device: NetDevice, bytes: number): number {
  const frame = ETHERNET_BYTES + (device.vlan === 0 ? 0 : VLAN_TAG_BYTES) + bytes
  return frame < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : frame
}

/**
 * In startSlice: counts the packet as sent, fills in addresses and lets it leave at the end of the slice, or wait for the
 * neighbour's address. FRAME_BYTES is the length of the frame; a super-frame may be longer than the MTU.
 */
export function addressAndQueue(stack: NetworkStack, lane: StackLane, frame: number, neighbor: Neighbor): void {
  const { sim } = stack
  const device = stack.device!
  const d = sim.frames.data
  d[frame + SRC] = device.mac
  d[frame + SRC_IP] = stack.ip!.address
  d[frame + DST_IP] = neighbor.ip
  d[frame + VLAN] = device.vlan
  d[frame + CHECKSUM] = device.checksum ? CHECKSUM_STATE.partial : CHECKSUM_STATE.valid
  if (d[frame + KIND] !== FRAME_KIND.tcp) d[frame + IP_ID] = stack.packetId++
  sim.traffic.sent(frame)
  if (d[frame + SEGMENTS] === 1 && d[frame + FRAME_BYTES] > frameBytes(device, device.mtu)) {
    sim.traffic.drop(frame, MTU_EXCEEDED, device.dropBase)
  } else if (!neighbor.onLink) {
    sim.traffic.drop(frame, NO_ROUTE, device.dropBase)
  } else if (neighbor.mac >= 0) {
    d[frame + DST] = neighbor.mac
    lane.output(stack, frame)
  } else {
    neighbor.hold(lane, frame)
  }
}

/** In startSlice of a machine that routes: the packet leaves for its next hop by the same interface. */
export function forwardPacket(stack: NetworkStack, lane: StackLane, frame: number): void {
  const { sim } = stack
  const device = stack.device!
  const d = sim.frames.data
  lane.world.charge(IP_FORWARD)
  const neighbor = stack.neighbors.lookup(d[frame + DST_IP])
  if (!neighbor.onLink) {
    sim.traffic.drop(frame, NO_ROUTE, device.dropBase)
    return
  }
  if (d[frame + SEGMENTS] === 1 && d[frame + FRAME_BYTES] > frameBytes(device, device.mtu)) {
    sim.traffic.drop(frame, MTU_EXCEEDED, device.dropBase)
    return
  }
  d[frame + SRC] = device.mac
  if (neighbor.mac >= 0) {
    d[frame + DST] = neighbor.mac
    lane.output(stack, frame)
  } else neighbor.hold(lane, frame)
}
