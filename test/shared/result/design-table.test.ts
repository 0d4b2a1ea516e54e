// The table of the designs is computed from runs: the same lab and seed with another adapter, and the rows of its result.
import { describe, expect, it } from 'vitest'
import { checkLab } from '../../../src-shared/lab/check-lab'
import { resolveLab } from '../../../src-shared/lab/resolve-lab'
import type { Lab } from '../../../src-shared/lab/schema'
import { DESIGN_KINDS, exchangeable, withDesign } from '../../../src-shared/lab/with-design'
import { DESIGN_COLUMNS, designCells, designRows } from '../../../src-shared/result/design-table'
import type { LabResult } from '../../../src-shared/result/result'
import { Simulation } from '../../../src-main/engine/simulation'
import { labFrom } from '../../helper/lab-builder'
import { DESIGNS, designLab } from '../../main/engine/migration/design-lab'

const lab = labFrom(
  `duration: 1s\n${designLab({ nic: DESIGNS.upt, events: '{ at: 100ms, do: vmotion, vm: w, to: b }' })}`,
)

function run(document: Lab): LabResult {
  const simulation = new Simulation(resolveLab(document))
  simulation.run(simulation.endPs)
  return { ...simulation.result(), document } as unknown as LabResult
}

describe('the table of the designs', () => {
  const rows = DESIGN_KINDS.map((kind) => {
    const result = run(withDesign(lab, kind))
    return { result, row: designRows(result)[0] }
  })

  it('says of each what the run says: losses by reason, gap, downtime, devices', () => {
    for (const { result, row } of rows) {
      const { up, down } = result.flows
      expect(row).toMatchObject({ nic: 'w/eth0', asked: 1, completed: 1 })
      expect(row.lost).toBe(up.lost + down.lost)
      expect(Object.values(row.lostBy).reduce((sum, frames) => sum + frames, 0)).toBe(row.lost)
      expect(row.longestGap).toBe(Math.max(up.longestGap, down.longestGap))
      expect(row.downtime).toBe(result.migrations[0].downtime)
    }
  })

  it('orders the designs as they are known: replug has the largest gap, the pair three devices, a shell one', () => {
    const of = (kind: string) => rows.find(({ row }) => row.adapter === kind)!.row
    expect(rows.map(({ row }) => [row.adapter, row.devices, row.deviceChanges])).toEqual([
      ['npa', 1, 0],
      ['upt', 1, 0],
      ['failover', 3, 2],
      ['replug', 1, 2],
    ])
    for (const kind of ['npa', 'upt', 'failover'])
      expect(of(kind).longestGap).toBeLessThan(of('replug').longestGap / 10)
    expect(of('npa').drivers).toEqual(['vmxnet3'])
    expect(of('replug').drivers).toEqual(['mlx5_core'])
  })

  it('has a cell for every column', () => {
    const cells = designCells(rows[3].row, { count: String, duration: String })
    expect(cells).toHaveLength(DESIGN_COLUMNS.length)
    expect(cells[4]).toMatch(/device-removed \d+/)
  })
})

describe('a lab with another design', () => {
  it('is a valid lab of the same seed, without the checks that ask for the first design', () => {
    const asked: Lab = { ...lab, checks: [{ id: 'x', that: 'true' }] }
    for (const kind of DESIGN_KINDS) {
      const other = withDesign(asked, kind)
      expect(checkLab(other)).toEqual([])
      expect([other.seed, other.checks]).toEqual([asked.seed, undefined])
    }
    expect(exchangeable(lab)).toEqual(['w/eth0'])
  })

  it('leaves vNICs alone that use no function', () => {
    const plain = labFrom(designLab({ nic: 'adapter: vmxnet' }))
    expect(exchangeable(plain)).toEqual([])
    expect(withDesign(plain, 'npa').vms).toEqual(plain.vms)
  })
})
