// What must hold for every frame of every lab: stages without gaps that last as long as the frame was under way, and a run
// that is the same whether or not somebody watches.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DIRECTION, FLOW, SENT_AT } from '../../../../src-main/engine/kernel/frame-store'
import { PacketLifeSearch, type PacketLife } from '../../../../src-main/engine/observe/packet-life'
import { Simulation } from '../../../../src-main/engine/simulation'
import type { LabModel } from '../../../../src-shared/lab/lab-model'
import { resolveLab } from '../../../../src-shared/lab/resolve-lab'
import { DROP_REASONS } from '../../../../src-shared/result/drop-reasons'
import { LIFE_LANES, LIFE_STAGES } from '../../../../src-shared/result/packet-life'
import { labOf, labWish } from '../../../helper/random-lab'

const RUNS = Number(process.env.IOV_LAB_RANDOM_LABS ?? 40)
const options = { numRuns: RUNS, seed: process.env.IOV_LAB_RANDOM_LABS ? undefined : 2644, endOnFailure: true }

const wishes = fc.array(
  fc.record({
    flow: fc.nat(5),
    /** Thousandths of the duration. */
    from: fc.noBias(fc.nat(900)),
    nth: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 3, maxLength: 5 },
)

/** A run that nobody watches: its result, and of every delivered frame its flow, when it was sent, and when delivered. */
function unwatched(model: LabModel): { simulation: Simulation; deliveries: Set<string>; text: string } {
  const simulation = new Simulation(model)
  const { sim } = simulation.lab
  const deliveries = new Set<string>()
  const deliver = sim.traffic.deliver.bind(sim.traffic)
  sim.traffic.deliver = (frame) => {
    const d = sim.frames.data
    if (d[frame + DIRECTION] === 0) deliveries.add(`${d[frame + FLOW]} ${d[frame + SENT_AT]} ${sim.now}`)
    deliver(frame)
  }
  simulation.run(simulation.endPs)
  return { simulation, deliveries, text: simulation.canonicalText() }
}

function expectWhole(life: PacketLife): void {
  let at = life.sentPs
  let sum = 0
  for (const { stage, lane, path, startPs, endPs, cycles, header } of life.stages) {
    expect(startPs).toBe(at)
    expect(endPs).toBeGreaterThanOrEqual(startPs)
    expect(Number.isInteger(endPs)).toBe(true)
    expect(LIFE_STAGES).toHaveProperty([stage])
    expect(LIFE_LANES).toContain(lane)
    expect(path).not.toBe('')
    expect(cycles).toBeGreaterThanOrEqual(0)
    if (header !== null) expect(header).toMatch(/^([0-9a-f]{2}){22,}$/)
    else expect(stage).not.toBe('transmission')
    at = endPs
    sum += endPs - startPs
  }
  expect(at).toBe(life.endPs)
  expect(sum).toBe(life.endPs - life.sentPs)
  expect(life.stages[0]!.stage).toBe('application')
  const last = life.stages[life.stages.length - 1]!.stage
  if (life.outcome === 'delivered') expect(last).toBe('delivered')
  else if (life.outcome !== 'in-flight') {
    expect(DROP_REASONS).toHaveProperty([life.outcome])
    expect(last).toBe('dropped')
  }
}

it('the stages of a frame follow each other without gaps and add up to the picosecond', { timeout: 240_000 }, () => {
  let delivered = 0
  fc.assert(
    fc.property(labWish, wishes, (wish, frames) => {
      const model = resolveLab(labOf(wish))
      fc.pre(model.flows.length > 0)
      const { simulation, deliveries, text } = unwatched(model)
      frames.forEach(({ flow, from, nth }, i) => {
        const index = flow % model.flows.length
        const fromPs = from * wish.durationMs * 1e6
        const frame = { flow: model.flows[index]!.id, fromPs, nth }
        const search = new PacketLifeSearch(model, frame)
        search.advance()
        if (search.life !== null) {
          expectWhole(search.life)
          expect(search.life.sentPs >= fromPs || search.life.stages[1]!.stage === 'retransmission').toBe(true)
          if (search.life.outcome === 'delivered') {
            expect(deliveries).toContain(`${index} ${search.life.sentPs} ${search.life.endPs}`)
            delivered++
          }
        }
        if (i > 0) return
        const second = new PacketLifeSearch(model, frame)
        second.advance()
        expect(second.life).toEqual(search.life)
        // everything is still watched
        search.simulation.run(search.simulation.endPs)
        expect(search.simulation.canonicalText() === text).toBe(true)
        expect(search.simulation.events).toBe(simulation.events)
      })
    }),
    options,
  )
  expect(delivered).toBeGreaterThan(RUNS / 2)
})

it('the same frame has the same life in whatever slices it is searched', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(labWish, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 30 }), (wish, slice, nth) => {
      const model = resolveLab(labOf(wish))
      fc.pre(model.flows.length > 0)
      const frame = { flow: model.flows[0]!.id, fromPs: wish.durationMs * 5e8, nth }
      const whole = new PacketLifeSearch(model, frame)
      whole.advance()
      const sliced = new PacketLifeSearch(model, frame)
      while (!sliced.advance(slice));
      expect(sliced.life).toEqual(whole.life)
    }),
    options,
  )
})
