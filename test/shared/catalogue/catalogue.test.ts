import { describe, expect, it } from 'vitest'
import { adapter, ADAPTER_ENTRIES } from '@shared/catalogue/adapters'
import { COST_STAGES, costArray, isStageId, resolveCosts, STAGE, STAGE_IDS } from '@shared/catalogue/cost-model'
import { maxSpeed, NIC_MODELS, nicModel } from '@shared/catalogue/nic-models'
import { busesOf, pciAddress, usableVfs } from '@shared/catalogue/pci-address'
import { resolveLab } from '@shared/lab/resolve-lab'
import { PLUGIN_IDS } from '@shared/catalogue/plugins'
import { ADAPTERS } from '@shared/lab/schema'

/** The table of the public contract: speeds in Gbps, VFs by register and usable, NetQueues, reset, plug-in, uniform. */
const TABLE: [string, number[], number, number, number, string, string | null, boolean][] = [
  ['intel-82545', [1], 0, 0, 0, 'none', null, false],
  ['intel-82598', [10], 0, 0, 16, 'none', null, false],
  ['intel-82576', [1], 8, 7, 4, 'flr', 'intel', false],
  ['intel-82599', [10], 64, 63, 64, 'flr', 'intel', false],
  ['intel-x710', [10], 128, 128, 256, 'flr', 'intel', false],
  ['intel-e810', [25, 100], 256, 256, 256, 'flr', 'intel', false],
  ['mellanox-connectx5', [25, 100], 127, 127, 128, 'flr', 'mellanox', false],
  ['broadcom-bcm57810', [10], 16, 16, 16, 'flr', 'broadcom', false],
  ['cisco-vic1280', [10, 40], 256, 256, 256, 'flr', 'cisco', true],
  ['nvidia-bluefield2', [25, 100], 127, 127, 128, 'flr', 'mellanox', true],
]

describe('NIC models', () => {
  it.each(TABLE)('%s is as the contract says', (id, speeds, total, usable, netqueues, reset, ihv, uniform) => {
    const model = nicModel(id)!
    expect(model.speedsBps).toEqual(expect.arrayContaining(speeds.map((speed) => speed * 1e9)))
    expect(maxSpeed(model)).toBe(Math.max(...speeds) * 1e9)
    expect(model).toMatchObject({ totalVfs: total, usableVfs: usable, netqueues, reset, ihv, uniform })
  })

  it('are no others, each with a source, a plug-in that exists, and ascending speeds', () => {
    expect(NIC_MODELS.map(({ id }) => id)).toEqual(TABLE.map(([id]) => id))
    for (const model of NIC_MODELS) {
      expect(model.source.length).toBeGreaterThan(20)
      if (model.ihv !== null) expect(PLUGIN_IDS).toContain(model.ihv)
      expect([...model.speedsBps].sort((a, b) => a - b)).toEqual(model.speedsBps)
      expect(model.usableVfs > 0).toBe(model.vfDeviceId !== null && model.reset === 'flr' && model.vfOffset > 0)
    }
    expect(nicModel('constructor')).toBeUndefined()
  })

  it('have functions where the arithmetic of the capability puts them', () => {
    // 82599 on 03:00.0 with ARI: 03:10.0, 03:10.2 ... 03:17.6; E810: x:01.0; ConnectX single port: x:00.1
    const at = (bus: number, model: string, vf: number | null) => pciAddress({ bus, ari: true }, nicModel(model)!, vf)
    expect(at(3, 'intel-82599', null)).toBe('0000:03:00.0')
    expect(at(3, 'intel-82599', 0)).toBe('0000:03:10.0')
    expect(at(3, 'intel-82599', 1)).toBe('0000:03:10.2')
    expect(at(3, 'intel-82599', 31)).toBe('0000:03:17.6')
    expect(at(3, 'intel-82599', 62)).toBe('0000:03:1f.4')
    expect(at(4, 'intel-e810', 0)).toBe('0000:04:01.0')
    expect(at(3, 'intel-x710', 1)).toBe('0000:03:02.1')
    expect(at(3, 'mellanox-connectx5', 0)).toBe('0000:03:00.1')
  })

  it('have functions on the next bus where the offset leads there, which it does for some models without ARI', () => {
    const at = (model: string, vf: number) => pciAddress({ bus: 1, ari: false }, nicModel(model)!, vf)
    expect([at('intel-82576', 0), at('intel-82576', 1)]).toEqual(['0000:02:10.0', '0000:02:10.2'])
    expect(usableVfs(nicModel('intel-82576')!, false)).toBe(7)
    expect(at('intel-x710', 0)).toBe('0000:02:02.0')
    expect(pciAddress({ bus: 3, ari: true }, nicModel('intel-e810')!, 255)).toBe('0000:04:00.7')
  })

  it('stand on buses that no other card needs', () => {
    expect(busesOf(nicModel('intel-82599')!, true)).toBe(1)
    expect(busesOf(nicModel('intel-82599')!, false)).toBe(2)
    expect(busesOf(nicModel('intel-e810')!, true)).toBe(2)
    const nics = { a: { model: 'intel-e810' }, b: { model: 'intel-82576', ari: false }, c: { model: 'intel-82545' } }
    const lab = resolveLab({ format: 'iov-lab/1', name: 'x', hosts: { h: { nics } } })
    expect(lab.hosts[0].nics.map((nic) => nic.bus)).toEqual([3, 5, 7])
  })
})

