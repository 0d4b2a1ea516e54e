// Runs a lab to its end and gives back the simulation and its result.
import { Simulation, type SimulationOptions } from '../../src-main/engine/simulation'
import type { EngineResult } from '../../src-shared/result/result'
import { modelFrom } from './lab-builder'

export interface Ran {
  simulation: Simulation
  result: EngineResult
}

export function runYaml(yaml: string, options: SimulationOptions = {}): Ran {
  const simulation = new Simulation(modelFrom(yaml), options)
  simulation.run(simulation.endPs)
  return { simulation, result: simulation.result() }
}
