// The bytes of the headers on the way of a frame: shown where the adapter gets them, on every wire, and by each stage that
// changes them.
import { describe, expect, it } from 'vitest'
import { dissect } from '../../../../src-main/engine/header/dissect'
import { PacketLifeSearch, type PacketLife } from '../../../../src-main/engine/observe/packet-life'
import { modelFrom } from '../../../helper/lab-builder'

//   w (eth0) ─ prod ─ v0 ─ vmnic0 ─── tor ─── s
const LAB = (nic: string, flow: string, station = '') => `
duration: 50ms
hosts:
  a:
    nics: { vmnic0: { model: intel-82599, vfs: 1, vf: { 0: { vlan: 10 } } } }
    vswitches: { v0: { uplinks: { active: [vmnic0] }, portGroups: { prod: { vlan: 10 } } } }
vms: { w: { host: a, nics: { eth0: { network: v0/prod, ip: 10.0.0.1/24, ${nic} } } } }
switches: { tor: { ports: 4, vlans: { 1: { trunk: [10] }, 2: { access: 10 } } } }
stations: { s: { ip: 10.0.0.2/24, ${station} } }
links: [ { ends: [a/vmnic0, tor/1] }, { ends: [s, tor/2] } ]
flows: { f: ${flow} }
`
const TCP_OUT = '{ from: w/eth0, to: s, type: tcp }'
const TCP_IN = '{ from: s, to: w/eth0, type: tcp }'

function lifeIn(yaml: string, nth: number): PacketLife {
  const search = new PacketLifeSearch(modelFrom(yaml), { flow: 'f', fromPs: 0, nth })
  search.advance()
  return search.life!
}

interface Told {
  stage: string
  vlan: string | null
  length: number
  checksum: string
}

/** What the bytes say, for every stage that shows them. */
function told(life: PacketLife): Told[] {
  return life.stages.flatMap(({ stage, header }) => {
    if (header === null) return []
    const layers = dissect(Uint8Array.from(header.match(/../g)!, (byte) => Number.parseInt(byte, 16)))
    const field = (layer: string, name: RegExp): string =>
      layers.find((one) => one.name === layer)?.fields.find((one) => name.test(one.name))?.value ?? ''
    const tag = layers.find(({ name }) => /802\.1Q/.test(name))
    const vlan = tag?.fields.find(({ name }) => /vlan/i.test(name))?.value ?? null
    return [{ stage, vlan, length: Number(field('IPv4', /total/i)), checksum: field('TCP', /checksum/i) }]
  })
}

describe('the headers of a frame', () => {
  it('are a super-frame with a partial checksum in the adapter, and cut, tagged and complete behind the NIC', () => {
    const all = told(lifeIn(LAB('adapter: vmxnet', TCP_OUT), 4))
    expect(all.map(({ stage }) => stage)).toEqual([
      'driver-transmit',
      'vlan-tag',
      'segmentation',
      'transmission',
      'vlan-tag',
      'transmission',
    ])
    const [handed, tagged, cut, first, untagged, second] = all
    expect(handed!.length).toBeGreaterThan(1500)
    expect(handed!.vlan).toBeNull()
    expect(tagged).toEqual({ ...handed!, stage: 'vlan-tag', vlan: '10' })
    expect([cut!.length, cut!.vlan]).toEqual([1500, '10'])
    expect(cut!.checksum).not.toBe(handed!.checksum)
    expect(first).toEqual({ ...cut!, stage: 'transmission' })
    expect(untagged).toEqual({ ...cut!, stage: 'vlan-tag', vlan: null })
    expect(second).toEqual({ ...untagged!, stage: 'transmission' })
  })

  it('are complete from the start where the guest computes its checksums, and never change but for the tag', () => {
    const all = told(lifeIn(LAB('adapter: vlance', TCP_OUT), 4))
    expect(new Set(all.map(({ checksum, length }) => `${checksum} ${length}`)).size).toBe(1)
    expect(all.map(({ vlan }) => vlan)).toEqual([null, '10', '10', null, null])
  })

  it('get their tag in the hardware on the way out of a function', () => {
    const life = lifeIn(LAB('adapter: passthrough, function: vmnic0.vf0', TCP_OUT), 4)
    const tag = life.stages.find(({ stage }) => stage === 'vlan-tag')!
    expect(tag).toMatchObject({ lane: 'nic', path: 'a/vmnic0.vf0' })
    expect(told(life).map(({ vlan }) => vlan)).toEqual([null, '10', '10', null, null])
  })

  it('grow where segments are merged', () => {
    const lives = Array.from({ length: 12 }, (_, k) =>
      lifeIn(LAB('adapter: vmxnet, offloads: { lro: true }', TCP_IN), k + 5),
    )
    const merged = lives.map(told).filter((all) => all.some(({ stage }) => stage === 'merge'))
    expect(merged.length).toBeGreaterThan(0)
    for (const all of merged) {
      const at = all.findIndex(({ stage }) => stage === 'merge')
      expect(all[at]).toMatchObject({ vlan: '10' })
      expect(all[at]!.length).toBeGreaterThan(1500)
      expect(all[at + 1]).toEqual({ ...all[at]!, stage: 'vlan-tag', vlan: null })
    }
  })

  it('were cut where the sender has them, also on the way to a function', () => {
    const yaml = LAB('adapter: passthrough, function: vmnic0.vf0', TCP_IN)
    const cut = lifeIn(yaml, 4).stages.find(({ stage }) => stage === 'segmentation')
    expect(cut).toMatchObject({ lane: 'nic', path: 's' })
  })

  it('are shown by every wire, and by the place where the frame is lost', () => {
    const yaml = LAB('adapter: vmxnet', '{ from: w/eth0, to: s, type: udp, rate: 10Mbps, size: 2000 }', 'mtu: 9000')
    for (const life of [lifeIn(yaml, 1), lifeIn(LAB('adapter: e1000', TCP_OUT), 4)]) {
      for (const { stage, header } of life.stages) if (stage === 'transmission') expect(header).toMatch(/^[0-9a-f]+$/)
      expect(life.stages.find(({ header }) => header !== null)!.header).toBe(life.header)
    }
  })
})
