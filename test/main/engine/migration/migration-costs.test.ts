import { describe, expect, it } from 'vitest'
import { DESIGNS, startLab } from './design-lab'

describe('G18: what a migration costs', () => {
  it('both hosts for the copy of each page, and the guest for the tracking of what it wrote', () => {
    const vm = 'memory: 8MiB, dirty: { rate: 50000, workingSet: 4MiB }'
    const run = startLab({ nic: DESIGNS.upt, vm }).until(0.05)
    run.lab.migration.request('w', 'b')
    run.sim.settle()
    run.until(0.3)
    const [{ bytes }] = run.lab.migration.results()
    const copy = (bytes / 4096) * 500
    expect(run.cycles(0, 'migration-copy')).toBeCloseTo(copy, 0)
    // what a slice receives, 64 frames at most, is paid for in the next one
    const left = copy - run.cycles(1, 'migration-copy')
    expect(left).toBeGreaterThanOrEqual(0)
    expect(left).toBeLessThan(((64 * 1460) / 4096) * 500)
    expect(run.cycles(0, 'dirty-log') + run.cycles(1, 'dirty-log')).toBeGreaterThan(0)
  })
})
