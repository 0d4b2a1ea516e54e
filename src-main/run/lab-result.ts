// A simulation at rest → the result document: adds identity, digest, wall time and the checks to what the engine knows.
import { evaluateChecks } from '@shared/check/evaluate-checks'
import type { Lab } from '@shared/lab/schema'
import { RESULT_FORMAT, type LabResult } from '@shared/result/result'
import { labSha256, sha256 } from './digest'
import { otherRunsOf } from './other-runs'
import { ENGINE_NAME, ENGINE_VERSION } from './engine-version'
import type { SimulationFace } from './simulation-face'

export interface ResultContext {
  /** The lab as it was opened: its hash says which lab was run. */
  document: Lab
  /** The same with what the person did, as events: running it again repeats the run. */
  played: Lab
  wallMs: number
  /** Checks may ask for further runs; where it is absent, at the end of the document's duration. */
  isOver?: boolean
}

/** Throws where the engine finds its own books wrong: that is a bug and no result may come of it. */
export function labResult(simulation: SimulationFace, context: ResultContext): LabResult {
  // a step may have stopped between two events of one instant, a repetition stops after the last of them
  simulation.run(simulation.now)
  // further runs take their time: not while somebody only looks in between
  const isOver = context.isOver ?? simulation.now >= simulation.endPs
  const known = {
    lab: { name: context.document.name, sha256: labSha256(context.document) },
    document: context.played,
    ...simulation.result(),
  }
  return {
    format: RESULT_FORMAT,
    engine: { name: ENGINE_NAME, version: ENGINE_VERSION },
    wall: context.wallMs / 1000,
    digest: sha256(simulation.canonicalText()),
    ...known,
    checks: evaluateChecks(isOver ? { ...known, others: otherRunsOf(context.played, simulation.now) } : known),
  }
}
