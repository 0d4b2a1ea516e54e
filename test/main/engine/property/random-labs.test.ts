import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLab } from '../../../../src-shared/lab/check-lab'
import { resolveLab } from '../../../../src-shared/lab/resolve-lab'
import { resultSchema } from '../../../../src-shared/result/result'
import { Simulation } from '../../../../src-main/engine/simulation'
import { labOf, labWish } from '../../../helper/random-lab'

const RUNS = Number(process.env.IOV_LAB_RANDOM_LABS ?? 12)
const options = { numRuns: RUNS, seed: process.env.IOV_LAB_RANDOM_LABS ? undefined : 2644, endOnFailure: false }

const engineResult = resultSchema.omit({
  format: true,
  lab: true,
  document: true,
  engine: true,
  wall: true,
  digest: true,
  checks: true,
})

describe('any lab', () => {
  it('K9: keeps its books, to the frame and to the cycle', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(labWish, (wish) => {
        const lab = labOf(wish)
        expect(checkLab(lab).filter(({ level }) => level === 'error')).toEqual([])
        const simulation = new Simulation(resolveLab(lab))
        for (let until = 0; until <= simulation.endPs; until += simulation.endPs / 8) {
          simulation.run(until)
          simulation.lab.sim.traffic.assertBalance()
        }
        const result = simulation.result()
        expect(engineResult.safeParse(result).error?.issues ?? []).toEqual([])
        for (const flow of Object.values(result.flows)) {
          expect(flow.sent).toBe(flow.delivered + flow.lost + flow.inFlight)
          const lost = Object.values(flow.lostBy).reduce((sum, frames) => sum + frames, 0)
          expect(lost).toBe(flow.lost)
          expect(Math.min(flow.inFlight, flow.delivered, flow.lost, flow.longestGap)).toBeGreaterThanOrEqual(0)
        }
        for (const { utilization, perCore, byStage, byVm } of Object.values(result.cpu)) {
          const sum = (record: Record<string, number>) =>
            Object.values(record).reduce((total, cycles) => total + cycles, 0)
          expect(Math.abs(sum(byStage) - sum(byVm))).toBeLessThanOrEqual(1e-6 * sum(byStage) + 1)
          expect(utilization).toBeLessThanOrEqual(perCore.length)
          for (const busy of perCore) expect(busy).toBeLessThanOrEqual(1)
        }
      }),
      options,
    )
  })

  it('gives the same result again, and in slices of any size', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(labWish, fc.integer({ min: 1, max: 5000 }), (wish, slice) => {
        const model = resolveLab(labOf(wish))
        const whole = new Simulation(model)
        whole.run(whole.endPs)
        const sliced = new Simulation(model)
        while (sliced.run(sliced.endPs, slice) === 'budget');
        expect(sliced.canonicalText() === whole.canonicalText()).toBe(true)
        expect(sliced.events).toBe(whole.events)
      }),
      options,
    )
  })
})
