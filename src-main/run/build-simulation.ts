// A document → a simulation ready to run. Only for documents without errors.
import './engine-flags'
import { resolveLab } from '@shared/lab/resolve-lab'
import type { Lab } from '@shared/lab/schema'
import { Simulation } from '../engine/simulation'

export function buildSimulation(document: Lab): Simulation {
  const model = resolveLab(document)
  return new Simulation(model, { captures: model.captures.length > 0 })
}
