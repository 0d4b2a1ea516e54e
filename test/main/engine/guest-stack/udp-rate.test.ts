import { describe, expect, it } from 'vitest'
import { fixedGap } from '../../../../src-shared/lab/moderation-model'
import { FRAME_KIND, KIND, SENT_AT, SEQ } from '../../../../src-main/engine/kernel/frame-store'
import { MS, SECOND, US } from '../../../../src-main/engine/kernel/sim-time'
import { TwoStations } from './two-stations'

const datagrams = (net: TwoStations): { seq: number; sentAt: number }[] =>
  net.rightward.seen
    .filter((frame) => frame.field(KIND) === FRAME_KIND.udp)
    .map((frame) => ({ seq: frame.field(SEQ), sentAt: frame.field(SENT_AT) }))

describe('UDP at a constant rate', () => {
  for (const [rate, size, duration, count] of [
    [1e9, 1250, 100 * MS, 10_000],
    // 3 Mb/s in 1000 bytes: a gap of 2.666… ms, 375 datagrams a second
    [3e6, 1000, SECOND, 375],
    [7e6, 1, 10 * MS, 8750],
    // the last one would be due exactly at the stop, and is not sent
    [8e6, 1000, 5 * MS, 5],
    // a part of a gap is left
    [8e6, 1000, 5 * MS + 1, 6],
  ]) {
    it(`sends ${count} datagrams of ${size} bytes at ${rate / 1e6} Mb/s in ${duration / MS} ms`, () => {
      const net = new TwoStations()
      net.keepFrames = false
      const flow = net.flow('udp', { rateBps: rate, sizeBytes: size, stopPs: duration })
      net.run(duration + 10 * MS)
      const account = net.sim.traffic.account(0)
      expect(account.sent(0)).toBe(count)
      expect(account.delivered(0)).toBe(count)
      expect(flow.statistics.bytes).toBe(count * size)
    })
  }

  it('keeps its spacing to the picosecond, without drift', () => {
    const net = new TwoStations()
    net.flow('udp', { rateBps: 3e6, sizeBytes: 1000, stopPs: 3 * SECOND })
    net.run(3.1 * SECOND)
    const sent = datagrams(net)
    expect(sent.length).toBe(1125)
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, i) => i))
    for (const { seq, sentAt } of sent) expect(Math.abs(sentAt - (seq * 8e15) / 3e6)).toBeLessThanOrEqual(0.5)
  })

  it('measures goodput over the active time, and gaps only within it', () => {
    const net = new TwoStations()
    const flow = net.flow('udp', { rateBps: 1e9, sizeBytes: 1250, startPs: 50 * MS, stopPs: 150 * MS })
    net.run(SECOND)
    expect(flow.statistics.goodput).toBe(1e9)
    expect(flow.statistics.longestGap).toBeLessThan(0.02 * MS)
  })

  it('loses at the ring what the link cannot carry, and counts it as sent', () => {
    const net = new TwoStations({ speedBps: 1e9 })
    net.keepFrames = false
    const flow = net.flow('udp', { rateBps: 2e9, sizeBytes: 1472, stopPs: 100 * MS })
    net.run(SECOND)
    const account = net.sim.traffic.account(0)
    expect(account.sent(0)).toBe(Math.ceil(0.1 / ((1472 * 8) / 2e9)))
    expect(account.delivered(0) + account.lost(0)).toBe(account.sent(0))
    expect(net.lost(0, 'queue-full')).toBe(account.lost(0))
    // the link was full all the time, and the ring was full at the stop
    const carried = (0.1 * 1e9) / (1538 * 8)
    expect(account.delivered(0)).toBeGreaterThan(carried + 1000)
    expect(account.delivered(0)).toBeLessThan(carried + 1100)
    expect(flow.statistics.latency.max).toBeLessThan(15 * MS)
  })

  it('loses datagrams that are longer than the MTU of the receiver there', () => {
    const net = new TwoStations({ left: { mtu: 9000 } })
    net.flow('udp', { rateBps: 1e9, sizeBytes: 8000, stopPs: MS })
    net.run(10 * MS)
    expect(net.lost(0, 'mtu-exceeded')).toBe(net.sim.traffic.account(0).sent(0))
  })
})

describe('the timer of an application on a machine with a CPU', () => {
  // interrupts for what was sent wake a CPU too: the first comes before anything is due, the next one after the end
  const left = { cpu: { cores: 1, clockHz: 3e9, idle: 'off' as const }, moderation: fixedGap(SECOND) }
  const net = () => new TwoStations({ speedBps: 10e9, left })

  it('is late by its slack, and wakes it once for all that became due in between', () => {
    const two = net()
    // a gap of 10 us: the first at once, then six every 60 us, and what is left at the stop
    two.flow('udp', { rateBps: 1e9, sizeBytes: 1250, stopPs: MS })
    two.run(2 * MS)
    const sent = datagrams(two)
    expect(sent.length).toBe(100)
    const wakeUps = [...new Set(sent.map(({ sentAt }) => sentAt))]
    expect(wakeUps.slice(0, 4)).toEqual([0, 60 * US, 120 * US, 180 * US])
    expect(wakeUps.map((at) => sent.filter(({ sentAt }) => sentAt === at).length)).toEqual([
      1,
      ...new Array<number>(16).fill(6),
      3,
    ])
  })

  it('does not hold back a datagram whose gap is longer than the slack for more than that', () => {
    const two = net()
    two.flow('udp', { rateBps: 1e8, sizeBytes: 1250, stopPs: MS })
    two.run(2 * MS)
    expect(datagrams(two).map(({ sentAt }) => sentAt)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i === 0 ? 0 : 100 * US * i + 50 * US)),
    )
  })
})

describe('UDP as a Poisson process', () => {
  it('has the rate on average, gaps that differ, and the same ones in every run', () => {
    const run = (): number[] => {
      const net = new TwoStations()
      net.flow('udp', { rateBps: 1e8, sizeBytes: 1000, stopPs: SECOND, arrival: 'poisson' })
      net.run(1.1 * SECOND)
      return datagrams(net).map(({ sentAt }) => sentAt)
    }
    const times = run()
    expect(times.length).toBeGreaterThan(12_500 - 4 * 112)
    expect(times.length).toBeLessThan(12_500 + 4 * 112)
    const gaps = times.slice(1).map((time, i) => time - times[i])
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    // exponential gaps: the share above the mean is 1/e
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(0.368, 1)
    expect(run()).toEqual(times)
  })
})
