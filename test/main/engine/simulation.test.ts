import { describe, expect, it } from 'vitest'
import { resolveLab } from '../../../src-shared/lab/resolve-lab'
import type { LabEvent } from '../../../src-shared/lab/schema'
import { Fingerprint } from '../../../src-main/engine/observe/fingerprint'
import { Simulation } from '../../../src-main/engine/simulation'
import { labFrom } from '../../helper/lab-builder'
import { runYaml } from '../../helper/run-model'

const MS = 1e9

//   a ─── sw ─── b, with a flow of each kind and a link that goes down for a while
const LAB = `
seed: 7
duration: 60ms
stations: { a: { ip: 10.0.0.1/24, cpu: { cores: 2, clock: 3GHz } }, b: { ip: 10.0.0.2/24 } }
switches: { sw: { ports: 4, queue: 64 } }
links: [ { ends: [a, sw/1], loss: 0.001 }, { ends: [b, sw/2], speed: 1Gbps } ]
flows:
  bulk: { from: a, to: b, type: tcp, streams: 2 }
  datagrams: { from: b, to: a, type: udp, rate: 50Mbps, arrival: poisson, size: 300 }
  ask: { from: a, to: b, type: rr, size: 100, reply: 900 }
  ping: { from: b, to: a, type: ping, interval: 1ms }
events:
  - { at: 20ms, do: link-down, link: b }
  - { at: 22ms, do: link-up, link: sw/2 }
`

const simulate = (events: LabEvent[] = []): Simulation => {
  const lab = labFrom(LAB)
  return new Simulation(resolveLab({ ...lab, events: [...lab.events!, ...events] }))
}

