// `iov-lab verify REPORT|RESULT`: run again what the file says was run, and compare the digests and all that the file says.
import { z } from 'zod'
import { type Lab } from '@shared/lab/schema'
import { type LabResult } from '@shared/result/result'
import { ENGINE_VERSION } from '../../run/engine-version'
import { claimDifference } from '../../report/claim-difference'
import { type Claimed, findRepeatable } from '../../report/repeatable'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { green, print, red } from '../output'
import { MAX_REPORT_BYTES, readText, runnableLab } from '../read-input'
import { visible } from '../visible'
import { lifeUntil, simulate } from './run'

const PS = 1e12

const traceShape = z.looseObject({ flow: z.string(), nth: z.number().int().min(1) })

export async function verify(file: string, options: { quiet?: boolean }): Promise<ExitCode> {
  const { name, text } = await readText(file, MAX_REPORT_BYTES)
  const found = findRepeatable(text)
  if (!found.ok) throw new WrongInput(`${name}: ${found.says}`)
  const { claimed } = found
  const { digest, engine, seed, simulated, notes } = found.repeatable
  const document = runnableLab(name, found.repeatable.document)
  const end = Math.round(simulated * PS)
  const { result } = simulate(document, end, options.quiet ?? false)
  const isRepeated = result.digest === digest && result.seed === seed && result.simulated === simulated
  const difference = isRepeated ? claimDifference(claimed, withTrace(result, claimed, document, end), notes) : null
  const isSame = isRepeated && difference === null
  if (!options.quiet) {
    const lines = isSame
      ? [`${green('same')}: ${visible(name)} is what a run of its lab gives`, `  digest ${digest}`]
      : [
          `${red('DIFFERENT')}: ${visible(name)} is not what a run of its lab gives`,
          `  digest in the file  ${visible(digest)}`,
          `  digest of the run   ${result.digest}`,
          ...(result.seed === seed ? [] : [`  seed in the file ${seed}, in its lab ${result.seed}`]),
          ...(result.simulated === simulated
            ? []
            : [`  simulated in the file ${simulated} s, in the run ${result.simulated} s`]),
          ...(difference === null ? [] : [`  ${visible(difference)}`]),
        ]
    if (engine.version !== ENGINE_VERSION) {
      lines.push(
        `  The file was made by engine ${visible(engine.version)}, this is ${ENGINE_VERSION}: digests agree only within a version.`,
      )
    }
    await print(`${lines.join('\n')}\n`)
  }
  return isSame ? EXIT.done : EXIT.failed
}

/** The run, with the frame that the file tells the life of. */
function withTrace(result: LabResult, claimed: Claimed, document: Lab, end: number): LabResult {
  const trace = claimed.format === 'json' ? (claimed.result as { trace?: unknown }).trace : undefined
  const asked = traceShape.safeParse(trace)
  if (!asked.success) return result
  const { flow, nth } = asked.data
  return { ...result, trace: { flow, nth, life: lifeUntil(document, { flow, nth }, end) } }
}
