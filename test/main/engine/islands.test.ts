import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveLab } from '../../../src-shared/lab/resolve-lab'
import type { Lab } from '../../../src-shared/lab/schema'
import { findIslands } from '../../../src-main/engine/islands'
import { Simulation } from '../../../src-main/engine/simulation'
import { modelFrom } from '../../helper/lab-builder'
import { labOf, labWish } from '../../helper/random-lab'

const stations = (count: number): string =>
  `stations: {${Array.from({ length: count }, (_, i) => `s${i}: {ip: 10.0.0.${i + 1}/24}`).join(', ')}}`
const links = (count: number): string =>
  `links: [${Array.from({ length: count }, (_, i) => `{ends: [s${i}, sw/${i + 1}]}`).join(', ')}]`
const fourOn = (sw: string, more = ''): string => `
${stations(4)}
switches: {sw: {ports: 8, ${sw}}}
${links(4)}
${more}`
const PAIRS = 'vlans: {1: {access: 5}, 2: {access: 5}, 3: {access: 6}, 4: {access: 6}}'

const islandsOf = (yaml: string) => findIslands(modelFrom(yaml))

describe('findIslands', () => {
  it('tells apart hosts and stations that nothing joins, and joins those on one cable', () => {
    const { count, hosts, stations } = islandsOf(`
hosts: {a: {nics: {n: {model: intel-82599}}}, b: {nics: {n: {model: intel-82599}}}}
stations: {s: {ip: 10.0.0.1/24}}
links: [{ends: [a/n, s]}]`)
    expect(count).toBe(2)
    expect(hosts).toEqual([0, 1])
    expect(stations).toEqual([0])
  })

  it('tells apart the VLANs of a switch whose ports carry one each', () => {
    expect(islandsOf(fourOn(PAIRS))).toMatchObject({ count: 2, stations: [0, 0, 1, 1], links: [0, 0, 1, 1] })
  })

  it.each([
    ['ports that the document does not mention', 'mtu: 1500', ''],
    ['a port that carries both VLANs', PAIRS.replace('4: {access: 6}', '4: {trunk: [5, 6]}'), ''],
    ['a channel of ports', `${PAIRS}, channels: [[1, 2]]`, ''],
    ['a flow', PAIRS, 'flows: {f: {from: s0, to: s3, type: udp, rate: 1Mbps}}'],
    ['time enough for addresses to age', PAIRS, 'duration: 301s'],
  ])('joins what is joined by %s', (_, sw, more) => {
    expect(islandsOf(fourOn(sw, more)).count).toBe(1)
  })
})

/** Several labs in one document, whose switches are one or stand for themselves. */
function together(labs: readonly Lab[], onOneSwitch: boolean): Lab {
  const all: Lab = {
    ...labs[0],
    name: 'together',
    hosts: {},
    vms: {},
    stations: {},
    switches: {},
    links: [],
    flows: {},
  }
  all.events = []
  labs.forEach((lab, i) => {
    const names = new Set(
      [lab.hosts, lab.vms, lab.stations, lab.switches, lab.flows].flatMap((machines) => Object.keys(machines ?? {})),
    )
    const rename = (text: string): string => {
      const [name] = text.split(/[/~.]/)
      return names.has(name) ? `l${i}-${text}` : text
    }
    const renamed = JSON.parse(JSON.stringify(lab), (_, value: unknown) => {
      if (typeof value === 'string') return rename(value)
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), item as unknown]))
    }) as Lab
    for (const room of ['hosts', 'vms', 'stations', 'switches', 'flows'] as const)
      Object.assign(all[room]!, renamed[room])
    all.links!.push(...renamed.links!)
    all.events!.push(...renamed.events!)
  })
  if (!onOneSwitch) return all
  const vlans: Record<string, { access: number }> = {}
  let port = 0
  for (const link of all.links!) {
    link.ends = link.ends.map((end) => {
      const island = /^l(\d+)-core\//.exec(end)?.[1]
      if (island === undefined) return end
      vlans[++port] = { access: 100 + Number(island) }
      return `core/${port}`
    }) as [string, string]
  }
  all.switches = { core: { ports: 64, vlans } }
  return all
}

/** With somebody who looks at every event all islands are run together. */
function inOneCalendar(lab: Lab): Simulation {
  const simulation = new Simulation(resolveLab(lab))
  simulation.lab.sim.observer = { event: () => undefined }
  simulation.run(simulation.endPs)
  return simulation
}

function inTurns(lab: Lab, budget: number): Simulation {
  const simulation = new Simulation(resolveLab(lab))
  while (simulation.run(simulation.endPs, budget, true) === 'budget');
  return simulation
}

describe('K12: islands that have turns', () => {
  it('are none in an empty lab, whose time passes all the same', () => {
    const simulation = new Simulation(modelFrom('duration: 1ms'))
    expect(simulation.run(simulation.endPs)).toBe('reached')
    expect(simulation.lab.sim.now).toBe(simulation.endPs)
  })

  it.each([false, true])(
    'give the result of a run in which all events are in one order (on one switch: %s)',
    (one) => {
      const wishes = fc.sample(fc.array(labWish, { minLength: 2, maxLength: 4 }), { seed: 71, numRuns: 12 })
      let several = 0
      for (const [i, parts] of wishes.entries()) {
        const lab = together(parts.map(labOf), one)
        // a script joins the islands when it begins
        if (i % 3 > 0) lab.events = []
        if (findIslands(resolveLab(lab)).count > 1) several++
        const expected = inOneCalendar(lab)
        for (const budget of [Infinity, 3000, 64]) {
          const simulation = inTurns(lab, budget)
          expect(simulation.canonicalText() === expected.canonicalText()).toBe(true)
          expect(simulation.events).toBe(expected.events)
        }
      }
      expect(several).toBeGreaterThan(9)
    },
    120_000,
  )
})
