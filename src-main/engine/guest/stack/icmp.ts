// ICMP echo: the side that answers. A reply carries the time of its request, so that the asker can tell the round trip.
// Leaves out errors (nobody routes here) and rate limits. Read first: RFC 792, RFC 1122 section 3.2.2.6.
import {
  DIRECTION,
  DST_PORT,
  FLOW,
  FRAME_BYTES,
  FRAME_KIND,
  PAYLOAD,
  SENT_AT,
  SEQ,
  SRC_IP,
  SRC_PORT,
} from '../../kernel/frame-store'
import { stageIndex } from '../../observe/cycle-ledger'
import { frameBytes, IPV4_BYTES } from './ipv4'
import type { NetworkStack } from './network-stack'
import type { StackLane } from './stack-lane'

export const ICMP_BYTES = 8

const RECEIVE = stageIndex('udp-receive')
const TRANSMIT = stageIndex('udp-transmit')

export class EchoResponder {
  constructor(private readonly stack: NetworkStack) {}

  /** In startSlice: an echo request for us. */
  receive(lane: StackLane, request: number): void {
    const { stack } = this
    const { frames } = stack.sim
    lane.world.charge(RECEIVE)
    lane.world.charge(TRANSMIT)
    const reply = frames.allocate(FRAME_KIND.echoReply)
    const d = frames.data
    d[reply + FLOW] = d[request + FLOW]
    d[reply + DIRECTION] = 1
    d[reply + PAYLOAD] = d[request + PAYLOAD]
    d[reply + SEQ] = d[request + SEQ]
    d[reply + SENT_AT] = d[request + SENT_AT]
    d[reply + DST_PORT] = d[request + SRC_PORT]
    d[reply + FRAME_BYTES] = frameBytes(stack.device!, IPV4_BYTES + ICMP_BYTES + d[request + PAYLOAD])
    stack.send(lane, reply, stack.neighbors.lookup(d[request + SRC_IP]))
  }
}
