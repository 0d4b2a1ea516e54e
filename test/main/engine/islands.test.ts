import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adapter } from '../../../src-shared/catalogue/adapters'
import { resolveLab } from '../../../src-shared/lab/resolve-lab'
import type { Lab } from '../../../src-shared/lab/schema'
import { findIslands } from '../../../src-main/engine/islands'
import { Simulation } from '../../../src-main/engine/simulation'
import { modelFrom } from '../../helper/lab-builder'
import { labOf, labWish, type LabWish } from '../../helper/random-lab'

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

const FLOW = 'flows: {f: {from: s0, to: s3, type: udp, rate: 1Mbps}}'
const HOST = `
hosts: {a: {nics: {n: {model: intel-82599}}, vswitches: {v: {uplinks: {active: [n]}, portGroups: {p: {}}}}}}
vms: {m: {host: a, nics: {eth0: {adapter: vmxnet, network: p, ip: 10.0.0.1/24}}}}
stations: {s: {ip: 10.0.0.2/24}}
switches: {sw: {}}
links: [{ends: [a/n, sw/1]}, {ends: [s, sw/2]}]`

const islandsOf = (yaml: string) => findIslands(modelFrom(yaml))

describe('findIslands', () => {
  it('tells apart hosts and stations that nothing joins, and joins those on one cable', () => {
    const { domainCount, domains, hosts, stations } = islandsOf(`
hosts: {a: {nics: {n: {model: intel-82599}}}, b: {nics: {n: {model: intel-82599}}}}
stations: {s: {ip: 10.0.0.1/24}}
links: [{ends: [a/n, s]}]`)
    expect([domainCount, domains]).toEqual([2, [0, 1]])
    expect(hosts).toEqual([0, 1])
    expect(stations).toEqual([0])
  })

  it('tells apart the VLANs of a switch whose ports carry one each', () => {
    const { domains, stations, links } = islandsOf(fourOn(PAIRS))
    expect(domains).toEqual([0, 0, 1, 1])
    expect(stations).toEqual([0, 1, 2, 3])
    expect(links).toEqual([0, 1, 2, 3])
  })

  it.each([
    ['ports that the document does not mention', 'mtu: 1500', ''],
    ['a port that carries both VLANs', PAIRS.replace('4: {access: 6}', '4: {trunk: [5, 6]}'), ''],
    ['a channel of ports', `${PAIRS}, channels: [[1, 2]]`, ''],
    ['a flow', PAIRS, FLOW],
    ['time enough for addresses to age', PAIRS, 'duration: 301s'],
  ])('joins what frames to everybody reach by %s', (_, sw, more) => {
    expect(islandsOf(fourOn(sw, more)).domainCount).toBe(1)
  })

  it('tells apart, within what frames to everybody reach, those who have no flow between them', () => {
    const { domains, stations } = islandsOf(fourOn('mtu: 1500', FLOW))
    expect(domains).toEqual([0, 0, 0])
    expect(stations).toEqual([0, 1, 2, 0])
  })

  it.each([
    ['the table of a switch may forget addresses', fourOn('mtu: 1500', 'duration: 301s')],
    ['a flow goes to a group', fourOn('mtu: 1500', FLOW.replace('}}', ', group: 239.1.1.1}}'))],
    ['a station passes packets on', fourOn('mtu: 1500').replace('/24}', '/24, forwarding: true}')],
    ['uplinks look for each other', HOST.replace('uplinks:', 'detection: beacon, uplinks:')],
    ['a VM may change between its paths by itself', HOST.replace('vmxnet', 'upt')],
    ['a guest has another source address', HOST.replace('network', 'source: "02:00:00:00:00:01", network')],
    [
      'another switch is behind a port',
      `${fourOn('mtu: 1500').replace('switches: {', 'switches: {x: {}, ').replace(']}]', ']}, {ends: [x/1, sw/8]}]')}`,
    ],
  ])('tells none apart in a domain where %s', (_, yaml) => {
    const { domains, domainCount } = islandsOf(yaml)
    expect(domains).toHaveLength(domainCount)
  })

  it('tells two hosts on one switch apart', () => {
    expect(islandsOf(HOST).domains).toEqual([0, 0])
  })
})

