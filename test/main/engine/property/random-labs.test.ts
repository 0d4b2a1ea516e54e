// A thousand labs that nobody thought of, with scripts that break links, move VMs and change settings: none may crash, every
// one keeps its books, and each gives the same result again. IOV_LAB_RANDOM_LABS=3000 tries that many others instead.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLab } from '../../../../src-shared/lab/check-lab'
import type { LabModel } from '../../../../src-shared/lab/lab-model'
import { resolveLab } from '../../../../src-shared/lab/resolve-lab'
import { type EngineResult, resultSchema } from '../../../../src-shared/result/result'
import { Simulation } from '../../../../src-main/engine/simulation'
import { labOf, labWish } from '../../../helper/random-lab'

const ASKED = process.env.IOV_LAB_RANDOM_LABS
const LABS = Number(ASKED ?? 1000)
const SHARDS = 4
/** Of so many, one is run in slices of events as well. */
const SLICED_EACH = 10

const engineResult = resultSchema.omit({
  format: true,
  lab: true,
  document: true,
  engine: true,
  wall: true,
  digest: true,
  checks: true,
})

function expectBooks(result: EngineResult, isHost: (machine: string) => boolean): void {
  expect(engineResult.safeParse(result).error?.issues ?? []).toEqual([])
  for (const flow of Object.values(result.flows)) {
    expect(flow.sent).toBe(flow.delivered + flow.lost + flow.inFlight)
    const lost = Object.values(flow.lostBy).reduce((sum, frames) => sum + frames, 0)
    expect(lost).toBe(flow.lost)
    expect(Math.min(flow.inFlight, flow.delivered, flow.lost, flow.longestGap)).toBeGreaterThanOrEqual(0)
  }
  for (const [machine, { utilization, perCore, byStage, byVm }] of Object.entries(result.cpu)) {
    const sum = (record: Record<string, number>) => Object.values(record).reduce((total, cycles) => total + cycles, 0)
    // a station has no VMs to tell apart
    if (isHost(machine)) expect(Math.abs(sum(byStage) - sum(byVm))).toBeLessThanOrEqual(1e-6 * sum(byStage) + 1)
    expect(utilization).toBeLessThanOrEqual(perCore.length)
    for (const busy of perCore) expect(busy).toBeLessThanOrEqual(1)
  }
}

/** Looked at eight times on its way. */
function watched(model: LabModel): Simulation {
  const simulation = new Simulation(model)
  for (let k = 1; k <= 8; k++) {
    simulation.run((simulation.endPs / 8) * k)
    simulation.lab.sim.traffic.assertBalance()
  }
  return simulation
}

function whole(model: LabModel): Simulation {
  const simulation = new Simulation(model)
  simulation.run(simulation.endPs)
  return simulation
}

function sliced(model: LabModel, events: number): Simulation {
  const simulation = new Simulation(model)
  while (simulation.run(simulation.endPs, events) === 'budget');
  return simulation
}

describe('any lab', () => {
  it.each(Array.from({ length: SHARDS }, (_, shard) => shard))(
    'K9: keeps its books to the frame and to the cycle, and does the same again (part %i)',
    { timeout: 600_000 },
    (shard) => {
      const seed = (ASKED === undefined ? 2644 : Date.now() % 2 ** 31) + shard
      let ran = 0
      fc.assert(
        fc.property(labWish, fc.integer({ min: 1, max: 5000 }), (wish, slice) => {
          const lab = labOf(wish)
          expect(checkLab(lab).filter(({ level }) => level === 'error')).toEqual([])
          const model = resolveLab(lab)
          const simulation = watched(model)
          expectBooks(simulation.result(), (machine) => Object.hasOwn(lab.hosts!, machine))
          const text = simulation.canonicalText()
          const again = ran++ % SLICED_EACH === 0 ? sliced(model, slice) : whole(model)
          // a comparison of the texts themselves would print both
          expect(again.canonicalText() === text).toBe(true)
          expect(again.events).toBe(simulation.events)
        }),
        { numRuns: Math.ceil(LABS / SHARDS), seed, endOnFailure: ASKED === undefined },
      )
    },
  )
})
