// A lab run from start to end in this thread, with nobody watching: the command line, tests and benchmarks use it.
// The same simulation, the same result and the same digest as a session in the engine's thread.
import type { Lab } from '@shared/lab/schema'
import type { LabResult } from '@shared/result/result'
import type { Simulation } from '../engine/simulation'
import { buildSimulation } from './build-simulation'
import { labResult } from './lab-result'
import { wallClock } from './wall-clock'

/** Often enough for a progress bar, seldom enough to cost nothing, also where hundreds of islands have turns. */
const SLICE_EVENTS = 500_000

export interface RunLabOptions {
  /** Where to stop, ps; the end of the document's duration where it is absent. */
  untilPs?: number
  /** Told after every slice: how far it is, of how much, ps. */
  onProgress?: (nowPs: number, endPs: number) => void
  /** Given the simulation when it has stopped, for what a result does not hold (captures). */
  onDone?: (simulation: Simulation) => void
}

/** Throws where the engine has a bug; documents with errors are for the caller to refuse. */
export function runLab(document: Lab, options: RunLabOptions = {}): LabResult {
  const began = wallClock.now()
  const simulation = buildSimulation(document)
  const endPs = Math.min(options.untilPs ?? simulation.endPs, simulation.endPs)
  while (simulation.run(endPs, SLICE_EVENTS, true) === 'budget') options.onProgress?.(simulation.now, endPs)
  options.onProgress?.(endPs, endPs)
  const result = labResult(simulation, { document, played: document, wallMs: wallClock.now() - began, isOver: true })
  options.onDone?.(simulation)
  return result
}
