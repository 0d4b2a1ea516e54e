// Reading what TCP did from the frames that passed.
import {
  ACK,
  FLAGS,
  FRAME_KIND,
  KIND,
  PAYLOAD,
  SACK,
  SEQ,
  TCP_FLAG,
} from '../../../../src-main/engine/kernel/frame-store'
import { TcpConnection, type TcpOptions } from '../../../../src-main/engine/guest/stack/tcp-connection'
import { FlowStatistics } from '../../../../src-main/engine/observe/flow-statistics'
import type { SeenFrame, TwoStations } from './two-stations'

export const isData = (frame: SeenFrame): boolean => frame.field(KIND) === FRAME_KIND.tcp && frame.field(PAYLOAD) > 0

export const isPureAck = (frame: SeenFrame): boolean =>
  frame.field(KIND) === FRAME_KIND.tcp && frame.field(PAYLOAD) === 0 && frame.field(FLAGS) === TCP_FLAG.ack

/** `SYN`, `ACK 1460`, `1460..2920`, `FIN 2920`. */
function describeSegment(frame: SeenFrame): string {
  const flags = frame.field(FLAGS)
  const seq = frame.field(SEQ)
  if ((flags & TCP_FLAG.syn) !== 0) return (flags & TCP_FLAG.ack) !== 0 ? 'SYN-ACK' : 'SYN'
  if ((flags & TCP_FLAG.fin) !== 0) return `FIN ${seq}`
  if (frame.field(PAYLOAD) > 0) return `${seq}..${seq + frame.field(PAYLOAD)}`
  return `ACK ${frame.field(ACK)}`
}

export const segments = (frames: readonly SeenFrame[]): string[] =>
  frames.filter((frame) => frame.field(KIND) === FRAME_KIND.tcp).map(describeSegment)

export function blocksOf(frame: SeenFrame): [number, number][] {
  const blocks: [number, number][] = []
  for (let i = 0; i < 3 && frame.field(SACK + 2 * i) >= 0; i++) {
    blocks.push([frame.field(SACK + 2 * i), frame.field(SACK + 2 * i + 1)])
  }
  return blocks
}

/** A connection from left to right without an application: the test writes. */
export function connect(net: TwoStations, over: Partial<TcpOptions> = {}) {
  const { sim, left, right } = net
  const flow = sim.traffic.addFlow()
  const statistics = new FlowStatistics(sim, flow, 0, Infinity)
  const options: TcpOptions = {
    flow,
    timestamps: false,
    socketBuffer: 4 * 2 ** 20,
    statistics,
    observer: null,
    ...over,
  }
  const [client, service] = TcpConnection.pair(sim, `test/tcp${flow}`, left.stack, right.stack, options)
  return { client, service, statistics, flow }
}

/** Number of times that a retransmission timer ran out. */
export const timeouts = (net: TwoStations): number =>
  net.sim.log.entries.filter((entry) => entry.code === 'tcp-timeout').length
