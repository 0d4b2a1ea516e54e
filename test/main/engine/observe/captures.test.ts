import { describe, expect, it } from 'vitest'
import { DIRECTION, FRAME_KIND, KIND, SEGMENTS, SEQ, VLAN } from '../../../../src-main/engine/kernel/frame-store'
import { Simulator } from '../../../../src-main/engine/kernel/simulator'
import { Capture } from '../../../../src-main/engine/observe/capture'
import { runYaml } from '../../../helper/run-model'

//   web (vmxnet) ─ prod ─ vSwitch0 ─ vmnic0 ─── tor ─── client        fixed (passthrough) ─ vf0 ─ vmnic0
const LAB = (at: string) => `
duration: 300ms
hosts:
  esx:
    nics: { vmnic0: { model: intel-82599, vfs: 1, vf: { 0: { vlan: 10 } } } }
    vswitches: { vSwitch0: { uplinks: { active: [vmnic0] }, portGroups: { prod: { vlan: 10 } } } }
vms:
  web: { host: esx, nics: { eth0: { adapter: vmxnet, network: prod, ip: 10.0.0.1/24 } } }
  fixed: { host: esx, nics: { eth0: { adapter: passthrough, function: vmnic0.vf0, ip: 10.0.0.2/24 } } }
switches: { tor: { ports: 4, vlans: { 1: { trunk: [10] }, 2: { access: 10 } } } }
stations: { client: { ip: 10.0.0.9/24 } }
links: [ { ends: [esx/vmnic0, tor/1] }, { ends: [client, tor/2] } ]
flows:
  one: { from: client, to: web/eth0, type: ping, interval: 10ms, start: 100ms, stop: 200ms }
  two: { from: client, to: fixed/eth0, type: ping, interval: 10ms, start: 101ms, stop: 181ms }
captures: [ { at: ${at}, file: x.pcapng } ]
`

interface Seen {
  time: number
  kind: number
  direction: number
  sequence: number
  vlan: number
  segments: number
}

function captured(at: string): Seen[] {
  const [capture] = runYaml(LAB(at), { captures: true }).simulation.captures
  const seen: Seen[] = []
  capture.forEach((time, data, frame) => {
    seen.push({
      time,
      kind: data[frame + KIND],
      direction: data[frame + DIRECTION],
      sequence: data[frame + SEQ],
      vlan: data[frame + VLAN],
      segments: data[frame + SEGMENTS],
    })
  })
  return seen
}

const echoes = (seen: readonly Seen[]) =>
  seen.filter(({ kind }) => kind === FRAME_KIND.echoRequest || kind === FRAME_KIND.echoReply)

describe('captures', () => {
  it.each([
    // path, echoes of both flows that pass there, VLAN tag that they carry there
    ['client', 36, 0],
    ['tor/2', 36, 0],
    ['tor/1', 36, 10],
    ['esx/vmnic0', 36, 10],
    ['esx/vmnic0~tor/1', 36, 10],
    ['esx/vmnic0.vf0', 16, null],
    ['web/eth0', 20, 0],
    ['fixed/eth0', 16, 0],
    ['esx/vSwitch0/prod', 20, 0],
    ['esx/vSwitch0', 20, null],
  ])('at %s keep each frame that passes, once', (at, count, vlan) => {
    const seen = echoes(captured(at))
    expect(seen).toHaveLength(count)
    const identities = seen.map(({ kind, direction, sequence, time }) => `${kind}/${direction}/${sequence}/${time}`)
    expect(new Set(identities).size).toBe(count)
    if (vlan !== null) expect(new Set(seen.map((frame) => frame.vlan))).toEqual(new Set([vlan]))
  })

  it('keep frames in the order of time, requests before their replies', () => {
    const seen = echoes(captured('web/eth0'))
    expect(seen.map(({ time }) => time)).toEqual([...seen.map(({ time }) => time)].sort((a, b) => a - b))
    expect(seen.map(({ kind }) => kind)).toEqual(
      seen.map((_, i) => (i % 2 === 0 ? FRAME_KIND.echoRequest : FRAME_KIND.echoReply)),
    )
  })

  it('count the frames that pass when they are full, but not those that did not pass after all', () => {
    const sim = new Simulator(1)
    const capture = new Capture(sim, { at: 'x', file: 'x.pcapng', snaplen: 0 }, { follow: () => {} })
    const frame = sim.frames.allocate(FRAME_KIND.udp)
    for (let i = 0; i < 200_003; i++) capture.record(frame, 'to-wire')
    expect([capture.count, capture.missed]).toEqual([200_000, 3])
    capture.forget()
    expect([capture.count, capture.missed]).toEqual([200_000, 2])
  })

  it('keep nothing where nobody asked', () => {
    expect(runYaml(LAB('client')).simulation.captures).toEqual([])
  })
})
