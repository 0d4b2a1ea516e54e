// `iov-lab verify REPORT|RESULT`: run again what the file says was run, and compare the digests.
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import { ENGINE_VERSION } from '../../run/engine-version'
import { findRepeatable } from '../../report/repeatable'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { green, print, red } from '../output'
import { problemLine, readText } from '../read-input'
import { simulate } from './run'

const MAX_REPORT_BYTES = 256 * 1024 * 1024
const PS = 1e12

export async function verify(file: string, options: { quiet?: boolean }): Promise<ExitCode> {
  const { name, text } = await readText(file, MAX_REPORT_BYTES)
  const found = findRepeatable(text)
  if (!found.ok) throw new WrongInput(`${name}: ${found.says}`)
  const { document, digest, engine, seed, simulated } = found.repeatable
  const problems = checkLab(document)
  if (!hasShape(document) || hasErrors(problems)) {
    throw new WrongInput(
      `${name}: the lab in it cannot run`,
      problems.filter(({ level }) => level === 'error').map((problem) => problemLine(name, problem)),
    )
  }
  const { result } = simulate(document, Math.round(simulated * PS), options.quiet ?? false)
  const isSame = result.digest === digest && result.seed === seed && result.simulated === simulated
  if (!options.quiet) {
    const lines = isSame
      ? [`${green('same')}: ${name} is what a run of its lab gives`, `  digest ${digest}`]
      : [
          `${red('DIFFERENT')}: ${name} is not what a run of its lab gives`,
          `  digest in the file  ${digest}`,
          `  digest of the run   ${result.digest}`,
          ...(result.seed === seed ? [] : [`  seed in the file ${seed}, in its lab ${result.seed}`]),
          ...(result.simulated === simulated
            ? []
            : [`  simulated in the file ${simulated} s, in the run ${result.simulated} s`]),
        ]
    if (engine.version !== ENGINE_VERSION) {
      lines.push(
        `  The file was made by engine ${engine.version}, this is ${ENGINE_VERSION}: digests agree only within a version.`,
      )
    }
    await print(`${lines.join('\n')}\n`)
  }
  return isSame ? EXIT.done : EXIT.failed
}
