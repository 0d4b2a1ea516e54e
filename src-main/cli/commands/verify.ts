// `iov-lab verify REPORT|RESULT`: run again what the file says was run, and compare the digests and all that the file says.
import { ENGINE_VERSION } from '../../run/engine-version'
import { findRepeatable } from '../../report/repeatable'
import { replay } from '../../report/replay'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { green, print, red } from '../output'
import { MAX_REPORT_BYTES, readText, runnableLab } from '../read-input'
import { visible } from '../visible'
import { simulate } from './run'

export async function verify(file: string, options: { quiet?: boolean }): Promise<ExitCode> {
  const { name, text } = await readText(file, MAX_REPORT_BYTES)
  const found = findRepeatable(text)
  if (!found.ok) throw new WrongInput(`${name}: ${found.says}`)
  const { digest, engine, seed, simulated } = found.repeatable
  const document = runnableLab(name, found.repeatable.document)
  const isQuiet = options.quiet ?? false
  const { result, isSame, difference } = replay(found, document, (lab, end) => simulate(lab, end, isQuiet).result)
  if (!isQuiet) {
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