describe('Simulation', () => {
  it('K4: gives the same result whole, in slices of time, in slices of events, and step by step', () => {
    const whole = simulate()
    whole.run(whole.endPs)
    const text = whole.canonicalText()
    expect(whole.events).toBeGreaterThan(5000)

    const byTime = simulate()
    for (let until = 0; until < byTime.endPs; until += 777_777_777) byTime.run(until)
    byTime.run(byTime.endPs)
    const byEvents = simulate()
    while (byEvents.run(byEvents.endPs, 100) === 'budget');
    const stepped = simulate()
    while (stepped.step());
    stepped.run(stepped.endPs)
    for (const other of [byTime, byEvents, stepped]) expect(other.canonicalText() === text).toBe(true)
  })

  it('is the same run whether or not somebody looks at it or captures frames', () => {
    const plain = simulate()
    plain.run(plain.endPs)
    const watched = new Simulation(
      resolveLab({
        ...labFrom(LAB),
        captures: [
          { at: 'a', file: 'a.pcapng' },
          { at: 'sw/2', file: 'b.pcapng' },
        ],
      }),
      { captures: true },
    )
    const fingerprint = new Fingerprint(watched.lab.sim, MS)
    for (let until = 0; until <= watched.endPs; until += MS) {
      watched.run(until)
      watched.live(0, 0)
      watched.result()
    }
    expect(watched.canonicalText() === plain.canonicalText()).toBe(true)
    expect(fingerprint.events).toBe(watched.events)
    expect(watched.captures[0].count).toBeGreaterThan(1000)
  })

  it('gives the same accounts of idle VMs however often somebody looked at them', () => {
    const idle = (): Simulation =>
      new Simulation(
        resolveLab(
          labFrom(`
duration: 60ms
hosts: { h: { cpu: { cores: 3, clock: 2.7GHz }, vswitches: { v: { portGroups: { g: {} } } } } }
vms: { a: { host: h, nics: { eth0: { network: g } } }, b: { host: h, nics: { eth0: { network: g } } } }
events: [ { at: 17ms, do: power-off, vm: b } ]
`),
        ),
      )
    const whole = idle()
    whole.run(whole.endPs)
    const watched = idle()
    for (let at = 1; at < 200; at++) {
      watched.run(at * 299_993_777)
      watched.result()
    }
    watched.run(watched.endPs)
    expect(watched.canonicalText()).toBe(whole.canonicalText())
  })

  it('draws other chances for another seed, and the same for the same', () => {
    const run = (seed: number) => {
      const simulation = new Simulation(resolveLab({ ...labFrom(LAB), seed }))
      simulation.run(simulation.endPs)
      return simulation.canonicalText().replace(/"seed":\d+/, '')
    }
    expect(run(7) === run(7)).toBe(true)
    expect(run(8) === run(7)).toBe(false)
  })

  it('K11: plays the script before all other events of its instant', () => {
    // the datagram of 100 µs leaves at 100 µs exactly; the link that goes down at that instant is down for it
    const lab = (at: string) => `
duration: 1ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24 } }
links: [ { ends: [a, b] } ]
flows: { f: { from: a, to: b, type: udp, size: 125, rate: 10Mbps } }
events: [ { at: ${at}, do: link-down, link: a } ]
`
    const delivered = (at: string) => runYaml(lab(at)).result.flows.f.delivered
    // datagrams at 0, 100 µs, 200 µs, ...; the first flies 3.3 µs with its address resolution
    expect(delivered('100us')).toBe(1)
    expect(delivered('100.8us')).toBe(2)
  })

  it('K11: what a person does becomes an event that repeats the run exactly', () => {
    const acted = simulate()
    acted.run(10.5 * MS)
    const down = acted.act({ do: 'link-down', link: 'a' })
    acted.run(11 * MS, 50)
    const up = acted.act({ do: 'link-up', link: 'a' })
    expect([down.ok, up.ok]).toEqual([true, true])
    expect(down.ok && down.event).toEqual({ at: '10500000001ps', do: 'link-down', link: 'a' })
    acted.run(acted.endPs)

    const events = [down, up].flatMap((reply) => (reply.ok ? [reply.event] : []))
    const replayed = simulate(events)
    replayed.run(replayed.endPs)
    expect(replayed.canonicalText() === acted.canonicalText()).toBe(true)
    expect(acted.result().flows.bulk.lostBy['link-down']).toBeGreaterThan(0)
  })

  it('loses what a machine without a cable sends where its cable would be', () => {
    const { result } = runYaml(`
duration: 2ms
stations: { a: { ip: 10.0.0.1/24 }, b: { ip: 10.0.0.2/24, cpu: { cores: 1, clock: 3GHz } } }
hosts: { h: { nics: { vmnic0: { model: intel-82599 } }, vswitches: { v: { uplinks: { active: [vmnic0] }, portGroups: { p: {} } } } } }
vms: { x: { host: h, nics: { eth0: { network: p, ip: 10.0.0.3/24 } } } }
flows:
  f: { from: a, to: b, type: ping, interval: 100us }
  g: { from: b, to: a, type: tcp }
  i: { from: x/eth0, to: a, type: ping, interval: 100us }
`)
    for (const path of ['a', 'b']) expect(result.counters[path].drops['link-down']).toBeGreaterThan(0)
    for (const flow of Object.values(result.flows)) expect(flow.delivered).toBe(0)
  })

  it('refuses actions on what is not there, with a reason, and changes nothing', () => {
    const simulation = simulate()
    simulation.run(MS)
    for (const [action, code] of [
      [{ do: 'vmotion', vm: 'ghost', to: 'b' }, 'no-such-vm'],
      [{ do: 'link-down', link: 'sw/4' }, 'no-such-link'],
      [{ do: 'set', path: 'a/mtu', value: 1 }, 'not-settable'],
    ] as const) {
      const reply = simulation.act(action)
      expect(!reply.ok && reply.refusal.code).toBe(code)
    }
    const plain = simulate()
    plain.run(plain.endPs)
    simulation.run(simulation.endPs)
    expect(simulation.canonicalText() === plain.canonicalText()).toBe(true)
    const late = simulation.act({ do: 'link-down', link: 'a' })
    expect(!late.ok && late.refusal.code).toBe('run-over')
  })

  it('ends at the end of the lab, with samples that cover it', () => {
    const { simulation, result } = runYaml(LAB)
    simulation.run(Number.MAX_SAFE_INTEGER)
    expect([simulation.now, result.simulated]).toEqual([60 * MS, 0.06])
    expect(result.series.times).toEqual(Array.from({ length: 60 }, (_, i) => (i + 1) / 1000))
    const { goodput, lost } = result.series.flows.bulk
    const total = goodput.reduce((sum, rate) => sum + (rate * 0.001) / 8, 0)
    expect(Math.abs(total - result.flows.bulk.bytes)).toBeLessThan(1)
    expect(lost.reduce((sum, frames) => sum + frames, 0)).toBe(result.flows.bulk.lost)
  })

  it('shows live what the result says at the end', () => {
    const simulation = simulate()
    simulation.run(simulation.endPs)
    const layout = simulation.layout()
    const live = simulation.live(10, 1)
    const result = simulation.result()
    let at = 0
    for (const { path, counters } of layout.components) {
      for (const name of counters) {
        const row = result.counters[path]
        const expected = name.startsWith('drops.') ? (row.drops[name.slice(6)] ?? 0) : row.counters[name]
        expect(live.values[at++], `${path} ${name}`).toBe(expected)
      }
    }
    expect(at).toBe(live.values.length)
    expect(live.samples.from).toBe(10)
    expect(live.samples.times).toEqual(result.series.times.slice(10))
    expect(live.log).toEqual(result.log.slice(1))
    expect(live.flows.map((flow) => flow.delivered)).toEqual(Object.values(result.flows).map((flow) => flow.delivered))
  })

  it('accounts for the cycles of a station that pays, by stage and core', () => {
    const { cpu } = runYaml(LAB).result
    expect(Object.keys(cpu)).toEqual(['a'])
    const stages = Object.values(cpu.a.byStage).reduce((sum, cycles) => sum + cycles, 0)
    // 2 cores of 3 GHz over 60 ms
    expect(Math.abs(cpu.a.utilization * 3e9 * 0.06 - stages) / stages).toBeLessThan(0.01)
    expect(cpu.a.perCore).toHaveLength(2)
  })

  it('charges a VM with what it did on its host, and not with the cycles of a station', () => {
    const { cpu } = runYaml(`${LAB}
hosts: { h: { nics: { vmnic0: { model: intel-82599 } }, vswitches: { v: { portGroups: { p: {} } } } } }
vms: { x: { host: h, nics: { eth0: { network: p } } }, y: { host: h, nics: { eth0: { network: p } } } }
`).result
    expect(cpu.a.byVm).toEqual({})
    expect(Object.values(cpu.h.byVm).every((cycles) => cycles > 0)).toBe(true)
  })
})
