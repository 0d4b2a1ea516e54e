import { describe, expect, it } from 'vitest'
import type { LiveSnapshot } from '@shared/api/lab-api'
import type { Lab } from '@shared/lab/schema'
import { Session, type SessionReply } from '../../../src-main/run/session'
import { EVENT_PS, FakeSimulation } from '../../helper/fake-simulation'
import { ManualClock } from '../../helper/manual-clock'

const document: Lab = { format: 'iov-lab/1', name: 'fake', duration: 2 }

function begin(options: { pace?: number; failAtPs?: number; document?: Lab } = {}) {
  const clock = new ManualClock()
  const seen: LiveSnapshot[] = []
  const session = new Session({
    runId: 'run-1',
    labId: 'lab-1',
    revision: 3,
    document: options.document ?? document,
    pace: options.pace ?? 1,
    build: (lab) => new FakeSimulation(lab, options.failAtPs),
    clock,
    onLive: (live) => seen.push(live),
  })
  return { session, clock, seen }
}

const codeOf = (reply: SessionReply): string => (reply.outcome === 'refused' ? reply.refusal.code : reply.run.state)
const digestOf = (session: Session): string | undefined => session.result()?.digest

describe('a session', () => {
  it('goes from ready to running to finished, and says how far it is', () => {
    const { session, clock } = begin()
    expect(session.status()).toMatchObject({ state: 'ready', time: 0, duration: 2, revision: 3 })
    expect(codeOf(session.start())).toBe('running')
    clock.advance(1000)
    expect(session.status().time).toBeCloseTo(1, 1)
    clock.advance(1100)
    expect(session.status()).toMatchObject({ state: 'finished', time: 2, events: 2000, reached: 0 })
    expect(clock.isIdle).toBe(true)
    expect(codeOf(session.start())).toBe('run-finished')
    expect(codeOf(session.step())).toBe('run-finished')
  })

  it('stands still while it is paused, however much time passes, and goes on from there', () => {
    const { session, clock } = begin()
    session.start()
    clock.advance(500)
    expect(codeOf(session.pause())).toBe('paused')
    const { time } = session.status()
    clock.advance(10_000)
    expect(session.status().time).toBe(time)
    expect(clock.isIdle).toBe(true)
    session.start()
    clock.advance(100)
    expect(session.status().time).toBeCloseTo(time + 0.1, 1)
  })

  it('runs a thousandth of real time, and as fast as it goes', () => {
    const slow = begin({ pace: 0.001 })
    slow.session.start()
    slow.clock.advance(5000)
    expect(slow.session.status().time).toBeCloseTo(0.005, 4)
    const fast = begin({ pace: 0 })
    fast.session.start()
    fast.clock.advance(5)
    expect(fast.session.status().state).toBe('finished')
  })

  it('changes its pace where it stands, without a jump', () => {
    const { session, clock } = begin({ pace: 0.1 })
    session.start()
    clock.advance(1000)
    session.changePace(1)
    clock.advance(100)
    expect(session.status().time).toBeCloseTo(0.2, 1)
    expect(session.status().pace).toBe(1)
  })

  it('lags where it cannot keep its pace, says so, and does not run to catch up', () => {
    const { session, clock, seen } = begin({ pace: 100, document: { ...document, duration: 1000 } })
    // 4000 events, which are 4 simulated seconds, take two looks at the clock
    clock.lookMs = 100
    session.start()
    clock.advance(2000)
    expect(seen.at(-1)?.run.reached).toBeLessThan(30)
    clock.lookMs = 0.001
    clock.advance(10)
    const { time } = session.status()
    clock.advance(1000)
    expect(session.status().time - time).toBeGreaterThan(90)
    expect(session.status().time - time).toBeLessThan(110)
  })

  it('tells what it knows ten times a second, numbered without a gap', () => {
    const { session, clock, seen } = begin()
    session.start()
    clock.advance(1000)
    expect(seen.length).toBeGreaterThanOrEqual(9)
    expect(seen.length).toBeLessThanOrEqual(11)
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1))
    expect(seen.at(-1)?.run.reached).toBeCloseTo(1, 1)
  })

  it('sends every sample once, and all of them to whoever asks', () => {
    const { session, clock, seen } = begin()
    session.start()
    clock.advance(1000)
    session.pause()
    const sent = seen.flatMap(({ samples }) => samples.times)
    expect(sent).toEqual(session.live()?.samples.times)
    expect(
      seen.every(({ samples }, index) => samples.from === seen.slice(0, index).flatMap((s) => s.samples.times).length),
    ).toBe(true)
  })

  it('steps one event, or on to the first event at or after a time', () => {
    const { session, clock } = begin()
    expect(codeOf(session.step())).toBe('paused')
    expect(session.status()).toMatchObject({ time: 0.001, events: 1 })
    session.step(0.0105)
    clock.advance(10)
    expect(session.status()).toMatchObject({ time: 0.011, events: 11, state: 'paused' })
    session.step(0.02)
    clock.advance(10)
    expect(session.status()).toMatchObject({ time: 0.02, events: 20 })
  })

  it('runs until something has happened, at its pace, and stands at the event that brought it', () => {
    const { session, clock, seen } = begin()
    const reply = session.until({ kind: 'counter', path: 'a', counter: 'frames', reaches: 137 })
    const until = 'frames of a is at 137'
    expect(reply).toMatchObject({ run: { state: 'running', waited: { until, outcome: 'waiting' } } })
    clock.advance(100)
    expect(session.status().time).toBeCloseTo(0.1, 1)
    expect(session.status().state).toBe('running')
    clock.advance(1000)
    expect(session.status()).toMatchObject({ state: 'paused', events: 137, time: 0.137 })
    expect(seen.at(-1)?.run.waited).toEqual({ until, outcome: 'happened' })
    expect(codeOf(session.until({ kind: 'counter', path: 'a', counter: 'frames', reaches: 137 }))).toBe('already-so')
    expect(codeOf(session.until({ kind: 'counter', path: 'b', counter: 'frames', reaches: 1 }))).toBe(
      'nothing-to-wait-for',
    )
    session.start()
    expect(session.status().waited).toBeUndefined()
  })

  it('says that what it waited for never came, and forgets what it waited for when it is moved in another way', () => {
    const never = begin()
    never.session.until({ kind: 'log' })
    never.clock.advance(3000)
    expect(never.session.status()).toMatchObject({ state: 'finished', waited: { outcome: 'never' } })
    for (const move of ['pause', 'step', 'seek'] as const) {
      const { session, clock } = begin()
      session.until({ kind: 'log' })
      clock.advance(100)
      if (move === 'seek') session.seek(0.5)
      else session[move]()
      clock.advance(10)
      expect(session.status().waited, move).toBeUndefined()
      session.start()
      clock.advance(100)
      expect(session.status().state, move).toBe('running')
    }
  })

  it('pauses a run that is stepped', () => {
    const { session, clock } = begin()
    session.start()
    clock.advance(100)
    const { events } = session.status()
    session.step()
    expect(session.status()).toMatchObject({ state: 'paused', events: events + 1 })
  })

  it('seeks ahead and back, and shows the same moment as a run that never sought', () => {
    const direct = begin()
    direct.session.seek(0.5)
    direct.clock.advance(10)
    const wandering = begin()
    wandering.session.seek(1.5)
    wandering.clock.advance(10)
    expect(wandering.session.status()).toMatchObject({ state: 'paused', time: 1.5 })
    wandering.session.seek(0.5)
    wandering.clock.advance(10)
    expect(wandering.session.status()).toMatchObject({ state: 'paused', time: 0.5 })
    expect(digestOf(wandering.session)).toBe(digestOf(direct.session))
    wandering.session.seek(99)
    wandering.clock.advance(10)
    expect(wandering.session.status()).toMatchObject({ state: 'finished', time: 2 })
    expect(codeOf(wandering.session.seek(0))).toBe('seeking')
    wandering.clock.advance(10)
    expect(wandering.session.status()).toMatchObject({ state: 'paused', time: 0 })
  })

  it('shows itself shortly before a seek arrives, so that rates there are of the moment', () => {
    const { session, clock, seen } = begin()
    session.seek(1.5)
    clock.advance(10)
    expect(seen.slice(-2).map(({ run }) => run.time)).toEqual([1.49, 1.5])
    session.seek(0.004)
    clock.advance(10)
    expect(session.status()).toMatchObject({ state: 'paused', time: 0.004 })
  })

  it('shows itself shortly before a run as fast as it goes ends, too', () => {
    const { session, clock, seen } = begin()
    session.changePace(0)
    session.start()
    clock.advance(10)
    const { duration } = session.status()
    expect(session.status()).toMatchObject({ state: 'finished', time: duration })
    expect(seen.slice(-2).map(({ run }) => run.time)).toEqual([duration - 0.01, duration])
  })

  it('steps back to the event before, as often as there is one, and forth to where it was', () => {
    const { session, clock } = begin()
    session.seek(0.0105)
    clock.advance(10)
    const back = (): void => {
      expect(codeOf(session.stepBack())).toBe('seeking')
      clock.advance(10)
    }
    back()
    expect(session.status()).toMatchObject({ state: 'paused', time: 0.01, events: 10 })
    back()
    expect(session.status()).toMatchObject({ state: 'paused', time: 0.009, events: 9 })
    session.step()
    expect(session.status()).toMatchObject({ state: 'paused', time: 0.01, events: 10 })
    session.seek(0.001)
    clock.advance(10)
    back()
    expect(session.status()).toMatchObject({ state: 'paused', time: 0, events: 0 })
    expect(codeOf(session.stepBack())).toBe('run-at-start')
  })

  it('steps back from the end, and with what was done in the run', () => {
    const { session, clock } = begin({ pace: 0 })
    session.start()
    clock.advance(100)
    expect(codeOf(session.stepBack())).toBe('seeking')
    clock.advance(10)
    expect(session.status()).toMatchObject({ state: 'paused', time: 1.999 })
    session.act({ do: 'link-down', link: 'a' })
    session.step()
    session.step()
    session.stepBack()
    clock.advance(10)
    expect(session.status().time).toBeCloseTo(1.999, 9)
    expect(session.playedDocument().events).toHaveLength(1)
  })

  it('says how much of the way to where it seeks is done', () => {
    const { session, clock, seen } = begin({ document: { ...document, duration: 100 } })
    // 4000 events, which are 4 simulated seconds, take more than a slice
    clock.lookMs = 200
    session.seek(40)
    clock.advance(10_000)
    const shares = seen.flatMap(({ run }) => run.progress ?? [])
    expect(shares.length).toBeGreaterThan(3)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares[0]).toBeCloseTo(0.1, 5)
    expect(session.status().progress).toBeUndefined()
  })

  it('runs on after a seek that began while it ran, and refuses to be acted on while it is on its way', () => {
    const { session, clock } = begin()
    session.start()
    clock.advance(100)
    session.seek(1)
    expect(codeOf(session.act({ do: 'link-down', link: 'a' }))).toBe('run-busy')
    clock.advance(10)
    expect(session.status().state).toBe('running')
    session.seek(0.2)
    session.pause()
    expect(session.status().state).toBe('paused')
    expect(clock.isIdle).toBe(true)
  })

  it('keeps what a person did as events: the document that it leaves repeats the run', () => {
    const { session, clock } = begin()
    session.start()
    clock.advance(300)
    expect(session.act({ do: 'link-down', link: 'a' }).outcome).toBe('done')
    clock.advance(300)
    session.seek(0.1)
    clock.advance(10)
    session.pause()
    session.seek(2)
    clock.advance(10)
    const result = session.result()
    const again = new FakeSimulation(result?.document as Lab)
    again.run(again.endPs)
    expect(again.canonicalText()).toContain('link-down a')
    const repeated = new Session({
      runId: 'run-2',
      labId: 'lab-1',
      revision: 3,
      document: result?.document as Lab,
      pace: 0,
      build: (lab) => new FakeSimulation(lab),
      clock,
      onLive: () => undefined,
    })
    repeated.start()
    clock.advance(100)
    expect(digestOf(repeated)).toBe(result?.digest)
    // the lab that was opened is still known by its own hash
    expect(result?.lab.sha256).not.toBe(repeated.result()?.lab.sha256)
  })

  it('hands on why an action is refused, and keeps nothing of it', () => {
    const { session } = begin()
    expect(codeOf(session.act({ do: 'vmotion', vm: 'x', to: 'y' }))).toBe('unknown-vm')
    expect(session.playedDocument()).toEqual(document)
    expect(session.status().state).toBe('ready')
  })

  it('has no result before anything has run', () => {
    const { session, clock } = begin()
    expect(session.result()).toBeNull()
    session.seek(0.25)
    clock.advance(10)
    expect(session.result()).toMatchObject({ simulated: 0.25, lab: { name: 'fake' }, format: 'iov-lab-result/1' })
  })

  it('fails with the message of the engine, shows its last state, and refuses to go on', () => {
    const { session, clock, seen } = begin({ failAtPs: 300 * EVENT_PS })
    session.start()
    clock.advance(1000)
    expect(session.status()).toMatchObject({ state: 'failed', failure: 'the engine has a bug' })
    expect(seen.at(-1)?.run.state).toBe('failed')
    expect(session.live()?.run.failure).toBe('the engine has a bug')
    expect(session.result()).toBeNull()
    expect(codeOf(session.start())).toBe('run-failed')
    expect(codeOf(session.seek(0))).toBe('run-failed')
    expect(clock.isIdle).toBe(true)
  })
})
