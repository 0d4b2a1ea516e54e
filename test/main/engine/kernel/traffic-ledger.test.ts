import { describe, expect, it } from 'vitest'
import { BROADCAST, DST, FLOW, FRAME_KIND, OWNER, SEGMENTS } from '../../../../src-main/engine/kernel/frame-store'
import { Component } from '../../../../src-main/engine/kernel/component'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'

const QUEUE_FULL = reasonIndex('queue-full')
const UNKNOWN = reasonIndex('unknown-destination')
const BIT_ERROR = reasonIndex('bit-error')

function ledger() {
  const sim = new Simulator(1)
  const flow = sim.traffic.addFlow()
  const base = sim.counters.register('somewhere', 'link', [])
  const make = (segments = 1) => {
    const frame = sim.frames.allocate(FRAME_KIND.udp)
    sim.frames.data[frame + FLOW] = flow
    sim.frames.data[frame + SEGMENTS] = segments
    sim.traffic.sent(frame)
    return frame
  }
  const account = sim.traffic.account(flow)
  const counts = () => [account.sent(0), account.delivered(0), account.lost(0)]
  return { sim, make, base, account, counts }
}

describe('TrafficLedger and FrameStore', () => {
  it('K9: a frame is sent once, and then delivered or lost for a reason that is counted where it happened', () => {
    const { sim, make, base, account, counts } = ledger()
    sim.traffic.deliver(make())
    sim.traffic.drop(make(), QUEUE_FULL, base)
    const held = make()
    expect(counts()).toEqual([3, 1, 1])
    expect(account.lostBy[QUEUE_FULL]).toBe(1)
    expect(sim.counters.data[base + QUEUE_FULL]).toBe(1)
    expect(sim.traffic.inFlight()).toEqual([{ flow: 0, direction: 0, frames: 1 }])
    sim.traffic.assertBalance()
    sim.frames.release(held)
    expect(() => sim.traffic.assertBalance()).toThrow('do not balance')
  })

  it('K9: counts the frames that a super-frame stands for, and those that were merged', () => {
    const { sim, make, counts } = ledger()
    sim.traffic.deliver(make(45))
    const into = make()
    sim.traffic.merge(into, make())
    sim.traffic.merge(into, make(2))
    sim.traffic.deliver(into)
    expect(counts()).toEqual([49, 49, 0])
    sim.traffic.assertBalance()
    expect(sim.frames.live).toBe(0)
  })

  it('K10: a flooded frame is delivered once, when its first copy is', () => {
    const { sim, make, base, counts } = ledger()
    const frame = make()
    const copies = [frame, sim.traffic.copy(frame), sim.traffic.copy(frame)]
    sim.traffic.drop(copies[1], BIT_ERROR, base)
    expect(counts()).toEqual([1, 0, 0])
    sim.traffic.deliver(copies[0])
    expect(counts()).toEqual([1, 1, 0])
    sim.traffic.deliver(copies[2])
    expect(counts()).toEqual([1, 1, 0])
    sim.traffic.assertBalance()
  })

  it('K10: a flooded frame is lost when its last copy is, for the reason of the last', () => {
    const { sim, make, base, account, counts } = ledger()
    const frame = make()
    const copy = sim.traffic.copy(frame)
    sim.traffic.drop(frame, BIT_ERROR, base)
    sim.traffic.assertBalance()
    sim.traffic.filter(copy, base, QUEUE_FULL)
    expect(counts()).toEqual([1, 0, 1])
    expect([account.lostBy[BIT_ERROR], account.lostBy[QUEUE_FULL]]).toEqual([0, 1])
    sim.traffic.assertBalance()
  })

  it('K10: a frame that ends where nobody wants it is a drop there, unless a copy lives or was delivered', () => {
    const { sim, make, base, counts } = ledger()
    const dropped = () => sim.counters.data[base + UNKNOWN]
    sim.traffic.filter(make(3), base)
    expect([dropped(), counts()]).toEqual([3, [3, 0, 3]])
    const flooded = make()
    const last = sim.traffic.copy(flooded)
    sim.traffic.filter(flooded, base)
    expect(dropped()).toBe(3)
    sim.traffic.filter(last, base)
    expect(dropped()).toBe(4)
    const wanted = make()
    const unwanted = sim.traffic.copy(wanted)
    sim.traffic.deliver(wanted)
    sim.traffic.filter(unwanted, base)
    expect([dropped(), counts()]).toEqual([4, [5, 1, 4]])
  })

  it('K10: a frame for a group, or of no flow, that nobody wants is no drop', () => {
    const { sim, make, base } = ledger()
    const broadcast = make()
    sim.frames.data[broadcast + DST] = BROADCAST
    sim.traffic.filter(broadcast, base)
    const control = sim.frames.allocate(FRAME_KIND.udp)
    sim.frames.data[control + FLOW] = -1
    sim.frames.data[control + SEGMENTS] = 1
    sim.traffic.sent(control)
    sim.traffic.filter(control, base)
    expect(sim.counters.data[base + UNKNOWN]).toBe(0)
    sim.traffic.assertBalance()
  })

  it('K10: groups of copies that ended do not disturb later ones', () => {
    const { sim, make, base, counts } = ledger()
    for (let i = 0; i < 1000; i++) {
      const frame = make()
      const copy = sim.traffic.copy(frame)
      if (i % 3 === 0) sim.traffic.deliver(copy)
      else sim.traffic.drop(copy, BIT_ERROR, base)
      sim.traffic.filter(frame, base)
    }
    expect(counts()).toEqual([1000, 334, 666])
    sim.traffic.assertBalance()
  })

  it('K8: refuses to release a frame twice', () => {
    const { sim, make } = ledger()
    const frame = make()
    sim.traffic.deliver(frame)
    expect(() => sim.frames.release(frame)).toThrow('released twice')
  })

  it('K8: tells the owner of a frame that died on the way, once', () => {
    const { sim, make, base } = ledger()
    const told: number[] = []
    class Owner extends Component {
      transmitted(frame: number): void {
        told.push(frame)
      }
      override handle(): void {}
    }
    const owner = new Owner(sim, 'owner')
    const frame = make()
    sim.frames.data[frame + OWNER] = owner.id
    const copy = sim.traffic.copy(frame)
    sim.traffic.drop(copy, QUEUE_FULL, base)
    expect(told).toEqual([])
    sim.traffic.drop(frame, QUEUE_FULL, base)
    expect(told).toEqual([frame])
  })

  it('K8: frames keep their content while the store grows', () => {
    const { sim, make } = ledger()
    const frames = Array.from({ length: 20_000 }, (_, i) => {
      const frame = make()
      sim.frames.data[frame + SEGMENTS] = i
      return frame
    })
    expect(frames.every((frame, i) => sim.frames.data[frame + SEGMENTS] === i)).toBe(true)
    expect(new Set(frames).size).toBe(20_000)
  })
})
