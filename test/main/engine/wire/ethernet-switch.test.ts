import { describe, expect, it } from 'vitest'
import type { SwitchPortModel } from '../../../../src-shared/lab/lab-model'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { BROADCAST } from '../../../../src-main/engine/kernel/frame-store'
import { REASON_CODES } from '../../../../src-main/engine/observe/counter-table'
import type { DropReason } from '../../../../src-shared/result/drop-reasons'
import { EthernetSwitch } from '../../../../src-main/engine/wire/ethernet-switch'
import { Link } from '../../../../src-main/engine/wire/link'
import { FakeMachine } from '../../../helper/fake-machine'

const MACS = [0x02000000000a, 0x02000000000b, 0x02000000000c, 0x02000000000d]
const [A, B, C] = MACS
const access = (vlan: number): SwitchPortModel => ({ untagged: vlan, tagged: [] })
const trunk = (...vlans: number[]): SwitchPortModel => ({ untagged: 0, tagged: vlans })
const open: SwitchPortModel = { untagged: 1, tagged: null }
const MS = 1e9

//   m[0] ─ port 1 ┐
//   m[1] ─ port 2 ┤ switch
//   m[2] ─ port 3 ┘
function fabric(
  ports: SwitchPortModel[],
  wish: { mtu?: number; queueFrames?: number; rates?: number[]; channels?: number[][] } = {},
) {
  const sim = new Simulator(1)
  const { mtu = 1500, queueFrames = 1024, rates = [], channels = [] } = wish
  const sw = new EthernetSwitch(sim, { id: 'sw', path: 'sw', mtu, queueFrames, ports, channels })
  const links: Link[] = []
  const m = ports.map((_, index) => {
    const machine = new FakeMachine(sim, `m${index}`, MACS[index])
    const link = new Link(sim, `m${index}~sw/${index + 1}`, {
      index,
      ends: [
        { kind: 'station', station: index, path: `m${index}` },
        { kind: 'switch', switch: 0, port: index, path: `sw/${index + 1}` },
      ],
      speedBps: rates[index] ?? 10e9,
      delayPs: 0,
      loss: 0,
    })
    link.connect(machine, 0, sw, index)
    links.push(link)
    return machine
  })
  const row = (path: string) => {
    const block = sim.counters.blocks.find((candidate) => candidate.path === path)!
    const value = (slot: number) => sim.counters.data[block.base + slot]
    return {
      count: (name: string) => value(block.names.indexOf(name)),
      drops: (reason: DropReason) => value(block.names.length + REASON_CODES.indexOf(reason)),
    }
  }
  const got = () => m.map((machine) => machine.received.length)
  const finish = () => {
    sim.run(sim.now + MS)
    sim.traffic.assertBalance()
    expect(sim.frames.live).toBe(0)
  }
  return { sim, sw, m, links, row, got, finish }
}

