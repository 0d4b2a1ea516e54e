import { beforeEach, describe, expect, it } from 'vitest'
import { FRAME_BYTES, FRAME_KIND } from '../../../../src-main/engine/kernel/frame-store'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { Shaper } from '../../../../src-main/engine/vswitch/policy/shaping'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'
import { seconds } from '../host/lab-run'

const BYTES = 1500
const MODEL = { averageBps: 100e6, peakBps: 300e6, burstBytes: 25e6 }

let sim: Simulator
let shaper: Shaper
let left: { at: number; bytes: number }[]
let base: number

beforeEach(() => {
  sim = new Simulator(1)
  left = []
  base = sim.counters.register('group', 'port-group', [])
  shaper = new Shaper(sim, 'port/shaper', MODEL, { shaped: leave }, base)
})

function leave(frame: number): void {
  left.push({ at: sim.now, bytes: BYTES })
  sim.traffic.deliver(frame)
}

/** Offers frames at `bps` from now on for a while; what passes at once leaves at once. */
function offer(bps: number, duration: number): void {
  const gap = (BYTES * 8e12) / bps
  const start = sim.now
  for (let i = 0; i * gap < seconds(duration); i++) {
    sim.run(start + Math.round(i * gap))
    const frame = sim.frames.allocate(FRAME_KIND.udp)
    sim.frames.data[frame + FRAME_BYTES] = BYTES + 4
    if (shaper.admit(frame)) leave(frame)
  }
  sim.run(start + seconds(duration))
}

const sentBetween = (from: number, to: number): number =>
  left.reduce((sum, row) => sum + (row.at >= seconds(from) && row.at < seconds(to) ? row.bytes * 8 : 0), 0)

describe('a token bucket', () => {
  it('sends at the peak until the tokens are gone: burst / (peak - average), as tokens accrue meanwhile', () => {
    offer(400e6, 2)
    const peakPhase = (MODEL.burstBytes * 8) / (MODEL.peakBps - MODEL.averageBps)
    expect(peakPhase).toBe(1)
    expect(sentBetween(0, peakPhase) / 300e6).toBeCloseTo(1, 2)
    expect(sentBetween(peakPhase + 0.01, 2) / (0.99 * 100e6)).toBeCloseTo(1, 2)
  })

  it('never lets more through than the burst and the average rate', () => {
    offer(1e9, 1.5)
    expect(sentBetween(0, 1.5)).toBeLessThanOrEqual(MODEL.burstBytes * 8 + 1.5 * MODEL.averageBps)
  })

  it('does not touch what stays below the average', () => {
    offer(90e6, 1)
    expect(shaper.waiting).toBe(0)
    expect(sentBetween(0, 1) / 90e6).toBeCloseTo(1, 3)
  })

  it('loses what finds its queue full, for a reason of its own', () => {
    offer(1e9, 1)
    expect(shaper.waiting).toBeGreaterThan(100)
    expect(sim.counters.data[base + reasonIndex('shaper-overflow')]).toBeGreaterThan(10_000)
  })

  it('tokens come back after a pause', () => {
    offer(400e6, 1.5)
    const before = left.length
    sim.run(seconds(3.5))
    offer(400e6, 0.5)
    const burst = left.slice(before).filter((row) => row.at >= seconds(3.5) && row.at < seconds(4))
    expect((burst.length * BYTES * 8) / (0.5 * 300e6)).toBeCloseTo(1, 1)
  })
})
