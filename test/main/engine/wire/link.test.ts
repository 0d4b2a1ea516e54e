import { describe, expect, it } from 'vitest'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { NS, US } from '../../../../src-main/engine/kernel/sim-time'
import { Link } from '../../../../src-main/engine/wire/link'
import { COUNTERS } from '../../../../src-shared/result/counters'
import { REASON_CODES } from '../../../../src-main/engine/observe/counter-table'
import { FakeMachine } from '../../../helper/fake-machine'

//   a ────── b
function wire(
  wish: { rate?: number; delay?: number; loss?: number; capacity?: number; seed?: number; landing?: number } = {},
) {
  const sim = new Simulator(wish.seed ?? 1)
  const a = new FakeMachine(sim, 'a', 0x0a)
  const b = new FakeMachine(sim, 'b', 0x0b)
  const link = new Link(sim, 'a~b', {
    index: 0,
    ends: [
      { kind: 'station', station: 0, path: 'a' },
      { kind: 'station', station: 1, path: 'b' },
    ],
    speedBps: wish.rate ?? 10e9,
    delayPs: wish.delay ?? 500 * NS,
    loss: wish.loss ?? 0,
  })
  b.landingPs = wish.landing
  link.connect(a, 0, b, 0)
  if (wish.capacity !== undefined) a.egress.capacity = wish.capacity
  const counter = (name: keyof (typeof COUNTERS)['link']) =>
    sim.counters.data[link.base + Object.keys(COUNTERS.link).indexOf(name)]
  const drops = (reason: (typeof REASON_CODES)[number]) =>
    sim.counters.data[link.base + Object.keys(COUNTERS.link).length + REASON_CODES.indexOf(reason)]
  return { sim, a, b, link, counter, drops }
}

