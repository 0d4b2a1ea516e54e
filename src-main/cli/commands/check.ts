// `iov-lab check LAB...`: every problem of every file, with its path and what would be right.
import { CHECK_FUNCTIONS, CHECK_GRAMMAR } from '@shared/check/check-functions'
import { hasErrors } from '@shared/lab/problems'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { bold, print, printError } from '../output'
import { problemLine, tryLab } from '../read-input'
import { visible } from '../visible'

export interface CheckOptions {
  words?: boolean
}

export async function check(names: readonly string[], options: CheckOptions): Promise<ExitCode> {
  if (options.words) {
    const words = [...CHECK_GRAMMAR, ...CHECK_FUNCTIONS]
    await print(words.map(({ name, says, example }) => `${bold(name)}\n  ${says}\n  ${example}\n`).join(''))
    return EXIT.done
  }
  if (names.length === 0) throw new WrongInput('no lab is named (iov-lab check --help)')
  let exit: ExitCode = EXIT.done
  for (const name of names) {
    try {
      const input = await tryLab(name)
      const file = input.ok ? input.opened.name : input.name
      const problems = input.ok ? input.opened.problems : input.problems
      const isWrong = hasErrors(problems)
      if (isWrong) exit = EXIT.wrongInput
      for (const problem of problems) {
        const line = `${problem.level}: ${problemLine(file, problem)}\n`
        if (isWrong) printError(line)
        else await print(line)
      }
      if (problems.length === 0) await print(`${visible(file)}: no problems\n`)
    } catch (cause) {
      // a file that cannot be read does not keep the others from being checked
      if (!(cause instanceof WrongInput)) throw cause
      exit = EXIT.wrongInput
      printError([`error: ${cause.says}`, ...cause.details, ''].map(visible).join('\n'))
    }
  }
  return exit
}
