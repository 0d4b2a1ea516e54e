// A UDP socket: one datagram out for each send, one up for each that arrives. Nothing is kept: the application reads at once,
// and a datagram that finds the ring full is lost. Read first: RFC 768.
import {
  DIRECTION,
  DST_IP,
  DST_PORT,
  FLOW,
  FRAME_BYTES,
  FRAME_KIND,
  PAYLOAD,
  SENT_AT,
  SEQ,
  SRC_PORT,
} from '../../kernel/frame-store'
import { stageIndex } from '../../observe/cycle-ledger'
import { frameBytes, IPV4_BYTES } from './ipv4'
import type { Neighbor } from './neighbor-cache'
import type { NetworkStack } from './network-stack'
import type { Socket } from './socket'
import type { StackLane } from './stack-lane'

export const UDP_BYTES = 8

const SOCKET_SEND = stageIndex('socket-send')
const TRANSMIT = stageIndex('udp-transmit')
const RECEIVE = stageIndex('udp-receive')
const COPY_FIXED = stageIndex('copy-fixed')
const COPY_BYTE = stageIndex('copy-byte')
const COPY_BYTE_COLD = stageIndex('copy-byte-cold')
const CHECKSUM_BYTE = stageIndex('checksum-copy-byte')

export interface DatagramReader {
  /** In endSlice: the application has the datagram; it is released behind this call. */
  datagram(frame: number): void
}

export class UdpSocket implements Socket {
  readonly port: number
  readonly lane: StackLane

  constructor(
    readonly stack: NetworkStack,
    service: boolean,
    /** Index of the flow in the traffic ledger. */
    private readonly flow: number,
    private readonly reader: DatagramReader,
    /** Multicast group that it has joined; null: none. */
    private readonly group: number | null = null,
  ) {
    this.lane = stack.assignLane()
    this.port = stack.udp.bind(this, service)
  }

  /** In startSlice: one datagram with `payload` bytes; `direction` as in the frame's field. */
  send(lane: StackLane, to: Neighbor, toPort: number, payload: number, seq: number, direction: number): void {
    const { stack } = this
    const { sim } = stack
    const { world } = lane
    const device = stack.device!
    world.charge(SOCKET_SEND)
    world.charge(TRANSMIT)
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE, payload)
    if (!device.checksum) world.charge(CHECKSUM_BYTE, payload)
    const frame = sim.frames.allocate(FRAME_KIND.udp)
    const d = sim.frames.data
    d[frame + FLOW] = this.flow
    d[frame + DIRECTION] = direction
    d[frame + PAYLOAD] = payload
    d[frame + SEQ] = seq
    d[frame + SENT_AT] = sim.now
    d[frame + SRC_PORT] = this.port
    d[frame + DST_PORT] = toPort
    d[frame + FRAME_BYTES] = frameBytes(device, IPV4_BYTES + UDP_BYTES + payload)
    stack.send(lane, frame, to)
  }

  hears(frame: number): boolean {
    const d = this.stack.sim.frames.data
    return d[frame + DST_IP] === this.group && d[frame + FLOW] === this.flow
  }

  receive(lane: StackLane, frame: number): void {
    const { world } = lane
    const payload = this.stack.sim.frames.data[frame + PAYLOAD]
    world.charge(RECEIVE)
    world.charge(COPY_FIXED)
    world.charge(COPY_BYTE_COLD, payload)
    if (!this.stack.device!.checksum) world.charge(CHECKSUM_BYTE, payload)
  }

  delivered(frame: number): void {
    this.reader.datagram(frame)
  }

  transmitted(): void {
    // a datagram has no account with its sender
  }
}
