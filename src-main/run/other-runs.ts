// Further runs for the checks of a lab: the same document once more, one of its variants, the life of one frame. Each is made
// when a check asks for it first, and kept for the next question about the same document.
import type { CheckedResult } from '@shared/check/check-scope'
import { CheckProblem } from '@shared/check/check-value'
import type { FollowedFrame, OtherRuns } from '@shared/check/other-runs'
import { checkLab } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import type { Lab } from '@shared/lab/schema'
import { variantOf } from '@shared/lab/variants'
import { buildSimulation } from './build-simulation'
import { labSha256 } from './digest'
import { frameLife } from './packet-life'

const PS = 1e12

export class LabOtherRuns implements OtherRuns {
  private readonly runs = new Map<string, CheckedResult | CheckProblem>()
  private readonly lives = new Map<string, FollowedFrame | null>()

  constructor(
    private readonly document: Lab,
    private readonly endPs: number,
  ) {}

  run(name: string): CheckedResult | CheckProblem {
    const known = this.runs.get(name)
    if (known) return known
    const made = this.make(name)
    this.runs.set(name, made)
    return made
  }

  life(flow: string, nth: number, from: number): FollowedFrame | null {
    const key = `${nth} ${from} ${flow}`
    const known = this.lives.get(key)
    if (known !== undefined) return known
    const life = frameLife(this.document, { flow, nth, fromPs: Math.round(from * PS) })
    this.lives.set(key, life)
    return life
  }

  private make(name: string): CheckedResult | CheckProblem {
    const document = name === 'again' ? this.document : variantOf(this.document, name)
    if (document === null) return new CheckProblem(`There is no variant "${name}".`)
    if (hasErrors(checkLab(document))) return new CheckProblem(`The variant "${name}" cannot run.`)
    const simulation = buildSimulation(document)
    simulation.run(Math.min(this.endPs, simulation.endPs))
    return { lab: { name, sha256: labSha256(document) }, document, ...simulation.result() }
  }
}

/** A grader asks again and again about the lab that it has at hand: the last one is kept. */
let last: { key: string; runs: LabOtherRuns } | null = null

export function otherRunsOf(document: Lab, endPs: number): OtherRuns {
  const { answers: _answers, checks: _checks, ...played } = document
  const key = `${endPs} ${labSha256(played)}`
  if (last?.key !== key) last = { key, runs: new LabOtherRuns(document, endPs) }
  return last.runs
}
