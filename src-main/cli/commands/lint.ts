// `iov-lab lint FOLDER|LAB...`: every lab of a course, read and run as its learners would.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openLab } from '@shared/lab/migrations'
import { handInFiles } from '../../course/hand-in-files'
import { lintJunit } from '../../course/junit'
import { type CourseFile, lintLab, lintTogether } from '../../course/lint-lab'
import { LINT_RULES, type LintedLab, type LintRule } from '../../course/lint-rules'
import { isFolder } from '../../library/is-folder'
import { MAX_LAB_BYTES } from '../../library/lab-file'
import { limitPs } from '../command-time'
import { counted } from '../counted'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { print, red, yellow } from '../output'
import { Progress } from '../progress'
import { readText } from '../read-input'
import { visible } from '../visible'
import { checkStdout, checkTarget, STDOUT, writeTarget } from '../write-target'

export interface LintOptions {
  junit?: string
  json?: string
  limit?: string
  strict?: boolean
  quiet?: boolean
}

const LAB_FILE = /\.iovlab\.(ya?ml|json)$/i
const LIMIT = '1min'
const MS_IN_PS = 1e9

export async function lint(names: readonly string[], options: LintOptions): Promise<ExitCode> {
  const files = await labFiles(names)
  const limitMs = limitPs(options.limit ?? LIMIT) / MS_IN_PS
  checkStdout({ '--json': options.json, '--junit': options.junit })
  for (const target of [options.json, options.junit]) if (target !== undefined) await checkTarget(target, ...files)
  const sources = inOrder(await Promise.all(files.map(courseFile)))
  const progress = options.quiet ? null : new Progress(counted(sources.length, 'lab'))
  const explained = new Set<string>()
  const labs = sources.map((source, index) => {
    const onSlice = (): void => progress?.update(index, sources.length)
    return lintLab(source, { limitMs, explained, onSlice })
  })
  progress?.end()
  lintTogether(labs)
  const isFailure = (rule: LintRule): boolean => (options.strict ?? false) || LINT_RULES[rule].level === 'error'
  if (options.junit !== undefined) await writeTarget(options.junit, lintJunit(labs, isFailure))
  if (options.json !== undefined) await writeTarget(options.json, lintJson(labs))
  if (!options.quiet && options.json !== STDOUT && options.junit !== STDOUT) await print(lintText(labs))
  const isWrong = labs.some(({ findings }) => findings.some(({ rule }) => isFailure(rule)))
  return isWrong ? EXIT.failed : EXIT.done
}

async function labFiles(names: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const name of names) {
    if (!(await isFolder(name))) {
      // said at once where it is not there; what is wrong with its content is a finding
      if (!existsSync(name)) throw new WrongInput(`${name}: there is no such file or folder`)
      files.push(name)
      continue
    }
    const found = (await handInFiles(name)).filter((file) => LAB_FILE.test(file))
    if (found.length === 0) throw new WrongInput(`${name}: there is no lab (*.iovlab.yaml) in this folder`)
    files.push(...found.map((file) => join(name, file)))
  }
  return files
}

async function courseFile(file: string): Promise<CourseFile> {
  const beside = file.replace(LAB_FILE, '.solution.yaml')
  const solution = beside !== file && existsSync(beside) ? (await readText(beside, MAX_LAB_BYTES)).text : null
  const exists = (name: string): boolean => existsSync(resolve(dirname(file), name))
  return { file, opened: openLab((await readText(file, MAX_LAB_BYTES)).text), solution, exists }
}

/** As learners meet them: by `guide.order`, then by name. */
function inOrder(sources: readonly CourseFile[]): CourseFile[] {
  const ranked = sources.map((source) => {
    const { opened } = source
    const order: unknown = opened.ok ? opened.lab.guide?.order : undefined
    return { source, order: typeof order === 'number' ? order : Infinity }
  })
  // the difference of two infinities is no number
  ranked.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order))
  return ranked.map(({ source }) => source)
}

function lintText(labs: readonly LintedLab[]): string {
  const lines = labs.flatMap(({ file, findings, runs, seconds }) => [
    ...findings.map(({ rule, path, says, remedy }) => {
      const { level } = LINT_RULES[rule]
      const mark = level === 'error' ? red('error') : yellow('warning')
      return `${mark}: ${visible(`${file}: ${path || '(document)'}: ${says}. ${remedy}`.trimEnd())} [${rule}]`
    }),
    ...(findings.length === 0 ? [`${visible(file)}: fine, ${runs} runs in ${seconds.toFixed(1)} s`] : []),
  ])
  const count = (level: string): number =>
    labs.reduce((sum, { findings }) => sum + findings.filter(({ rule }) => LINT_RULES[rule].level === level).length, 0)
  return `${lines.join('\n')}\n\n${counted(labs.length, 'lab')}, ${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}.\n`
}

function lintJson(labs: readonly LintedLab[]): string {
  const told = labs.map(({ file, name, runs, seconds, findings }) => {
    const leveled = findings.map((finding) => ({ level: LINT_RULES[finding.rule].level, ...finding }))
    return { file, name, runs, seconds, findings: leveled }
  })
  return `${JSON.stringify({ labs: told }, null, 2)}\n`
}
