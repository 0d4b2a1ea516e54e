import { describe, expect, it } from 'vitest'
import { MS, SECOND } from '../../../../src-main/engine/kernel/sim-time'
import type { TcpBulk } from '../../../../src-main/engine/guest/workload/tcp-bulk'
import { isData } from './tcp-trace'
import { TwoStations } from './two-stations'

describe('slow start', () => {
  it('sends ten segments, and twice as many in every round trip', () => {
    const net = new TwoStations({ speedBps: 100e9, delayPs: 10 * MS, right: { lro: false } })
    net.flow('tcp')
    net.run(165 * MS)
    const data = net.rightward.seen.filter(isData)
    const start = data[0].at
    const perTrip = [0, 0, 0, 0, 0, 0]
    for (const frame of data) perTrip[Math.floor((frame.at - start + MS) / (20 * MS))]++
    expect(perTrip).toEqual([10, 20, 40, 80, 160, 320])
  })

  it('does not grow a window that the application does not use', () => {
    const net = new TwoStations({ delayPs: 10 * MS })
    const flow = net.flow('tcp', { bytes: 5 * 1460 }) as TcpBulk
    net.run(SECOND)
    expect(flow.clients[0].sender.congestion.window).toBeLessThanOrEqual(15)
  })
})

describe('goodput of one connection', () => {
  for (const [speed, mtu, timestamps, fraction] of [
    [1e9, 1500, false, 0.9493],
    [10e9, 1500, false, 0.9493],
    [25e9, 1500, false, 0.9493],
    [1e9, 1500, true, 0.9415],
    [10e9, 1500, true, 0.9415],
    [1e9, 9000, false, 0.9914],
    [10e9, 9000, false, 0.9914],
    [10e9, 9000, true, 0.99],
  ] as const) {
    for (const tso of [true, false]) {
      const how = `${speed / 1e9} Gb/s, MTU ${mtu}${timestamps ? ', timestamps' : ''}${tso ? ', TSO' : ''}`
      it(`is ${(fraction * 100).toFixed(2)} % of the line: ${how}`, () => {
        const net = new TwoStations({ speedBps: speed, left: { mtu, tso }, right: { mtu } })
        net.keepFrames = false
        const flow = net.flow('tcp', { timestamps })
        const span = speed > 1e9 ? 10 * MS : 30 * MS
        net.run(span)
        flow.statistics.sample()
        net.run(2 * span)
        const { goodput } = flow.statistics.sample()
        expect(Math.abs(goodput / speed - fraction)).toBeLessThan(0.0005)
        expect(flow.statistics.retransmits).toBe(0)
        // what waits in the sender's ring is about a millisecond, not the whole window
        if (speed >= 1e9) expect(flow.statistics.latency.percentile(0.5)).toBeLessThan(2.5 * MS)
      })
    }
  }

  it('saturates 10 Gb/s within a few milliseconds', () => {
    const net = new TwoStations()
    net.keepFrames = false
    const flow = net.flow('tcp')
    net.run(3 * MS)
    flow.statistics.sample()
    net.run(4 * MS)
    expect(flow.statistics.sample().goodput).toBeGreaterThan(9.4e9)
  })
})
