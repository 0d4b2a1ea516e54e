import { describe, expect, it } from 'vitest'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { InterruptModeration } from '../../../../src-main/engine/nic/interrupt-moderation'

const US = 1e6

function moderated(gapUs: number): { sim: Simulator; at: number[]; moderation: InterruptModeration } {
  const sim = new Simulator(1)
  const at: number[] = []
  const moderation = new InterruptModeration(sim, 'queue', gapUs * US, { interrupt: () => void at.push(sim.now / US) })
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

describe('adaptive moderation', () => {
  const adaptive = () => {
    const sim = new Simulator(1)
    const at: number[] = []
    const moderation = new InterruptModeration(
      sim,
      'queue',
      8 * US,
      { interrupt: () => void at.push(sim.now / US) },
      20 * US,
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
