import { describe, expect, it } from 'vitest'
import { Component } from '../../../../src-main/engine/kernel/component'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { RandomStream } from '../../../../src-main/engine/kernel/random-stream'
import { cyclesToPs, SECOND, transmissionTime } from '../../../../src-main/engine/kernel/sim-time'

/** Writes down its events; some make more, now or later. */
class Recorder extends Component {
  readonly seen: string[] = []
  private readonly random = new RandomStream(5, 'recorder')

  override handle(kind: number, argument: number): void {
    this.seen.push(`${this.sim.now}:${kind}:${argument}`)
    if (kind !== 1) return
    this.sim.schedule(this.random.integer(50), this, 1, argument)
    if (this.random.chance(0.3)) this.sim.schedule(0, this, 2, argument)
    if (this.random.chance(0.2)) this.sim.soon({ resume: (value) => this.seen.push(`soon ${value}`) }, argument)
  }
}

function started(): { sim: Simulator; recorder: Recorder } {
  const sim = new Simulator(1)
  const recorder = new Recorder(sim, 'recorder')
  for (let i = 0; i < 5; i++) sim.schedule(i, recorder, 1, i)
  return { sim, recorder }
}

/** A train of events at given times, each of which disturbs others; it goes on by itself where it may. */
class Train extends Component {
  constructor(
    sim: Simulator,
    private readonly recorder: Recorder,
    private readonly times: readonly number[],
    private readonly mayGoOn: boolean,
  ) {
    super(sim, 'train')
    sim.schedule(times[0], this, 0, 0)
  }

  override handle(_kind: number, car: number): void {
    const { sim, recorder, times } = this
    const { queue } = sim
    for (;;) {
      const next = ++car
      const place = queue.reserve()
      recorder.seen.push(`${sim.now}:car ${next}`)
      if (next % 3 === 0) sim.schedule(next % 2, recorder, 2, next)
      if (next % 5 === 0) sim.soon({ resume: () => sim.schedule(0, recorder, 2, -next) }, next)
      if (next === times.length) return
      queue.at = times[next]
      if (this.mayGoOn && sim.goesOn()) continue
      queue.at = times[next]
      queue.enqueueAt(place, this.id, 0, next)
      return
    }
  }
}

function withTrain(mayGoOn: boolean): { sim: Simulator; recorder: Recorder } {
  const run = started()
  const gaps = new RandomStream(7, 'gaps')
  let time = 0
  const times = Array.from({ length: 2000 }, () => (time += gaps.integer(4)))
  new Train(run.sim, run.recorder, times, mayGoOn)
  return run
}

