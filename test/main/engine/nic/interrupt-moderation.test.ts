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

describe('moderation by the gaps of the profile', () => {
  const adaptive = () => {
    const sim = new Simulator(1)
    const at: number[] = []
    const moderation = new InterruptModeration(
      sim,
      'queue',
      { rule: 'profile', gapPs: 8 * US, bulkPs: 20 * US },
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

describe('moderation as ixgbe adapts it', () => {
  type Frames = [frames: number, bytes: number]
  interface Interrupt {
    received?: Frames
    sent?: Frames
    pauseUs?: number
  }

  /** The gaps behind interrupts: each comes as soon as the gap before it is over, or after the pause. */
  const gapsOf = (...interrupts: Interrupt[]) => {
    const sim = new Simulator(1)
    const at: number[] = []
    const gaps = { rule: 'ixgbe', gapPs: 10 * US, bulkPs: 126 * US } as const
    const moderation = new InterruptModeration(sim, 'queue', gaps, { interrupt: () => void at.push(sim.now) })
    moderation.request()
    for (const { received = [0, 0], sent = [0, 0], pauseUs = 0 } of interrupts) {
      sim.run(sim.now + pauseUs * US)
      for (let i = 0; i < received[0]; i++) moderation.note(received[1])
      for (let i = 0; i < sent[0]; i++) moderation.noteSent(sent[1])
      moderation.request()
      const count = at.length
      while (at.length === count && pauseUs === 0) sim.run(sim.now + US / 4)
    }
    moderation.request()
    sim.run(sim.now + 1000 * US)
    return at.slice(1).map((when, i) => (when - at[i]) / US)
  }
  /** As much was received as sent. */
  const gapsBehind = (...interrupts: [frames: number, bytes: number, pauseUs?: number][]) =>
    gapsOf(
      ...interrupts.map(([frames, bytes, pauseUs]): Interrupt => ({
        received: [frames, bytes],
        sent: [frames, bytes],
        pauseUs,
      })),
    )
  const times = (count: number, frames: number, bytes = 64) =>
    Array.from({ length: count }, (): Frames => [frames, bytes])

  it('few frames: half of the time in which frames of that size fill the buffer of a socket', () => {
    // 170 us * (size + 20) / (size + 636) / 2: the size has the check sequence in it
    expect(gapsBehind([3, 64], [1, 512], [3, 1518])).toEqual([10, 10.2, 39.390244, 60.691736])
    expect(gapsBehind([1, 8999])[1]).toBe(63)
  })

  it('up to 48 frames, or 9,000 bytes: 2 us more than before, up to the longest gap', () => {
    expect(gapsBehind([4, 64], [47, 64], [1, 9000])).toEqual([10, 12, 14, 16])
    expect(gapsBehind(...times(70, 4)).slice(-2)).toEqual([126, 126])
  })

  it('from 48 frames on the gap stays, from 96 on it is halved, and from 256 on it goes by the size', () => {
    expect(gapsBehind(...times(20, 4), [48, 64], [95, 64]).slice(-3)).toEqual([50, 50, 50])
    expect(gapsBehind(...times(20, 4), [96, 64], [255, 64], [255, 64]).slice(-3)).toEqual([25, 12.5, 10])
    expect(gapsBehind([256, 64], [256, 512], [256, 1518]).slice(1)).toEqual([20.4, 78.780488, 121.383473])
  })

  it('what was received and what was sent have a gap each: the shorter one counts, and bulk before little', () => {
    const RECEIVED: Interrupt = { received: [1, 1518] }
    // nothing sent: 2 us more than before
    expect(gapsOf(RECEIVED, RECEIVED, { ...RECEIVED, sent: [1, 64] })).toEqual([10, 12, 14, 10.2])
    // what was bulk before is bulk while there is none of it
    expect(
      gapsOf({ received: [4, 64], sent: [1, 64] }, { sent: [1, 64] }, { received: [1, 64], sent: [1, 64] }),
    ).toEqual([10, 12, 14, 10.2])
  })

  it('after a pause of ticks the gap is the shortest, whatever comes', () => {
    expect(gapsBehind(...times(20, 4), [100, 1518, 5000]).at(-1)).toBe(25)
    expect(gapsBehind(...times(20, 4), [100, 1518, 7000]).at(-1)).toBe(10)
  })
})

describe('a NIC with the driver ixgbe', () => {
  const perSecond = (pps: number, size: number): number => {
    const run = new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599 } }
    vswitches: { v: { uplinks: { active: [n0] }, portGroups: { net: {} } } }
vms: { w: { host: a, nics: { eth0: { network: net, ip: 10.0.0.1/24 } } } }
stations: { s: { ip: 10.0.0.2/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: s, to: w/eth0, type: udp, rate: ${8 * pps * size}bps, size: ${size} } }
`).until(0.01)
    const before = run.counter('a/n0', 'interrupts')
    return (run.until(0.05).counter('a/n0', 'interrupts') - before) / 0.04
  }

  it('is early for little, and in bulk looks for 48 frames an interrupt, with 126 us at most', () => {
    // every frame, while they come less often than every 10 us
    expect(perSecond(50_000, 18)).toBeCloseTo(50_000, -2)
    // 8 frames in the 39 us that suit fewer than four of them
    expect(perSecond(200_000, 512)).toBeCloseTo(1e6 / 126, -3)
    // 48 to 50 frames
    const bulk = 812_000 / perSecond(812_000, 1472)
    expect(bulk).toBeGreaterThanOrEqual(48)
    expect(bulk).toBeLessThan(52)
  })
})

describe('moderation as ixgbevf adapts it', () => {
  /** The gap after so many interrupts, each as soon as the gap before it is over, about so many bytes a microsecond of it. */
  const gapAt = (interrupts: number, receivedRate: number, sentRate: number, moderation = ixgbevf()) => {
    for (let i = 0; i < interrupts; i++) {
      const { nextGapPs } = moderation
      moderation.note((receivedRate * nextGapPs) / US)
      moderation.noteSent((sentRate * nextGapPs) / US)
      moderation.request()
      moderation.sim.run(moderation.sim.now + nextGapPs)
    }
    return moderation.nextGapPs / US
  }
  const ixgbevf = () =>
    new InterruptModeration(
      new Simulator(1),
      'queue',
      { rule: 'ixgbevf', gapPs: 10 * US, bulkPs: 84 * US },
      { interrupt: () => undefined },
    )

  it('goes to the gap for the bytes that the last gap brought each microsecond, by one class at a time', () => {
    expect(gapAt(100, 10.9, 0)).toBe(10)
    expect(gapAt(100, 11.1, 0)).toBeCloseTo(50, 1)
    expect(gapAt(100, 20.9, 0)).toBeCloseTo(50, 1)
    expect(gapAt(100, 21.1, 0)).toBeCloseTo(84, 1)
    const moderation = ixgbevf()
    // 100,000 a second, less a tenth of the way to 20,000, and then to 12,000
    expect(1e6 / gapAt(1, 100, 0, moderation)).toBeCloseTo(92_000, 0)
    expect(1e6 / gapAt(1, 100, 0, moderation)).toBeCloseTo(0.9 * 92_000 + 1e5 / 84, 0)
    gapAt(100, 100, 0, moderation)
    expect(1e6 / gapAt(1, 0.1, 0, moderation)).toBeCloseTo((0.9 * 1e6) / 84 + 2000, -1)
  })

  it('goes by what was received, or sent, whatever has more', () => {
    expect(gapAt(100, 100, 1)).toBeCloseTo(84, 1)
    expect(gapAt(100, 1, 15)).toBeCloseTo(50, 1)
    expect(gapAt(100, 6, 6)).toBe(10)
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
