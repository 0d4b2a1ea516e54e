import { describe, expect, it } from 'vitest'
import {
  ARP_SENDER,
  BROADCAST,
  DST,
  DST_IP,
  FRAME_BYTES,
  FRAME_KIND,
  KIND,
  SRC,
  SRC_IP,
} from '../../../../src-main/engine/kernel/frame-store'
import { MS, SECOND } from '../../../../src-main/engine/kernel/sim-time'
import { LEFT_IP, RIGHT_IP, TwoStations } from './two-stations'

/** A broadcast frame from the left, as if somebody there had sent it. */
function inject(net: TwoStations, kind: number, fields: [field: number, value: number][]): void {
  const { sim } = net
  const frame = sim.frames.allocate(kind)
  sim.frames.data[frame + FRAME_BYTES] = 64
  sim.frames.data[frame + DST] = BROADCAST
  for (const [field, value] of fields) sim.frames.data[frame + field] = value
  sim.traffic.sent(frame)
  net.link.ends[0].enqueue(frame)
}

describe('the neighbour cache', () => {
  it('asks everybody once, and answers only who asked', () => {
    const net = new TwoStations()
    net.flow('ping', { sizeBytes: 56, intervalPs: SECOND })
    net.run(2.5 * SECOND)
    const [request, ...later] = net.rightward.seen
    expect(request.field(KIND)).toBe(FRAME_KIND.arpRequest)
    expect(request.field(DST)).toBe(BROADCAST)
    expect(request.field(SRC_IP)).toBe(LEFT_IP)
    expect(request.field(DST_IP)).toBe(RIGHT_IP)
    const [reply] = net.leftward.seen
    expect(reply.field(KIND)).toBe(FRAME_KIND.arpReply)
    expect(reply.field(DST)).toBe(net.left.nic.mac)
    expect(reply.field(SRC)).toBe(net.right.nic.mac)
    expect(later.map((frame) => frame.field(KIND))).toEqual(Array(3).fill(FRAME_KIND.echoRequest))
    // who was asked knows the asker: no second request came back
    expect(net.leftward.seen.filter((frame) => frame.field(KIND) === FRAME_KIND.arpRequest)).toEqual([])
  })

  it('asks three times, a second apart, and then loses what waited', () => {
    const net = new TwoStations()
    net.rightward.lose = () => true
    net.flow('ping', { sizeBytes: 56, intervalPs: 100 * SECOND })
    net.run(2.9 * SECOND)
    expect(net.lost(0, 'address-unresolved')).toBe(0)
    net.run(4 * SECOND)
    expect(net.rightward.seen.map((frame) => Math.round(frame.at / SECOND))).toEqual([0, 1, 2])
    expect(net.lost(0, 'address-unresolved')).toBe(1)
  })

  it('keeps a limited number of packets for an address, and loses the others at once', () => {
    const net = new TwoStations()
    net.rightward.lose = () => true
    net.flow('udp', { rateBps: 1472 * 8 * 1000, sizeBytes: 1472 })
    net.run(500 * MS)
    expect(net.lost(0, 'queue-full')).toBe(500 - 101 + 1)
  })

  it('takes a new address from an announcement of a peer that it knows', () => {
    const net = new TwoStations()
    net.flow('ping', { sizeBytes: 56, intervalPs: SECOND })
    net.run(MS)
    const moved = 0x0200000000aa
    inject(net, FRAME_KIND.arpRequest, [
      [SRC, moved],
      [ARP_SENDER, moved],
      [SRC_IP, LEFT_IP],
      [DST_IP, LEFT_IP],
    ])
    net.run(2 * MS)
    expect(net.right.stack.neighbors.macOf(LEFT_IP)).toBe(moved)
  })

  it('learns nobody new from an announcement', () => {
    const net = new TwoStations()
    inject(net, FRAME_KIND.arpRequest, [
      [SRC, 0x0200000000aa],
      [SRC_IP, 0x0a000009],
      [DST_IP, 0x0a000009],
    ])
    net.run(MS)
    expect(net.right.stack.neighbors.macOf(0x0a000009)).toBe(-1)
  })

  it('learns nothing from RARP', () => {
    const net = new TwoStations()
    inject(net, FRAME_KIND.rarp, [[SRC, 0x0200000000aa]])
    net.run(MS)
    expect(net.right.stack.neighbors.macOf(0)).toBe(-1)
    expect(net.sim.traffic.control.delivered(0)).toBe(1)
  })

  it('has no way to another subnet', () => {
    const net = new TwoStations({ right: { ip: { address: 0x0a000102, prefix: 24 } } })
    net.flow('ping', { sizeBytes: 56, intervalPs: SECOND })
    net.run(0.5 * SECOND)
    expect(net.lost(0, 'no-route')).toBe(1)
    expect(net.rightward.seen).toEqual([])
  })
})
