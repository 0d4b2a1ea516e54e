// What the slot of a NIC carries, and what that means for frames between functions.
import { describe, expect, it } from 'vitest'
import { PcieSlot } from '../../../../src-main/engine/nic/pcie-slot'
import { costArray, resolveCosts } from '../../../../src-shared/catalogue/cost-model'
import { nicModel } from '../../../../src-shared/catalogue/nic-models'
import { LabRun } from '../host/lab-run'

//   x on vf0 ==> y on vf1, s ==> z on vf2, all through one port
const lab = (wire: string): LabRun =>
  new LabRun(`
hosts:
  a:
    cpu: { cores: 16 }
    nics: { n0: { model: intel-82576, vfs: 3 } }
vms:
  x: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf0, ip: 10.0.0.1/24 } } }
  y: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf1, ip: 10.0.0.2/24 } } }
  z: { host: a, nics: { eth0: { adapter: passthrough, function: n0.vf2, ip: 10.0.0.3/24 } } }
stations: { s: { ip: 10.0.0.9/24 } }
links: [ { ends: [a/n0, s] } ]
flows: { f: { from: x/eth0, to: y/eth0, type: tcp } ${wire} }
`)

/** Frames of 1,460 bytes are 1,518, in six packets, and one for the descriptor. */
const MOST = (8e9 * 1460) / (1518 + 6 * 24 + 16 + 24)

describe('the slot of a NIC', () => {
  it.each([
    ['intel-82599', 1518, (1518 + 6 * 24 + 40) * 250],
    ['intel-82599', 64, (64 + 24 + 40) * 250],
    ['intel-82576', 256, (256 + 24 + 40) * 1000],
  ])('PE4: of an %s takes %d bytes in packets with headers, and a descriptor', (model, bytes, takes) => {
    const slot = new PcieSlot(nicModel(model)!.slotBps, costArray(resolveCosts('modern')))
    expect(slot.transfer(bytes)).toBe(takes)
  })

  it('PE4: bounds what goes from function to function, above the speed of the port', () => {
    const run = lab('').until(0.05)
    expect(run.goodput()).toBeLessThan(MOST)
    expect(run.goodput()).toBeGreaterThan(0.9 * MOST)
    expect(run.flow().lost).toBe(0)
  })

  it('PE4: is shared with what comes from the wire, which loses nothing', () => {
    const alone = lab('').until(0.05).goodput()
    const run = lab(', g: { from: s, to: z/eth0, type: udp, rate: 900Mbps }').until(0.05)
    expect(run.flow(1).lost).toBe(0)
    expect(alone - run.goodput()).toBeGreaterThan(0.7e9)
    expect(alone - run.goodput()).toBeLessThan(1.1e9)
  })
})
