import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MacIndex } from '../../../../src-main/engine/host/mac-index'
import { LabRun } from './lab-run'

describe('an index of addresses', () => {
  it('answers as a map does, whatever is entered and removed', () => {
    const address = fc.integer({ min: 0, max: 40 }).map((n) => 0x02aa00000000 + n * 0x100000001)
    const step = fc.tuple(fc.constantFrom('set', 'delete'), address, fc.nat(1000))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const index = new MacIndex()
        const map = new Map<number, number>()
        for (const [what, mac, value] of steps) {
          if (what === 'set') {
            index.set(mac, value)
            map.set(mac, value)
          } else {
            index.delete(mac)
            map.delete(mac)
          }
        }
        for (const [, mac] of steps) expect(index.get(mac)).toBe(map.get(mac) ?? -1)
      }),
    )
  })
})

describe('a vmkernel interface', () => {
  it('speaks to another one over the network, with no exits', () => {
    const run = new LabRun(`
hosts:
${['a', 'b']
  .map(
    (id, i) => `  ${id}:
    nics: { n0: { model: intel-82599 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { move: { vlan: 20 } } } }
    vmkernel: { vmk0: { network: v0/move, ip: 10.20.0.${i + 1}/24, vmotion: true } }`,
  )
  .join('\n')}
links: [ { ends: [a/n0, b/n0] } ]
`)
    const [a] = run.lab.hosts
    a.vmkernel[0].stack.neighbors.announce(a.vmkernel[0].world.task as never)
    a.vmkernel[0].world.wake()
    run.sim.settle()
    run.until(0.01)
    expect(run.counter('b/vmk0', 'rxFrames')).toBe(1)
    expect(a.ledger.exits).toBe(0)
  })
})

describe('properties that are set while a host works', () => {
  const run = (): LabRun =>
    new LabRun(`
hosts:
  a:
    nics: { n0: { model: intel-82599, vfs: 1 } }
    vswitches: { v0: { uplinks: { active: [n0] }, portGroups: { net: {}, slow: { shaping: { average: 1Mbps } } } } }
`)
  const setting = (path: string, property: string, value: unknown) =>
    run().lab.settable(path)!.set(property.split('/'), value)

  it('take the values of the document, with units', () => {
    const one = run()
    one.set('a/n0.vf0', 'rate', '2Gbps')
    one.set('a/n0.vf0', 'trust', true)
    one.set('a/n0', 'moderation', '50us')
    one.set('a/v0/net', 'vlan', 12)
    one.set('a/v0/slow', 'shaping/average', '5Mbps')
    one.set('a/v0', 'teaming', 'explicit')
    const [host] = one.lab.hosts
    expect(host.functions()[0]).toMatchObject({ trust: true })
    expect(host.functions()[0].queue.rateBps).toBe(2e9)
    expect(host.nics[0].moderation.gapPs).toBe(50e6)
    expect(host.vswitches[0].portGroups[0].vlan).toBe(12)
    expect(host.vswitches[0].portGroups[1].shaping?.averageBps).toBe(5e6)
  })

  it.each([
    ['a/n0.vf0', 'rate', 'much', 'bad-value'],
    ['a/n0.vf0', 'mac', 'x', 'bad-value'],
    ['a/n0.vf0', 'vlan', 4095, 'bad-value'],
    ['a/n0.vf0', 'colour', 1, 'not-settable'],
    ['a/v0/net', 'promiscuous', 'yes', 'bad-value'],
    ['a/v0/net', 'shaping/peak', '1Mbps', 'bad-value'],
    ['a/v0/net', 'shaping/average', '0bps', 'bad-value'],
    ['a/v0', 'teaming', 'random', 'bad-value'],
  ])('%s/%s refuses %s as %s', (path, property, value, code) => {
    expect(setting(path, property, value)).toMatchObject({ code })
  })
})
