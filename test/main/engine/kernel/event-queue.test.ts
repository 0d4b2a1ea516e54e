import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../../../src-main/engine/kernel/event-queue'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'

/** The oracle: a sorted array. */
class SortedEvents {
  private readonly events: { time: number; sequence: number; argument: number }[] = []
  private sequence = 0

  insert(time: number, argument: number): void {
    const event = { time, sequence: this.sequence++, argument }
    let low = 0
    let high = this.events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.events[middle].time <= time) low = middle + 1
      else high = middle
    }
    this.events.splice(low, 0, event)
  }

  remove(argument: number): boolean {
    const at = this.events.findIndex((event) => event.argument === argument)
    if (at >= 0) this.events.splice(at, 1)
    return at >= 0
  }

  peekTime(): number {
    return this.events[0]?.time ?? Infinity
  }

  take(): number {
    return this.events.shift()?.argument ?? -1
  }

  get size(): number {
    return this.events.length
  }
}

/** How far in the future events are put: the shapes that break queues. */
const GAPS: Record<string, (random: RandomStream) => number> = {
  'evenly spread': (r) => r.integer(1_000_000),
  'all at the same instant': () => 0,
  'on a coarse grid': (r) => r.integer(5) * 1_000_000,
  'near, with timers far away': (r) => (r.chance(0.2) ? 2e11 + r.integer(10) : r.integer(1000)),
  'over twelve orders of magnitude': (r) => Math.floor(10 ** (r.uniform() * 12)),
  exponential: (r) => Math.ceil(r.exponential(1e6)),
  'bursts of ties, then silence': (r) => (r.chance(0.97) ? 0 : 5e9 + r.integer(1e6)),
  never: (r) => (r.chance(0.1) ? Infinity : r.integer(1e5)),
}

describe('EventQueue', () => {
  for (const [shape, gap] of Object.entries(GAPS)) {
    for (const population of [8, 200, 3000]) {
      it(`K1, K2, K5: agrees with a sorted array: about ${population} events, ${shape}`, () => {
        const random = new RandomStream(population, shape)
        const queue = new EventQueue()
        const oracle = new SortedEvents()
        const handles: number[] = []
        let now = 0
        const problems: string[] = []
        for (let step = 0; step < 12_000; step++) {
          const growing = oracle.size < population * (0.5 + (step % 4000) / 4000)
          const what = random.uniform()
          if (what < (growing ? 0.6 : 0.35)) {
            const time = now + gap(random)
            handles.push(queue.handleOf(queue.insert(time, step % 97, step % 7, handles.length)))
            oracle.insert(time, handles.length - 1)
          } else if (what < 0.7 && handles.length > 0) {
            // any handle: of an event that waits, ran, or was cancelled
            const argument = random.chance(0.5)
              ? random.integer(handles.length)
              : Math.max(0, handles.length - 1 - random.integer(50))
            const was = queue.isPending(handles[argument])
            queue.cancel(handles[argument])
            if (was !== oracle.remove(argument)) problems.push(`step ${step}: pending ${was}`)
            if (queue.isPending(handles[argument])) problems.push(`step ${step}: pending after cancel`)
          } else {
            if (queue.peekTime() !== oracle.peekTime()) problems.push(`step ${step}: peek ${queue.peekTime()}`)
            const limit = random.chance(0.2) ? now + random.integer(1000) : Number.MAX_VALUE
            const due = oracle.peekTime() <= limit
            if (queue.take(limit) !== due) problems.push(`step ${step}: take said ${!due}`)
            else if (due) {
              const time = oracle.peekTime()
              const argument = oracle.take()
              now = time
              if (queue.argument !== argument || queue.time !== time) {
                problems.push(`step ${step}: got ${queue.argument} at ${queue.time}, not ${argument} at ${time}`)
              }
            }
          }
          if (problems.length > 0) break
        }
        while (problems.length === 0 && queue.take(Number.MAX_VALUE)) {
          if (queue.argument !== oracle.take()) problems.push(`draining: ${queue.argument} at ${queue.time}`)
        }
        expect(problems).toEqual([])
        expect(oracle.peekTime()).toBe(oracle.size > 0 ? Infinity : oracle.peekTime())
      })
    }
  }

  it('K1: returns events of one instant in the order in which they were inserted', () => {
    const queue = new EventQueue()
    for (let i = 0; i < 5000; i++) queue.insert(7, 0, 0, i)
    const order: number[] = []
    while (queue.take(7)) order.push(queue.argument)
    expect(order).toEqual(Array.from({ length: 5000 }, (_, i) => i))
  })

  it('K2: a handle of an event that ran does not cancel the event that took its storage', () => {
    const queue = new EventQueue()
    const old = queue.handleOf(queue.insert(1, 0, 0, 1))
    queue.take(1)
    const fresh = queue.handleOf(queue.insert(2, 0, 0, 2))
    queue.cancel(old)
    expect([queue.isPending(old), queue.isPending(fresh)]).toEqual([false, true])
    expect(queue.take(2)).toBe(true)
    expect(queue.argument).toBe(2)
  })

  it('K2: cancels twice, and what never was, without harm', () => {
    const queue = new EventQueue()
    const handle = queue.handleOf(queue.insert(1, 0, 0, 1))
    queue.insert(2, 0, 0, 2)
    queue.cancel(handle)
    queue.cancel(handle)
    queue.cancel(-1)
    expect(queue.peekTime()).toBe(2)
    expect([queue.take(9), queue.argument, queue.take(9)]).toEqual([true, 2, false])
  })

  it('keeps target, kind and argument of each event', () => {
    const queue = new EventQueue()
    queue.insert(2, 70_000, 9, 0.5)
    queue.insert(1, 2 ** 30, 65_535, -(2 ** 52))
    queue.take(5)
    expect([queue.time, queue.target, queue.kind, queue.argument]).toEqual([1, 2 ** 30, 65_535, -(2 ** 52)])
    queue.take(5)
    expect([queue.time, queue.target, queue.kind, queue.argument]).toEqual([2, 70_000, 9, 0.5])
  })

  it('takes nothing that is later than the limit', () => {
    const queue = new EventQueue()
    queue.insert(10, 0, 0, 1)
    expect([queue.take(9), queue.take(10), queue.take(11)]).toEqual([false, true, false])
  })
})