describe('Simulator', () => {
  it('K1: runs events of one instant in the order in which they were scheduled, also those scheduled meanwhile', () => {
    const sim = new Simulator(1)
    const order: number[] = []
    class Chain extends Component {
      override handle(kind: number): void {
        order.push(kind)
        if (kind === 1) this.sim.schedule(0, this, 3, 0)
      }
    }
    const chain = new Chain(sim, 'chain')
    sim.schedule(5, chain, 1, 0)
    sim.schedule(5, chain, 2, 0)
    sim.run(10)
    expect(order).toEqual([1, 2, 3])
  })

  it('K3: rounds durations up to whole picoseconds', () => {
    expect(cyclesToPs(1000, 3e9)).toBe(333_334)
    expect(cyclesToPs(3, 3e9)).toBe(1000)
    expect(transmissionTime(1, 3e9)).toBe(2667)
    expect(transmissionTime(1538, 100e9)).toBe(123_040)
  })

  it('K3: time ends where the run was asked to end, also without events, and never goes back', () => {
    const sim = new Simulator(1)
    expect(sim.run(2 * SECOND)).toBe(true)
    expect(sim.now).toBe(2 * SECOND)
    sim.run(SECOND)
    expect(sim.now).toBe(2 * SECOND)
  })

  it('K4: is the same run in slices of time, of events, or event by event', () => {
    const whole = started()
    whole.sim.run(5000)
    const byTime = started()
    for (let until = 0; until <= 5000; until += 7) byTime.sim.run(until)
    byTime.sim.run(5000)
    const byEvents = started()
    while (!byEvents.sim.run(5000, 3));
    const stepped = started()
    while (!stepped.sim.run(5000, 1));
    expect(whole.recorder.seen.length).toBeGreaterThan(800)
    for (const other of [byTime, byEvents, stepped]) {
      expect(other.recorder.seen).toEqual(whole.recorder.seen)
      expect([other.sim.now, other.sim.events]).toEqual([whole.sim.now, whole.sim.events])
    }
  })

  it('K13: is the same run whether a component goes on without the queue or not, in slices too', () => {
    const queued = withTrain(false)
    queued.sim.run(5000)
    const whole = withTrain(true)
    whole.sim.run(5000)
    const byTime = withTrain(true)
    for (let until = 0; until <= 5000; until += 7) byTime.sim.run(until)
    byTime.sim.run(5000)
    const stepped = withTrain(true)
    while (!stepped.sim.run(5000, 1));
    const watched = withTrain(true)
    let shown = 0
    watched.sim.observer = { event: () => shown++ }
    watched.sim.run(5000)
    expect(queued.recorder.seen.filter((line) => line.includes('car'))).toHaveLength(2000)
    expect(shown).toBe(queued.sim.events)
    for (const other of [whole, byTime, stepped, watched]) {
      expect(other.recorder.seen).toEqual(queued.recorder.seen)
      expect([other.sim.now, other.sim.events]).toEqual([queued.sim.now, queued.sim.events])
    }
  })

  it('K13: goes on only where nothing else is due, and only to the end of the run', () => {
    const sim = new Simulator(1)
    const answers: boolean[] = []
    class Asker extends Component {
      override handle(): void {
        for (const at of [4, 5, 6, 9, 10, 11]) {
          sim.queue.at = at
          answers.push(sim.goesOn())
        }
      }
    }
    const asker = new Asker(sim, 'asker')
    sim.schedule(3, asker, 0, 0)
    sim.schedule(10, new Recorder(sim, 'other'), 0, 0)
    sim.run(8)
    expect(answers).toEqual([true, true, true, false, false, false])
    expect([sim.now, sim.events]).toEqual([8, 4])
  })

  it('K4: says whether anything is left, and keeps its time at the last event if so', () => {
    const sim = new Simulator(1)
    const recorder = new Recorder(sim, 'recorder')
    sim.schedule(3, recorder, 0, 0)
    sim.schedule(4, recorder, 0, 1)
    expect([sim.run(10, 1), sim.now]).toEqual([false, 3])
    expect([sim.run(10, 1), sim.now]).toEqual([true, 10])
  })

  it('K2: a cancelled event does not run', () => {
    const { sim, recorder } = started()
    sim.cancel(sim.schedule(2, recorder, 77, 0))
    sim.run(100)
    expect(recorder.seen.some((line) => line.includes(':77:'))).toBe(false)
  })

  it('K6: does what was put off after the handler returned and before the next event, in order', () => {
    const sim = new Simulator(1)
    const order: string[] = []
    const later = {
      resume: (n: number) => {
        order.push(`later ${n}`)
        if (n === 1) sim.soon(later, 3)
      },
    }
    class Asker extends Component {
      override handle(kind: number): void {
        if (kind === 0) {
          sim.soon(later, 1)
          sim.soon(later, 2)
        }
        order.push(`event ${kind}`)
      }
    }
    const asker = new Asker(sim, 'asker')
    sim.schedule(1, asker, 0, 0)
    sim.schedule(1, asker, 1, 0)
    sim.run(1)
    expect(order).toEqual(['event 0', 'later 1', 'later 2', 'later 3', 'event 1'])
    expect(sim.events).toBe(2)
  })
})