describe('adapters', () => {
  it('are those of the schema, in its order', () => {
    expect(ADAPTER_ENTRIES.map(({ id }) => id)).toEqual([...ADAPTERS])
  })

  it('are consistent: what needs a function is direct, what switches can also be emulated', () => {
    for (const entry of ADAPTER_ENTRIES) {
      expect(adapter(entry.id)).toBe(entry)
      expect(entry.function === 'none').toBe(entry.path !== 'direct')
      expect(entry.switchable).toBe(entry.leaves === 'switched')
      if (entry.switchable) expect([entry.path, entry.function, entry.network]).toEqual(['direct', 'optional', true])
      if (entry.leaves === 'unplugged') expect([entry.path, entry.network]).toEqual(['direct', true])
      if (entry.tso) expect(entry.checksum).toBe(true)
    }
  })
})

describe('the cost model', () => {
  it('has stages that are unique, sourced, not negative, and within reach by position', () => {
    expect(new Set(STAGE_IDS).size).toBe(STAGE_IDS.length)
    for (const [index, entry] of COST_STAGES.entries()) {
      expect(STAGE[entry.id]).toBe(index)
      expect(entry.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(entry.source).not.toBe('')
      expect(entry.range).not.toBe('')
      expect(Math.min(entry.modern, entry.legacy)).toBeGreaterThanOrEqual(0)
    }
  })

  it('keeps to the figures that the evidence gives', () => {
    const modern = resolveCosts('modern')
    expect(modern['socket-send'] + modern['tcp-transmit']).toBe(4000)
    expect(modern['vm-exit']).toBe(1300)
    // an exit to a device model in a user process: 6,500 in all; inside the hypervisor 2,500
    expect(modern['vm-exit'] + modern['exit-user-switch'] + modern['exit-user-device']).toBe(6500)
    expect(modern['vm-exit'] + modern['exit-emulate']).toBe(2500)
    expect(modern.doorbell).toBe(modern['vm-exit'] + 700)
    expect(modern['copy-byte']).toBe(0.12)
    expect(modern['iotlb-read']).toBe(197_000)
    expect(modern['function-reset-latency']).toBe(100e9)
    const legacy = resolveCosts('legacy')
    expect(legacy['vm-exit']).toBe(2 * modern['vm-exit'])
    expect(legacy['tcp-receive']).toBeCloseTo(1.3 * modern['tcp-receive'])
    expect(legacy['migration-page'] / 4096).toBe(19)
    const interrupt = legacy['virtual-interrupt'] + legacy['virtual-eoi'] + legacy['virtual-ipi']
    expect(interrupt / (modern['virtual-interrupt'] + modern['virtual-eoi'] + modern['virtual-ipi'])).toBe(2.5)
  })

  it('takes overrides of single stages, and zero is one', () => {
    const costs = resolveCosts('modern', { 'vm-exit': 1200, 'iotlb-reads-per-page': 0 })
    expect(costs['vm-exit']).toBe(1200)
    expect(costs['iotlb-reads-per-page']).toBe(0)
    expect(costs['copy-byte']).toBe(0.12)
    expect(costArray(costs)[STAGE['vm-exit']]).toBe(1200)
    expect(isStageId('vm-exit')).toBe(true)
    expect(isStageId('constructor')).toBe(false)
  })
})