describe('Link', () => {
  it.each([
    [1e9, 1518, 12_304_000],
    [10e9, 1518, 1_230_400],
    [10e9, 64, 67_200],
    [25e9, 1518, 492_160],
    [100e9, 64, 6_720],
    [10e9, 60, 67_200],
    [3e9, 64, 224_000],
    [7e9, 64, 96_000],
    [9e9, 64, 74_667],
  ])('W1: at %d bit/s a frame of %d bytes takes %d ps, and arrives one delay after its end', (rate, bytes, takes) => {
    const { sim, a, b } = wire({ rate })
    a.at(1000, () => a.send({ bytes }))
    sim.run(1e9)
    expect(b.received.map((r) => r.at)).toEqual([1000 + takes + 500 * NS])
  })

  it('W2: sends frames in order, one at a time, and both directions at once', () => {
    const { sim, a, b } = wire({ delay: 0 })
    a.at(0, () => {
      for (let i = 0; i < 3; i++) a.send()
    })
    b.at(0, () => b.send({ bytes: 64 }))
    sim.run(1e9)
    expect(b.received.map((r) => [r.sequence, r.at])).toEqual([
      [0, 1_230_400],
      [1, 2_460_800],
      [2, 3_691_200],
    ])
    expect(a.received.map((r) => r.at)).toEqual([67_200])
  })

  it('W2: is idle again after a pause', () => {
    const { sim, a, b } = wire({ delay: 10 * NS })
    for (const at of [0, 5 * US, 5 * US + 1]) a.at(at, () => a.send({ bytes: 1000 }))
    sim.run(1e9)
    const takes = 816_000
    expect(b.received.map((r) => r.at)).toEqual([takes + 10_000, 5 * US + takes + 10_000, 5 * US + 2 * takes + 10_000])
  })

  it('W3: takes as many frames as its capacity beside the one in transmission', () => {
    const { sim, a, b } = wire({ capacity: 4 })
    a.at(0, () => {
      expect([1, 2, 3, 4, 5, 6].map(() => a.send())).toEqual([true, true, true, true, true, false])
      expect([a.egress.queued, a.egress.free]).toEqual([4, 0])
    })
    // one frame has ended, the second is on the wire
    a.at(1_230_400, () => {
      expect(a.egress.queued).toBe(3)
      expect([a.send(), a.send()]).toEqual([true, false])
    })
    sim.run(1e9)
    expect(b.received).toHaveLength(6)
    expect(a.refused).toBe(2)
    expect(a.egress.queueHigh).toBe(4)
  })

  it('W3: tells who was refused when the queue has drained to three quarters', () => {
    const { sim, a } = wire({ capacity: 8, delay: 0 })
    a.at(0, () => {
      for (let i = 0; i < 10; i++) a.send()
    })
    sim.run(1e9)
    // frame i ends at (i + 1) · T; after the end of the third, frame 4 begins and 6 wait − one of them refused
    expect(a.spaceAt).toEqual([2 * 1_230_400])
  })

  it('W3: says nothing to a machine that was never refused', () => {
    const { sim, a } = wire({ capacity: 8 })
    a.at(0, () => {
      for (let i = 0; i < 9; i++) a.send()
    })
    sim.run(1e9)
    expect(a.spaceAt).toEqual([])
  })

  it.each([
    [500 * NS, 1_230_400 + 500 * NS],
    [5 * US, 1_230_400 + 5 * US],
    [6 * US, 1_230_400],
    [10_000 * US, 1_230_400],
  ])('tells the owner of the end of transmission: a delay of %d ps is told at %d', (delay, told) => {
    const { sim, a, b } = wire({ delay })
    a.at(0, () => {
      a.send({ owned: true })
      a.send({ owned: true })
      a.send({ owned: false })
    })
    sim.run(1e11)
    expect(a.completions).toEqual([told, told + 1_230_400])
    expect(b.received).toHaveLength(3)
  })

  it('W6: a frame does not begin before its sender has it, and those behind it follow without a gap', () => {
    const { sim, a, b } = wire({ delay: 0, capacity: 8 })
    a.at(0, () => {
      a.send({ readyPs: 2 * US })
      a.send({ readyPs: 2 * US })
    })
    // on the chip before the second has left
    a.at(1 * US, () => a.send({ readyPs: 3 * US }))
    a.at(2 * US, () => expect(a.egress.queued).toBe(2))
    a.at(3_300_000, () => expect(a.egress.queued).toBe(1))
    // on the chip a while after the third has left
    a.at(5 * US, () => a.send({ readyPs: 7 * US }))
    a.at(5 * US, () => a.send({ readyPs: 9 * US }))
    sim.run(1e9)
    expect(b.received.map((r) => r.at)).toEqual([3_230_400, 4_460_800, 5_691_200, 8_230_400, 10_230_400])
    expect(a.egress.queueHigh).toBe(2)
  })

  it.each([
    [500 * NS, 1_230_400 + 800 * NS],
    [6 * US, 1_230_400],
  ])(
    'W6: with a delay of %d ps a receiver has frames its landing time late, and senders are told at %d',
    (delay, told) => {
      const { sim, a, b } = wire({ delay, landing: 300 * NS })
      a.at(0, () => [a.send({ owned: true }), a.send({ owned: true })])
      b.at(0, () => b.send())
      sim.run(1e9)
      expect(b.received.map((r) => r.at)).toEqual([1, 2].map((n) => n * 1_230_400 + delay + 300 * NS))
      expect(a.received.map((r) => r.at)).toEqual([1_230_400 + delay])
      expect(a.completions).toEqual([told, told + 1_230_400])
    },
  )

  it('W4: loses what waits and flies when it goes down, tells both ends, and works again when it comes up', () => {
    const { sim, a, b, link, drops } = wire()
    a.at(0, () => {
      for (let i = 0; i < 5; i++) a.send({ owned: true })
    })
    // the first has arrived, the second flies, the third is being sent
    a.at(2_600_000, () => link.setUp(false))
    a.at(3_000_000, () => a.send({ owned: true }))
    a.at(4_000_000, () => link.setUp(true))
    a.at(5_000_000, () => a.send({ sequence: 99 }))
    sim.run(1e9)
    expect(b.received.map((r) => [r.sequence, r.at])).toEqual([
      [0, 1_730_400],
      [99, 6_730_400],
    ])
    expect(drops('link-down')).toBe(5)
    expect(a.completions).toHaveLength(6)
    for (const machine of [a, b]) {
      expect(machine.carrier).toEqual([
        { at: 2_600_000, up: false },
        { at: 4_000_000, up: true },
      ])
    }
    expect(sim.traffic.control.lost(0)).toBe(5)
    sim.traffic.assertBalance()
    expect(sim.frames.live).toBe(0)
  })

  it('W4: counts as carried only what had begun when the link went down', () => {
    const { sim, a, link } = wire()
    a.at(0, () => {
      for (let i = 0; i < 5; i++) a.send()
    })
    a.at(2_600_000, () => link.setUp(false))
    sim.run(1e9)
    expect(sim.traffic.frames).toBe(3)
  })

  it('W5: loses frames at the given rate, the same ones for the same seed, and others for another', () => {
    const run = (seed: number) => {
      const { sim, a, b, drops } = wire({ loss: 0.1, seed, rate: 100e9, capacity: 100_000 })
      a.at(0, () => {
        for (let i = 0; i < 20_000; i++) a.send({ bytes: 64 })
      })
      sim.run(1e12)
      return { got: b.received.map((r) => r.sequence), lost: drops('bit-error') }
    }
    const first = run(1)
    expect(first.got.length + first.lost).toBe(20_000)
    // 4 standard deviations of a binomial distribution
    expect(Math.abs(first.lost - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9))
    expect(run(1)).toEqual(first)
    expect(run(2).got).not.toEqual(first.got)
  })

  it('counts frames and bytes of each direction, without the check sequence', () => {
    const { sim, a, b, counter } = wire()
    a.at(0, () => {
      a.send({ bytes: 1518 })
      a.send({ bytes: 64 })
    })
    b.at(0, () => b.send({ bytes: 100 }))
    sim.run(1e9)
    expect([counter('txFrames'), counter('txBytes')]).toEqual([2, 1514 + 60])
    expect([counter('rxFrames'), counter('rxBytes')]).toEqual([1, 96])
    expect(sim.traffic.frames).toBe(3)
  })

  it('needs one event a frame where the delay is short', () => {
    const { sim, a, b } = wire()
    a.at(0, () => {
      for (let i = 0; i < 1000; i++) a.send({ owned: true })
    })
    sim.run(1e12)
    expect(b.received).toHaveLength(1000)
    expect(sim.events).toBe(1001)
  })
})