describe('EthernetSwitch', () => {
  it('S1: stores a whole frame before it forwards it', () => {
    const { m, finish } = fabric([open, open])
    m[0].at(0, () => m[0].send({ dst: B }))
    finish()
    expect(m[1].received.map((r) => r.at)).toEqual([2 * 1_230_400])
  })

  it('S2: puts untagged frames into the VLAN of the port, and refuses them where there is none', () => {
    const { m, got, row, finish } = fabric([access(10), access(10), access(20), trunk(10)])
    m[0].at(0, () => m[0].send({ dst: BROADCAST }))
    m[3].at(0, () => m[3].send({ dst: BROADCAST }))
    finish()
    expect(got()).toEqual([0, 1, 0, 1])
    expect(row('sw/4').drops('vlan-not-allowed')).toBe(1)
  })

  it('S3: passes tagged frames of carried VLANs only; an access port accepts its own tag', () => {
    const { m, got, row, finish } = fabric([trunk(10, 20), access(10), trunk(20)])
    m[0].at(0, () => {
      for (const vlan of [10, 20, 30]) m[0].send({ dst: BROADCAST, vlan, bytes: 68 })
    })
    m[1].at(0, () => {
      m[1].send({ dst: BROADCAST, vlan: 10, bytes: 68 })
      m[1].send({ dst: BROADCAST, vlan: 20, bytes: 68 })
    })
    finish()
    expect(got()).toEqual([1, 1, 1])
    expect(m[0].received[0].vlan).toBe(10)
    expect(row('sw/1').drops('vlan-not-allowed')).toBe(1)
    expect(row('sw/2').drops('vlan-not-allowed')).toBe(1)
  })

  it('S4: takes the tag off where the VLAN is the untagged one, and puts it on elsewhere', () => {
    const { m, finish } = fabric([access(10), trunk(10), { untagged: 10, tagged: [20] }])
    m[0].at(0, () => m[0].send({ dst: BROADCAST, bytes: 1000 }))
    finish()
    expect(m[1].received.map(({ vlan, bytes }) => [vlan, bytes])).toEqual([[10, 1004]])
    expect(m[2].received.map(({ vlan, bytes }) => [vlan, bytes])).toEqual([[0, 1000]])
    m[1].at(MS, () => m[1].send({ dst: A, vlan: 10, bytes: 1004 }))
    finish()
    expect(m[0].received.map(({ vlan, bytes }) => [vlan, bytes])).toEqual([[0, 1000]])
  })

  it('S4: a frame of the minimum size keeps it when its tag is taken off', () => {
    const { m, finish } = fabric([access(10), trunk(10)])
    m[1].at(0, () => m[1].send({ dst: BROADCAST, vlan: 10, bytes: 64 }))
    finish()
    expect(m[0].received.map(({ vlan, bytes }) => [vlan, bytes])).toEqual([[0, 64]])
  })

  it('S5: forwards a known address to its port alone, and filters what is already there', () => {
    const { sim, m, got, finish } = fabric([open, open, open])
    m[1].at(0, () => m[1].send({ dst: BROADCAST }))
    m[0].at(MS / 2, () => m[0].send({ dst: B }))
    finish()
    expect(got()).toEqual([1, 1, 1])
    m[1].at(sim.now, () => m[1].send({ dst: B, src: C }))
    finish()
    expect(got()).toEqual([1, 1, 1])
  })

  it('S6: floods unknown addresses to the ports of the VLAN whose link is up', () => {
    const { m, links, got, row, finish } = fabric([open, open, open, access(5)])
    m[0].at(0, () => m[0].send({ dst: B }))
    m[0].at(MS / 4, () => links[2].setUp(false))
    m[0].at(MS / 2, () => m[0].send({ dst: B }))
    finish()
    expect(got()).toEqual([0, 2, 1, 0])
    expect(row('sw').count('floodedFrames')).toBe(2)
    expect(row('sw/3').drops('link-down')).toBe(0)
  })

  it('S6: a frame that can go nowhere is lost, once', () => {
    const { sim, m, finish } = fabric([access(5), access(6)])
    m[0].at(0, () => m[0].send({ dst: BROADCAST }))
    finish()
    expect(sim.traffic.control.lost(0)).toBe(1)
  })

  it('S7: carries packets up to its MTU, with or without a tag', () => {
    const { m, got, row, finish } = fabric([open, open], { mtu: 1500 })
    m[0].at(0, () => {
      m[0].send({ bytes: 1518 })
      m[0].send({ bytes: 1519 })
      m[0].send({ bytes: 1522, vlan: 7 })
      m[0].send({ bytes: 1523, vlan: 7 })
    })
    finish()
    expect(got()).toEqual([0, 2])
    expect(row('sw/1').drops('mtu-exceeded')).toBe(2)
  })

  it('S8: loses what its egress queue cannot hold, and counts it at the port of exit', () => {
    const { m, got, row, finish } = fabric([open, open], { queueFrames: 10, rates: [10e9, 1e9] })
    m[0].at(0, () => {
      for (let i = 0; i < 50; i++) m[0].send({ bytes: 1518 })
    })
    finish()
    // 50 frames arrive within 5 transmission times of the slow port: 10 wait, 1 is sent at once, 4 more meanwhile
    expect(got()).toEqual([0, 15])
    expect(row('sw/2').drops('queue-full')).toBe(35)
    expect(row('sw/2').count('txQueueHigh')).toBe(10)
  })

  it('S9: flushes the addresses of a port that loses its carrier', () => {
    const { m, links, got, finish } = fabric([open, open, open])
    m[1].at(0, () => m[1].send({ dst: BROADCAST }))
    m[0].at(MS / 4, () => links[1].setUp(false))
    m[0].at(MS / 3, () => links[1].setUp(true))
    m[0].at(MS / 2, () => m[0].send({ dst: B }))
    finish()
    expect(got()).toEqual([1, 1, 2])
  })

  it('M3: an address that announces itself on another port gets its frames there from then on', () => {
    const { m, got, row, finish } = fabric([open, open, open])
    m[1].at(0, () => m[1].send({ dst: BROADCAST, src: B }))
    m[0].at(MS / 4, () => m[0].send({ dst: B }))
    m[2].at(MS / 3, () => m[2].send({ dst: BROADCAST, src: B }))
    m[0].at(MS / 2, () => m[0].send({ dst: B }))
    finish()
    expect(got()).toEqual([2, 2, 2])
    expect(m[2].received.at(-1)!.sequence).toBe(m[0].received.length - 1)
    expect(row('sw').count('movedAddresses')).toBe(1)
  })

  it('S10: tells each move of an address, and flapping once until the address was quiet', () => {
    const { sim, m, row, finish } = fabric([open, open, open])
    const move = (at: number, port: number): void => m[port].at(at * MS, () => m[port].send({ dst: BROADCAST, src: A }))
    for (let at = 0; at < 20; at++) move(at * 10, at % 2)
    // two seconds later it is told again
    move(2200, 0)
    sim.run(2300 * MS)
    finish()
    expect(row('sw').count('movedAddresses')).toBe(20)
    expect(sim.log.entries.map(({ code }) => code)).toEqual([
      ...new Array<string>(4).fill('address-moved'),
      'address-flapping',
      'address-moved',
    ])
    expect(sim.log.entries[4].says).toContain('02:00:00:00:00:0a')
  })

  it('S10: moves that are more than a second apart are no flapping', () => {
    const { sim, m, finish } = fabric([open, open])
    for (let at = 0; at < 8; at++) {
      m[at % 2].at(at * 1100 * MS, () => m[at % 2].send({ dst: BROADCAST, src: A }))
    }
    sim.run(9000 * MS)
    finish()
    expect(sim.log.entries.map(({ code }) => code)).toEqual(new Array<string>(7).fill('address-moved'))
  })

  describe('S11: a channel', () => {
    const channel = () => fabric([open, open, open, open], { channels: [[0, 1]] })

    it('learns an address once, whichever of its ports it is seen on', () => {
      const { m, row, finish } = channel()
      for (let at = 0; at < 10; at++) m[at % 2].at(at * 1e6, () => m[at % 2].send({ dst: BROADCAST, src: A }))
      finish()
      expect([row('sw').count('learnedAddresses'), row('sw').count('movedAddresses')]).toEqual([1, 0])
    })

    it('gets one copy of what is flooded, and none of what it sent', () => {
      const { m, got, finish } = channel()
      m[0].at(0, () => m[0].send({ dst: BROADCAST }))
      m[2].at(MS / 2, () => m[2].send({ dst: BROADCAST }))
      finish()
      expect(got()[0] + got()[1]).toBe(1)
      expect(got().slice(2)).toEqual([1, 2])
    })

    it('sends by the port that both IP addresses choose, and keeps to it', () => {
      const { m, got, finish } = channel()
      m[0].at(0, () => m[0].send({ dst: BROADCAST, src: A }))
      for (let at = 1; at <= 8; at++) m[2].at(at * 1e7, () => m[2].send({ dst: A, ips: [100, 10 + (at % 4)] }))
      finish()
      expect(got().slice(0, 2)).toEqual([4, 4])
      expect(got()[3]).toBe(1)
    })

    it('goes on with the ports that have a carrier, and forgets when the last has lost it', () => {
      const { m, links, got, sw, sim, finish } = channel()
      m[0].at(0, () => m[0].send({ dst: BROADCAST, src: A }))
      m[0].at(MS / 8, () => links[0].setUp(false))
      for (let at = 1; at <= 4; at++) m[2].at(MS / 4 + at * 1e7, () => m[2].send({ dst: A, ips: [100, 10 + at] }))
      finish()
      expect(got().slice(0, 2)).toEqual([0, 4])
      expect(sw.table.lookup(1, A, sim.now)).toBe(0)
      links[1].setUp(false)
      expect(sw.table.lookup(1, A, sim.now)).toBe(-1)
    })
  })

  it('S5: does not forward to a port where the VLAN is not carried, even if the address is known in another', () => {
    const { m, got, finish } = fabric([access(10), access(20), access(10)])
    m[1].at(0, () => m[1].send({ dst: BROADCAST }))
    m[0].at(MS / 2, () => m[0].send({ dst: B }))
    finish()
    expect(got()).toEqual([0, 0, 1])
  })
})
