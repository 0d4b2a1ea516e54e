// What a run can be made to wait for, event by event.
import { describe, expect, it } from 'vitest'
import type { StopCondition } from '../../../../src-shared/api/stop-condition'
import { resolveLab } from '../../../../src-shared/lab/resolve-lab'
import { Simulation } from '../../../../src-main/engine/simulation'
import { labFrom } from '../../../helper/lab-builder'

//   a ─── sw ─── b: the wire to b is down between 20 and 22 ms
const LAB = `
duration: 60ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
switches: { sw: { ports: 4 } }
links: [ { ends: [a, sw/1] }, { ends: [b, sw/2] } ]
flows:
  steady: { from: a, to: b, type: udp, rate: 10Mbps, size: 1000 }
  other: { from: b, to: a, type: ping, interval: 40ms, start: 1ms }
events:
  - { at: 20ms, do: link-down, link: b }
  - { at: 22ms, do: link-up, link: sw/2 }
`

/** Event by event until it has happened; null: it never did. */
function wait(condition: StopCondition, from = new Simulation(resolveLab(labFrom(LAB)))): Simulation | null {
  const isMet = from.probe(condition)
  if (isMet === null) throw new Error('there is nothing of the kind')
  while (!isMet()) if (from.run(from.endPs, 1) === 'reached') return null
  return from
}

const counterOf = (simulation: Simulation, path: string, name: string): number =>
  simulation.result().counters[path].counters[name]

describe('what a run waits for', () => {
  it('is a counter that reaches a value: the run stands right there', () => {
    const simulation = wait({ kind: 'counter', path: 'a', counter: 'txFrames', reaches: 17 })!
    expect(counterOf(simulation, 'a', 'txFrames')).toBe(17)
  })

  it('is a counter of drops by reason', () => {
    const simulation = wait({ kind: 'counter', path: 'sw/1', counter: 'drops.unknown-destination', reaches: 2 })!
    expect(simulation.result().counters['sw/1'].drops).toEqual({ 'unknown-destination': 2 })
  })

  it('is a frame that is lost, of any flow or of one', () => {
    const simulation = wait({ kind: 'loss' })!
    expect(simulation.result().flows['steady'].lost).toBe(1)
    expect(simulation.now).toBeGreaterThanOrEqual(20e9)
    expect(wait({ kind: 'loss', flow: 'other' })).toBeNull()
  })

  it('is an entry of the log by its code, and the next one when it is waited for again', () => {
    const simulation = wait({ kind: 'log', code: 'link-down' })!
    expect(simulation.now).toBe(20e9)
    expect(wait({ kind: 'log', code: 'link-down' }, simulation)).toBeNull()
    expect(wait({ kind: 'log', code: 'link-up' })!.now).toBe(22e9)
  })

  it('is any warning or error where no code is named', () => {
    const entries = wait({ kind: 'log' })!.result().log
    expect(entries.filter(({ level }) => level !== 'info')).toHaveLength(1)
    expect(entries.at(-1)!.level).not.toBe('info')
  })

  it('is nothing where the lab has no such counter or flow', () => {
    const simulation = new Simulation(resolveLab(labFrom(LAB)))
    expect(simulation.probe({ kind: 'counter', path: 'a', counter: 'txFarmes', reaches: 1 })).toBeNull()
    expect(simulation.probe({ kind: 'counter', path: 'c', counter: 'txFrames', reaches: 1 })).toBeNull()
    expect(simulation.probe({ kind: 'loss', flow: 'none' })).toBeNull()
  })
})
