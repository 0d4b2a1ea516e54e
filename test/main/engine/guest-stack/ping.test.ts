import { describe, expect, it } from 'vitest'
import { NS, SECOND, transmissionTime, US } from '../../../../src-main/engine/kernel/sim-time'
import { TwoStations } from './two-stations'

/** A frame with this much ICMP payload: both directions on the wire, and the cable both ways. */
const roundTrip = (payload: number, speedBps: number, delayPs: number, tag = 0): number => {
  const frame = Math.max(64, 18 + tag + 20 + 8 + payload)
  return 2 * (transmissionTime(frame + 20, speedBps) + delayPs)
}

describe('ping between stations without a CPU', () => {
  for (const [size, speed, delay] of [
    [56, 10e9, 500 * NS],
    [8, 1e9, 5 * US],
    [1472, 25e9, 1],
    [1472, 40e9, 12_345_677],
  ]) {
    it(`takes exactly the time of the wire: ${size} bytes at ${speed / 1e9} Gb/s`, () => {
      const net = new TwoStations({ speedBps: speed, delayPs: delay })
      const ping = net.flow('ping', { sizeBytes: size, intervalPs: SECOND })
      net.run(3.5 * SECOND)
      expect(ping.statistics.latency.count).toBe(4)
      expect(ping.statistics.latency.min).toBe(roundTrip(size, speed, delay))
      // only the first one waits for ARP, whose frames have 64 bytes
      expect(ping.statistics.latency.max).toBe(roundTrip(size, speed, delay) + roundTrip(0, speed, delay))
    })
  }

  it('counts a tag as four bytes', () => {
    const net = new TwoStations({ left: { vlan: 30 }, right: { vlan: 30 } })
    const ping = net.flow('ping', { sizeBytes: 100, intervalPs: SECOND })
    net.run(1.5 * SECOND)
    expect(ping.statistics.latency.min).toBe(roundTrip(100, 10e9, 500 * NS, 4))
  })

  it('loses requests that are longer than the MTU where they would leave', () => {
    const net = new TwoStations()
    const ping = net.flow('ping', { sizeBytes: 1473, intervalPs: SECOND })
    net.run(1.5 * SECOND)
    expect(ping.statistics.latency.count).toBe(0)
    expect(net.lost(0, 'mtu-exceeded')).toBe(2)
  })

  it('stops at its time, and the gap before it is the interval', () => {
    const net = new TwoStations()
    const ping = net.flow('ping', { sizeBytes: 56, intervalPs: SECOND, stopPs: 2.5 * SECOND })
    net.run(10 * SECOND)
    expect(net.sim.traffic.account(0).sent(0)).toBe(3)
    expect(ping.statistics.longestGap).toBeLessThanOrEqual(SECOND)
    expect(ping.statistics.longestGap).toBeGreaterThan(0.99 * SECOND)
  })
})
