import { describe, expect, it } from 'vitest'
import { DST_IP, SRC_IP } from '../../../../src-main/engine/kernel/frame-store'
import { Teaming } from '../../../../src-main/engine/vswitch/policy/teaming'

const MAC = 0x020000000010
const uplinks = (team: Teaming, ports = 6): number[] =>
  Array.from({ length: ports }, (_, port) => team.uplinkOf(port, MAC))

describe('originating port', () => {
  it('the uplink is the number of the port modulo the active uplinks; standby ones are not used', () => {
    expect(uplinks(new Teaming('originating-port', true, 2, 3))).toEqual([0, 1, 0, 1, 0, 1])
  })

  it('V11: only the ports of a failed uplink move, to the standby uplink where there is one', () => {
    const team = new Teaming('originating-port', true, 2, 3)
    expect(team.setUp(0, false)).toBe(true)
    expect(uplinks(team)).toEqual([2, 1, 2, 1, 2, 1])
    const alone = new Teaming('originating-port', true, 2, 2)
    alone.setUp(0, false)
    expect(uplinks(alone, 4)).toEqual([1, 1, 1, 1])
  })

  it('V11: with failback the ports return; without it they stay until their uplink fails', () => {
    const back = new Teaming('originating-port', true, 2, 3)
    back.setUp(0, false)
    back.setUp(0, true)
    expect(uplinks(back, 2)).toEqual([0, 1])
    const stays = new Teaming('originating-port', false, 2, 3)
    stays.setUp(0, false)
    expect(stays.setUp(0, true)).toBe(false)
    expect(uplinks(stays, 2)).toEqual([2, 1])
    stays.setUp(2, false)
    expect(uplinks(stays, 2)).toEqual([0, 1])
  })

  it('where nothing works there is no uplink, and frames are accepted nowhere', () => {
    const team = new Teaming('originating-port', true, 2, 2)
    team.setUp(0, false)
    team.setUp(1, false)
    expect(uplinks(team, 2)).toEqual([-1, -1])
    expect(team.accepts(0)).toBe(false)
  })

  it('a failed standby uplink changes nothing', () => {
    const team = new Teaming('originating-port', true, 1, 2)
    expect(team.setUp(1, false)).toBe(false)
    expect(uplinks(team, 2)).toEqual([0, 0])
  })
})

describe('other policies', () => {
  it('source MAC hash: the last byte of the address modulo the active uplinks', () => {
    const team = new Teaming('source-mac', true, 3, 3)
    expect([0x10, 0x11, 0x12].map((last) => team.uplinkOf(0, 0x020000000000 + last))).toEqual([
      0x10 % 3,
      0x11 % 3,
      0x12 % 3,
    ])
  })

  it('IP hash: all bits of the addresses count, which three uplinks show and two do not', () => {
    const d = new Float64Array(64)
    d[SRC_IP] = 0x0a00000a
    d[DST_IP] = 0x0a000114
    expect(new Teaming('ip-hash', true, 3, 3).pick(0, d, 0)).toBe(286 % 3)
    expect(new Teaming('ip-hash', true, 2, 2).pick(0, d, 0)).toBe(286 % 2)
    // by the last octets: 30
    expect([286 % 3 === 30 % 3, 286 % 2 === 30 % 2]).toEqual([false, true])
  })

  it('IP hash: source XOR destination modulo the active uplinks, as the vendor computes it by hand', () => {
    const team = new Teaming('ip-hash', true, 2, 2)
    const pick = (to: number): number => {
      const d = new Float64Array(40)
      d[SRC_IP] = 0x0a00000a
      d[DST_IP] = 0x0a000000 + to
      return team.pick(0, d, 0)
    }
    expect([20, 22, 21].map(pick)).toEqual([0, 0, 1])
  })

  it('explicit order: one uplink for all, the first of the lists that works', () => {
    const team = new Teaming('explicit', true, 2, 3)
    expect(uplinks(team, 3)).toEqual([0, 0, 0])
    expect(team.accepts(1)).toBe(false)
    team.setUp(0, false)
    expect(uplinks(team, 1)).toEqual([1])
    team.setUp(1, false)
    expect(uplinks(team, 1)).toEqual([2])
    team.setUp(1, true)
    expect(uplinks(team, 1)).toEqual([1])
  })

  it('frames come in on uplinks in use only', () => {
    const team = new Teaming('originating-port', true, 1, 2)
    expect([team.accepts(0), team.accepts(1)]).toEqual([true, false])
    team.setUp(0, false)
    expect([team.accepts(0), team.accepts(1)]).toEqual([false, true])
  })
})
