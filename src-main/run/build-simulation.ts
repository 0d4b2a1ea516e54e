// A document → a simulation ready to run. Only for documents without errors.
import { type Lab } from '@shared/lab/schema'
import { type SimulationFace } from './simulation-face'

export function buildSimulation(document: Lab): SimulationFace {
  throw new Error(`there is no engine yet for ${document.name}`)
}
