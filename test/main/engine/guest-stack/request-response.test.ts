import { describe, expect, it } from 'vitest'
import { FRAME_KIND, KIND, SEQ } from '../../../../src-main/engine/kernel/frame-store'
import { MS, NS, SECOND, transmissionTime } from '../../../../src-main/engine/kernel/sim-time'
import { TwoStations } from './two-stations'

const oneWay = (payload: number, delayPs = 500 * NS): number =>
  transmissionTime(Math.max(64, 18 + 28 + payload) + 20, 10e9) + delayPs

describe('request and response', () => {
  it('has one request outstanding, and takes exactly the time of the wire', () => {
    const net = new TwoStations()
    const flow = net.flow('rr', { sizeBytes: 100, replyBytes: 200, stopPs: 10 * MS })
    net.run(20 * MS)
    const roundTrip = oneWay(100) + oneWay(200)
    const { latency } = flow.statistics
    expect(latency.min).toBe(roundTrip)
    expect(latency.max).toBe(roundTrip + 2 * oneWay(0))
    const count = Math.floor((10 * MS - 2 * oneWay(0)) / roundTrip) + 1
    expect(net.sim.traffic.account(0).sent(0)).toBe(count)
    expect(net.sim.traffic.account(0).sent(1)).toBe(count)
    // the reply to the last request comes behind the stop
    expect(latency.count).toBe(count - 1)
    expect(flow.statistics.bytes).toBe(count * 100 + (count - 1) * 200)
  })

  it('repeats a request after a second, whichever way it was lost', () => {
    const net = new TwoStations({ delayPs: MS })
    const flow = net.flow('rr', { sizeBytes: 100, replyBytes: 100 })
    let requests = 0
    let replies = 0
    net.rightward.lose = (frame) => frame.field(KIND) === FRAME_KIND.udp && ++requests === 3
    net.leftward.lose = (frame) => frame.field(KIND) === FRAME_KIND.udp && ++replies === 10
    net.run(3 * SECOND)
    expect(flow.statistics.retransmits).toBe(2)
    expect(net.sim.traffic.account(0).lost(0)).toBe(1)
    expect(net.sim.traffic.account(0).lost(1)).toBe(1)
    expect(flow.statistics.longestGap).toBe(SECOND + oneWay(100, MS) * 2)
    expect(flow.statistics.latency.max).toBe(SECOND + oneWay(100, MS) * 2)
    // no answer was counted twice
    const answered = new Set(net.leftward.seen.map((frame) => frame.field(SEQ)))
    expect(flow.statistics.latency.count).toBeLessThanOrEqual(answered.size)
  })
})
