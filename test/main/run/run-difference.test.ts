// Two runs side by side: where they part, and that they do not part before.
import { describe, expect, it } from 'vitest'
import type { Lab } from '@shared/lab/schema'
import { COUNTERS } from '@shared/result/counters'
import { buildSimulation } from '../../../src-main/run/build-simulation'
import { compareRuns } from '../../../src-main/run/run-difference'
import type { RunDifference } from '@shared/result/run-difference'
import { labFrom } from '../../helper/lab-builder'

const lab = (more: { queue?: number; delay?: string; seed?: number; events?: string } = {}): Lab =>
  labFrom(`
seed: ${more.seed ?? 7}
duration: 60ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
switches: { sw: { ports: 4, queue: ${more.queue ?? 64} } }
links: [ { ends: [a, sw/1] }, { ends: [b, sw/2], speed: 1Gbps, delay: ${more.delay ?? '1us'} } ]
flows:
  feed: { from: a, to: b, type: udp, rate: 100Mbps, arrival: poisson, size: 1400 }
  ping: { from: b, to: a, type: ping, interval: 10ms, start: 5ms }
events: [${more.events ?? ''}]
`)

function compared(here: Lab, there: Lab): RunDifference {
  const work = compareRuns(here, there)
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Every counter of a run just before and just after an instant. */
function countersAt(document: Lab, seconds: number): [string, string] {
  const simulation = buildSimulation(document)
  const atPs = Math.round(seconds * 1e12)
  simulation.run(atPs - 1)
  const before = JSON.stringify(simulation.live(0, 0).values)
  simulation.run(atPs)
  return [before, JSON.stringify(simulation.live(0, 0).values)]
}

describe('the first difference of two runs', () => {
  it('is none where a run is repeated: every figure is equal', () => {
    expect(compared(lab(), lab())).toMatchObject({ isSame: true, first: null, figure: null, until: 0.06 })
  })

  it('is the event that only one of them has, at its exact time and with what it says', () => {
    const { isSame, first } = compared(lab(), lab({ events: '{ at: 20.000001ms, do: link-down, link: b }' }))
    expect(isSame).toBe(false)
    expect(first?.at).toBe(0.020000001)
    expect(first?.there.map(({ name }) => name)).toContain('link-down')
    expect(first?.here.map(({ name }) => name)).not.toContain('link-down')
  })

  it('is a loss with its reason where a queue is shorter; until then all counters are equal', () => {
    const [long, short] = [lab({ queue: 64 }), lab({ queue: 1 })]
    const { first, flows } = compared(long, short)
    expect(first).not.toBeNull()
    const drop = first?.there.find(({ name }) => name.startsWith('drops.'))
    expect(drop).toMatchObject({ name: 'drops.queue-full', value: 1, otherwise: null })
    const [here, there] = [countersAt(long, first!.at), countersAt(short, first!.at)]
    expect(here[0]).toBe(there[0])
    expect(here[1]).not.toBe(there[1])
    const feed = flows.find(({ flow }) => flow === 'feed')
    expect(feed?.there?.lost).toBeGreaterThan(feed?.here?.lost ?? 0)
  })

  it('says when the other run does the same: a longer wire delays the first frame by what it is longer', () => {
    const { first } = compared(lab({ delay: '1us' }), lab({ delay: '3us' }))
    const step = first?.here.find(({ name, path }) => name === 'rxFrames' && path === 'b')
    expect(step?.value).toBe(1)
    expect(step!.otherwise! - first!.at).toBeCloseTo(2e-6, 12)
    expect(first?.there).toEqual([])
  })

  it('says of a counter what it counts at its place: the frames of a station are not those of a link', () => {
    const { first } = compared(lab({ delay: '1us' }), lab({ delay: '3us' }))
    const says = (path: string) => first?.here.find((step) => step.name === 'rxFrames' && step.path === path)?.says
    expect(says('b')).toBe(COUNTERS.station.rxFrames)
    expect(says('b')).not.toBe(COUNTERS.link.rxFrames)
  })

  it('sees another seed at the first arrival that is drawn from it', () => {
    const { first, isSame } = compared(lab(), lab({ seed: 8 }))
    expect(isSame).toBe(false)
    const [here, there] = [countersAt(lab(), first!.at), countersAt(lab({ seed: 8 }), first!.at)]
    expect(here[0]).toBe(there[0])
    expect(here[1]).not.toBe(there[1])
  })

  it('is the first frame of a flow that only one of them has, whichever that is', () => {
    const { ping: _ping, ...flows } = lab().flows!
    const fewer = { ...lab(), flows }
    for (const [here, there, side] of [
      [lab(), fewer, 'here'],
      [fewer, lab(), 'there'],
    ] as const) {
      const { first } = compared(here, there)
      expect(first?.[side].map(({ path, name }) => `${path} ${name}`)).toContain('b txFrames')
    }
  })

  it('compares up to the end of the shorter one', () => {
    expect(compared(lab(), { ...lab(), duration: '30ms' })).toMatchObject({ isSame: true, until: 0.03 })
  })

  it('tells of flows that only one run has', () => {
    const { ping, ...others } = lab().flows!
    expect(ping).toBeDefined()
    const { flows } = compared(lab(), { ...lab(), flows: others })
    expect(flows.find(({ flow }) => flow === 'ping')).toMatchObject({ there: null })
  })
})
