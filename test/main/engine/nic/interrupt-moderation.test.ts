import { describe, expect, it } from 'vitest'
import { fixedGap } from '../../../../src-shared/lab/moderation-model'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { LabRun } from '../host/lab-run'
import { InterruptModeration } from '../../../../src-main/engine/nic/interrupt-moderation'

const US = 1e6

function moderated(gapUs: number): { sim: Simulator; at: number[]; moderation: InterruptModeration } {
  const sim = new Simulator(1)
  const at: number[] = []
  const moderation = new InterruptModeration(sim, 'queue', fixedGap(gapUs * US), {
    interrupt: () => void at.push(sim.now / US),
  })
  return { sim, at, moderation }
}

describe('interrupt moderation', () => {
  it('the first interrupt after a pause comes at once, the next no earlier than the gap later', () => {
    const { sim, at, moderation } = moderated(50)
    for (const when of [10, 11, 30, 200]) {
      sim.run(when * US)
      moderation.request()
    }
    sim.run(1000 * US)
    expect(at).toEqual([10, 60, 200])
  })

  it('without a gap every request is an interrupt', () => {
    const { sim, at, moderation } = moderated(0)
    for (const when of [1, 2, 3]) {
      sim.run(when * US)
      moderation.request()
    }
    expect(at).toEqual([1, 2, 3])
  })
})

describe('moderation as e1000 adapts it', () => {
  const e1000 = () => {
    const sim = new Simulator(1)
    const at: number[] = []
    const moderation = new InterruptModeration(
      sim,
      'queue',
      { rule: 'e1000', gapPs: 50 * US, bulkPs: 250 * US },
      { interrupt: () => void at.push(sim.now / US) },
    )
    /** An interrupt after a pause about these frames, and the gap until the next one. */
    const gapAfter = (frames: number, bytes: number): number => {
      sim.run(sim.now + 1000 * US)
      for (let i = 0; i < frames; i++) moderation.note(bytes)
      moderation.request()
      moderation.request()
      sim.run(sim.now + 500 * US)
      const [first, second] = at.splice(0)
      return second - first
    }
    return { moderation, gapAfter }
  }
  const BULK: [number, number] = [8, 1514]

  it.each<[string, number, number, number]>([
    ['few frames with many bytes', 9, 1300, 250],
    ['many bytes in long frames', 20, 1300, 250],
    ['a jumbo frame', 1, 2001, 250],
    ['many frames that are not long', 20, 600, 50],
    ['few bytes', 6, 1514, 50],
    ['frames that are short', 40, 60, 50],
  ])('an interrupt about %s', (_, frames, bytes, gapUs) => {
    expect(e1000().gapAfter(frames, bytes)).toBe(gapUs)
  })

  it.each<[string, number, number, boolean]>([
    ['is kept by what would not have entered it', 5, 1300, true],
    ['is kept by many bytes in few frames', 35, 1514, true],
    ['is left with little', 5, 1199, false],
    ['is left with many frames', 36, 1514, false],
  ])('bulk %s', (_, frames, bytes, isKept) => {
    const { gapAfter } = e1000()
    expect(gapAfter(...BULK)).toBe(250)
    expect(gapAfter(frames, bytes) === 250).toBe(isKept)
  })

  it('bulk is kept by an interrupt about nothing that was received', () => {
    const { gapAfter } = e1000()
    gapAfter(...BULK)
    expect(gapAfter(0, 0)).toBe(250)
  })

  it('after bulk the rate grows by a quarter of the one that it is after, with each interrupt', () => {
    const { gapAfter, moderation } = e1000()
    gapAfter(...BULK)
    // 4,000 + 5,000 a second; the second of each pair of interrupts is about nothing, and a step too
    expect(1e6 / gapAfter(1, 64)).toBeCloseTo(9000, 2)
    expect(1e6 / gapAfter(1, 64)).toBeCloseTo(19_000, 2)
    expect(gapAfter(1, 64)).toBe(50)
    moderation.setGaps(fixedGap(10 * US))
    expect(gapAfter(...BULK)).toBe(10)
  })
})

describe('a NIC with the driver e1000', () => {
  const perSecond = (model: string, size: number): number => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: ${model}, mtu: 9000 } }
    vswitches: { v: { mtu: 9000, uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24, mtu: 9000 } } } }
stations: { s: { ip: 10.0.0.2/24, mtu: 9000 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w/eth0, type: udp, rate: 900Mbps, size: ${size} } }
`).until(0.05)
    return run.counter('a/n0', 'interrupts') / 0.05
  }

  it('has its gaps and its rule in hardware: what 50 us bring at 1 Gb/s is no bulk, jumbo frames are', () => {
    expect(perSecond('intel-82545', 1472)).toBeCloseTo(20_000, -3)
    expect(perSecond('intel-82545', 8000)).toBeCloseTo(4000, -3)
  })

  it('of igb has longer gaps for full frames', () => {
    expect(perSecond('intel-82576', 1472)).toBeCloseTo(1e6 / 197, -3)
  })
})

describe('adaptive moderation', () => {
  const adaptive = () => {
    const sim = new Simulator(1)
    const at: number[] = []
    const moderation = new InterruptModeration(
      sim,
      'queue',
      { rule: 'ixgbe', gapPs: 8 * US, bulkPs: 20 * US },
      { interrupt: () => void at.push(sim.now / US) },
    )
    return { sim, at, moderation }
  }

  it('keeps the short gap while an interrupt is about fewer than four frames and 9,000 bytes', () => {
    const { sim, at, moderation } = adaptive()
    for (let i = 0; i < 3; i++) moderation.note(1514)
    moderation.request()
    moderation.request()
    sim.run(100 * US)
    expect(at).toEqual([0, 8])
  })

  it.each([
    ['four frames', 4, 64],
    ['9,000 bytes', 1, 9000],
  ])('keeps the long gap after an interrupt about %s', (_, frames, bytes) => {
    const { sim, at, moderation } = adaptive()
    for (let i = 0; i < frames; i++) moderation.note(bytes)
    moderation.request()
    moderation.request()
    sim.run(100 * US)
    expect(at).toEqual([0, 20])
    // what came before counts once
    moderation.note(64)
    moderation.request()
    moderation.request()
    sim.run(200 * US)
    expect(at).toEqual([0, 20, 100, 108])
  })
})

describe('moderation by the size of frames', () => {
  const gapBehind = (...frames: number[]) => {
    const sim = new Simulator(1)
    const at: number[] = []
    const gaps = { rule: 'igb', gapPs: 50 * US, bulkPs: 200 * US } as const
    const moderation = new InterruptModeration(sim, 'queue', gaps, { interrupt: () => void at.push(sim.now / US) })
    for (const bytes of frames) moderation.note(bytes)
    moderation.request()
    moderation.request()
    sim.run(1000 * US)
    return at[1]
  }

  it('keeps a gap that grows from short frames to full ones', () => {
    expect([60, 787, 1514, 9000].map((bytes) => gapBehind(bytes))).toEqual([50, 125, 200, 200])
  })

  it('goes by the mean size, however many frames there are', () => {
    expect(gapBehind(60, 1514)).toBe(125)
    expect(gapBehind(60, 60, 60, 60, 60)).toBe(50)
    expect(gapBehind(1514, 1514, 1514, 1514, 1514)).toBe(200)
  })
})