/** The addresses of random labs begin with 10.0 and 10.1; those of lab `i` with others. */
const inNetwork = (text: string, i: number): string =>
  text.replace(/\b10\.([01])\./, (_, nic: string) => `10.${Number(nic) + 2 * i}.`)

/** Several labs in one document: each with its own switch, on one switch with a VLAN for each, or on one in one VLAN. */
function together(labs: readonly Lab[], how: 'apart' | 'vlans' | 'flat'): Lab {
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
      if (typeof value === 'string') return rename(how === 'flat' ? inNetwork(value, i) : value)
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), item as unknown]))
    }) as Lab
    for (const room of ['hosts', 'vms', 'stations', 'switches', 'flows'] as const)
      Object.assign(all[room]!, renamed[room])
    all.links!.push(...renamed.links!)
    all.events!.push(...renamed.events!)
  })
  if (how === 'apart') return all
  const vlans: Record<string, { access: number }> = {}
  let port = 0
  for (const link of all.links!) {
    link.ends = link.ends.map((end) => {
      const island = /^l(\d+)-core\//.exec(end)?.[1]
      if (island === undefined) return end
      port++
      if (how === 'vlans') vlans[port] = { access: 100 + Number(island) }
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

/** True where islands of one domain had turns. */
function expectSame(lab: Lab): boolean {
  const expected = inOneCalendar(lab)
  const { domainCount } = findIslands(resolveLab(lab))
  let wasQuiet = false
  for (const budget of [Infinity, 3000, 64]) {
    const simulation = new Simulation(resolveLab(lab))
    while (simulation.run(simulation.endPs, budget, true) === 'budget') {
      if (simulation.lab.sim.parts > domainCount) wasQuiet = true
    }
    expect(simulation.canonicalText() === expected.canonicalText()).toBe(true)
    expect(simulation.events).toBe(expected.events)
  }
  return wasQuiet
}

/** Nothing in it sends to everybody of its own accord. */
function calm(wish: LabWish): LabWish {
  const calmOf = (kind: (typeof wish.vms)[number]['adapters'][number]): typeof kind =>
    adapter(kind).leaves === 'never' ? kind : 'vmxnet'
  return {
    ...wish,
    hosts: wish.hosts.map((host) => ({ ...host, isBeaconing: false, hasChannel: false })),
    vms: wish.vms.map((vm) => ({ ...vm, adapters: vm.adapters.map(calmOf), groups: undefined, source: undefined })),
    stations: wish.stations.map((station) => ({ ...station, isRouter: false })),
    flows: wish.flows.map((flow) => ({ ...flow, group: undefined })),
  }
}

describe('K12: islands that have turns', () => {
  it('are none in an empty lab, whose time passes all the same', () => {
    const simulation = new Simulation(modelFrom('duration: 1ms'))
    expect(simulation.run(simulation.endPs)).toBe('reached')
    expect(simulation.lab.sim.now).toBe(simulation.endPs)
  })

  it.each(['apart', 'vlans'] as const)(
    'give the result of a run in which all events are in one order (labs: %s)',
    (how) => {
      const wishes = fc.sample(fc.array(labWish, { minLength: 2, maxLength: 4 }), { seed: 71, numRuns: 12 })
      let several = 0
      for (const [i, parts] of wishes.entries()) {
        const lab = together(parts.map(labOf), how)
        // a script joins the islands when it begins
        if (i % 3 > 0) lab.events = []
        if (findIslands(resolveLab(lab)).domainCount > 1) several++
        expectSame(lab)
      }
      expect(several).toBeGreaterThan(9)
    },
    120_000,
  )

  it('begin in one VLAN when who talks is known, and give that result too', () => {
    const wishes = fc.sample(fc.array(labWish, { minLength: 2, maxLength: 4 }), { seed: 72, numRuns: 24 })
    let quiet = 0
    for (const [i, parts] of wishes.entries()) {
      const lab = together(
        parts.map((wish) => labOf(calm(wish))),
        'flat',
      )
      if (i % 3 > 0) lab.events = []
      if (expectSame(lab)) quiet++
    }
    expect(quiet).toBeGreaterThan(5)
  }, 120_000)
})
