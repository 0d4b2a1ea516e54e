// `iov-lab grade LAB`: run, evaluate the checks, print a table. For a folder read `grade-folder.ts`.
import { isFolder } from '../../library/is-folder'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { checkTable } from '../check-table'
import { print } from '../output'
import { readLab } from '../read-input'
import { visible } from '../visible'
import { checkTarget, STDOUT, writeTarget } from '../write-target'
import { gradeFolder } from './grade-folder'
import { simulate } from './run'

export interface GradeOptions {
  json?: string
  quiet?: boolean
  /** The rest is for folders. */
  lab?: string
  csv?: string
  pages?: string
  limit?: string
}

export async function grade(labName: string, options: GradeOptions): Promise<ExitCode> {
  if (await isFolder(labName)) return gradeFolder(labName, options)
  for (const name of ['lab', 'csv', 'pages', 'limit'] as const) {
    if (options[name] !== undefined) throw new WrongInput(`--${name} is for a folder of hand-ins: ${labName} is none`)
  }
  const { lab } = await readLab(labName)
  if (options.json !== undefined) await checkTarget(options.json, labName)
  const { result } = simulate(lab, undefined, options.quiet ?? false)
  const passed = result.checks.filter((check) => check.passed).length
  if (options.json !== undefined) {
    const { lab: identity, digest, checks } = result
    const summary = { lab: identity, digest, passed, of: checks.length, checks }
    await writeTarget(options.json, `${JSON.stringify(summary, null, 2)}\n`)
  }
  if (options.json !== STDOUT && !options.quiet) {
    if (result.checks.length === 0) await print(`${visible(lab.name)}: the lab asks no checks.\n`)
    else
      await print(`${checkTable(result)}\n${visible(lab.name)}: ${passed} of ${result.checks.length} checks passed.\n`)
  }
  return passed === result.checks.length ? EXIT.done : EXIT.failed
}
