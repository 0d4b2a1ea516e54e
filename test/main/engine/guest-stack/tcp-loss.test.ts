import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACK, SEQ } from '../../../../src-main/engine/kernel/frame-store'
import { MS, NS, SECOND, transmissionTime } from '../../../../src-main/engine/kernel/sim-time'
import type { TcpBulk } from '../../../../src-main/engine/guest/workload/tcp-bulk'
import { blocksOf, isData, isPureAck, timeouts } from './tcp-trace'
import { TwoStations } from './two-stations'

/** Loses data segments by their number, the first transmission counting as 1. */
function loseSegments(net: TwoStations, numbers: number[]): void {
  let count = 0
  net.rightward.lose = (frame) => isData(frame) && numbers.includes(++count)
}

const MILLION = 1460 * 700

describe('TCP that loses', () => {
  it('sends one lost segment again when three behind it have arrived, and nothing else', () => {
    const net = new TwoStations({ delayPs: MS, right: { lro: false } })
    const bytes = 60 * 1460
    const flow = net.flow('tcp', { bytes })
    loseSegments(net, [12])
    net.run(SECOND)
    expect(flow.statistics.bytes).toBe(bytes)
    expect(flow.statistics.retransmits).toBe(1)
    expect(timeouts(net)).toBe(0)
    const seq = 11 * 1460
    const sends = net.rightward.seen.filter((frame) => isData(frame) && frame.field(SEQ) === seq)
    expect(sends).toHaveLength(2)
    // it left in the instant in which the third duplicate came
    const duplicates = net.leftward.seen.filter((frame) => frame.field(ACK) === seq && blocksOf(frame).length > 0)
    expect(duplicates.slice(0, 3).map((frame) => blocksOf(frame)[0])).toEqual([
      [seq + 1460, seq + 2 * 1460],
      [seq + 1460, seq + 3 * 1460],
      [seq + 1460, seq + 4 * 1460],
    ])
    expect(sends[1].at).toBe(duplicates[2].at + transmissionTime(1538, 10e9) + MS)
    // the first of them also acknowledged segment 11
    expect(flow.statistics.duplicateAcks).toBe(duplicates.length - 1)
  })

  it('halves its window for one loss, and grows it by a segment a round trip from there', () => {
    const net = new TwoStations({ delayPs: 5 * MS, speedBps: 25e9 })
    const flow = net.flow('tcp') as TcpBulk
    loseSegments(net, [400])
    net.run(110 * MS)
    const { congestion } = flow.clients[0].sender
    const { threshold } = congestion
    expect(flow.statistics.retransmits).toBe(1)
    expect(congestion.state).toBe('open')
    expect(threshold).toBeGreaterThan(160)
    expect(threshold).toBeLessThan(330)
    const before = congestion.window
    net.run(210 * MS)
    // ten round trips of 10 ms and some transmission
    expect(congestion.window - before).toBeGreaterThanOrEqual(9)
    expect(congestion.window - before).toBeLessThanOrEqual(11)
    expect(before).toBeGreaterThanOrEqual(threshold)
  })

  it('repairs many holes in one recovery, each with one retransmission', () => {
    const net = new TwoStations({ delayPs: MS })
    const flow = net.flow('tcp', { bytes: MILLION })
    const lost = Array.from({ length: 40 }, (_, i) => 200 + 2 * i)
    loseSegments(net, lost)
    net.run(SECOND)
    expect(flow.statistics.bytes).toBe(MILLION)
    expect(flow.statistics.retransmits).toBe(lost.length)
    expect(timeouts(net)).toBe(0)
    expect(flow.statistics.endedAt).toBeLessThan(60 * MS)
  })

  it('names in its acknowledgements the block that was touched last, then the ones before', () => {
    const net = new TwoStations({ delayPs: MS, right: { lro: false } })
    net.flow('tcp', { bytes: MILLION })
    loseSegments(net, [12, 15, 18, 21])
    net.run(SECOND)
    const seg = (n: number): number => (n - 1) * 1460
    const acks = net.leftward.seen.filter(isPureAck).map(blocksOf)
    expect(acks).toContainEqual([
      [seg(19), seg(20)],
      [seg(16), seg(18)],
      [seg(13), seg(15)],
    ])
    expect(acks).toContainEqual([
      [seg(22), seg(23)],
      [seg(19), seg(21)],
      [seg(16), seg(18)],
    ])
  })

  it('finds without a timer that a retransmission was lost too', () => {
    const net = new TwoStations({ delayPs: MS })
    const flow = net.flow('tcp', { bytes: 10 * MILLION })
    let sends = 0
    net.rightward.lose = (frame) => isData(frame) && frame.field(SEQ) === 99 * 1460 && ++sends <= 2
    net.run(SECOND)
    expect(flow.statistics.bytes).toBe(10 * MILLION)
    expect(flow.statistics.retransmits).toBe(2)
    expect(timeouts(net)).toBe(0)
  })

  it('waits 200 ms for the last segment, which nothing follows', () => {
    const net = new TwoStations({ delayPs: 10 * 1000 * NS })
    const flow = net.flow('tcp', { bytes: 1460 * 20 })
    let sends = 0
    net.rightward.lose = (frame) => isData(frame) && frame.field(SEQ) === 19 * 1460 && ++sends === 1
    // the FIN behind it is not lost: it is one arrival, and three are needed
    net.run(SECOND)
    expect(flow.statistics.bytes).toBe(1460 * 20)
    expect(timeouts(net)).toBe(1)
    expect(flow.statistics.longestGap).toBeGreaterThanOrEqual(200 * MS)
    expect(flow.statistics.longestGap).toBeLessThan(201 * MS)
  })

  it('doubles the wait while nothing comes through, and starts again from one segment', () => {
    const net = new TwoStations()
    const flow = net.flow('tcp') as TcpBulk
    net.run(20 * MS)
    net.rightward.lose = isData
    const from = net.rightward.seen.length
    net.run(3 * SECOND)
    const again = net.rightward.seen.slice(from).filter((frame) => isData(frame) && frame.at > 150 * MS)
    const waits = again.slice(1).map((frame, i) => Math.round((frame.at - again[i].at) / MS))
    expect(waits).toEqual([400, 800])
    expect(flow.clients[0].sender.congestion.window).toBe(1)
    net.rightward.lose = null
    net.keepFrames = false
    // the next one comes after 1.6 s, and the connection recovers
    net.run(3.15 * SECOND)
    flow.statistics.sample()
    net.run(3.16 * SECOND)
    expect(flow.statistics.longestGap).toBeGreaterThan(2.9 * SECOND)
    expect(flow.statistics.sample().goodput).toBeGreaterThan(5e9)
  })

  it('goes on when its acknowledgements are lost for a while', () => {
    const net = new TwoStations({ delayPs: 100 * 1000 * NS })
    const flow = net.flow('tcp', { bytes: 10 * MILLION })
    net.leftward.lose = (frame) => isPureAck(frame) && frame.at > 2 * MS && frame.at < 3 * MS
    net.run(2 * SECOND)
    expect(flow.statistics.bytes).toBe(10 * MILLION)
  })

  it('delivers every byte once and keeps the books, whatever is lost in either direction', () => {
    fc.assert(
      fc.property(
        fc.record({
          loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
          burst: fc.integer({ min: 1, max: 20 }),
          choice: fc.integer(),
          tso: fc.boolean(),
          lro: fc.boolean(),
          timestamps: fc.boolean(),
          bytes: fc.integer({ min: 1, max: 400_000 }),
        }),
        ({ loss, burst, choice, tso, lro, timestamps, bytes }) => {
          const net = new TwoStations({ left: { tso }, right: { lro } })
          net.keepFrames = false
          const flow = net.flow('tcp', { bytes, timestamps })
          // a small generator of its own, so that a failure shrinks and repeats
          let state = choice | 1
          const uniform = (): number => {
            state = (Math.imul(state, 1664525) + 1013904223) | 0
            return (state >>> 0) / 0x100000000
          }
          let left = 0
          const lose = (): boolean => {
            if (left > 0) {
              left--
              return true
            }
            if (uniform() >= loss / burst) return false
            left = Math.floor(uniform() * burst)
            return true
          }
          net.rightward.lose = lose
          net.leftward.lose = lose
          net.run(2000 * SECOND)
          expect(flow.statistics.bytes).toBe(bytes)
          expect(flow.statistics.endedAt).toBeLessThan(2000 * SECOND)
        },
      ),
      { numRuns: 60, seed: 2644 },
    )
  }, 60_000)
})
