// A run that a file tells of, done again: whether the file says what its lab gives.
import { z } from 'zod'
import { type Lab } from '@shared/lab/schema'
import { type LabResult } from '@shared/result/result'
import { frameLifeUntil } from '../run/packet-life'
import { claimDifference } from './claim-difference'
import { type Claimed } from './repeatable'
import { type Repeatable } from './report-block'

const PS = 1e12

const traceShape = z.looseObject({ flow: z.string(), nth: z.number().int().min(1) })

export interface Replay {
  /** Of the run that was done here. */
  result: LabResult
  isSame: boolean
  /** The first figure or line of the file that the run does not give, where the digests agree. */
  difference: string | null
}

/** `document`: the lab of the file, known to run; `run`: runs it up to a time, in picoseconds. */
export function replay(
  { repeatable, claimed }: { repeatable: Repeatable; claimed: Claimed },
  document: Lab,
  run: (document: Lab, endPs: number) => LabResult,
): Replay {
  const { digest, seed, simulated, notes } = repeatable
  const end = Math.round(simulated * PS)
  const result = run(document, end)
  const isRepeated = result.digest === digest && result.seed === seed && result.simulated === simulated
  const difference = isRepeated ? claimDifference(claimed, withTrace(result, claimed, document, end), notes) : null
  return { result, isSame: isRepeated && difference === null, difference }
}

/** The run, with the frame that the file tells the life of. */
function withTrace(result: LabResult, claimed: Claimed, document: Lab, end: number): LabResult {
  const trace = claimed.format === 'json' ? (claimed.result as { trace?: unknown }).trace : undefined
  const asked = traceShape.safeParse(trace)
  if (!asked.success) return result
  const { flow, nth } = asked.data
  return { ...result, trace: { flow, nth, life: frameLifeUntil(document, { flow, nth }, end) } }
}
