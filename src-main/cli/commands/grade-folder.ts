// `iov-lab grade FOLDER`: every hand-in of a class, run again and graded; one table.
import { join, relative, resolve, sep } from 'node:path'
import { formatDuration } from '@shared/text/format-quantity'
import { gradeCsv } from '../../course/grade-csv'
import { gradeHandIn, GradeStopped, type GradedRun, markSame, ungraded } from '../../course/hand-in'
import { handInFiles } from '../../course/hand-in-files'
import { renderReport } from '../../report/render-report'
import { wallClock } from '../../run/wall-clock'
import { limitPs } from '../command-time'
import { counted } from '../counted'
import { EXIT, WrongInput, type ExitCode } from '../exit-code'
import { print } from '../output'
import { Progress } from '../progress'
import { MAX_REPORT_BYTES, readLab, readText } from '../read-input'
import { textTable } from '../text-table'
import { checkFolder, checkStdout, checkTarget, makeFolder, STDOUT, writeTarget } from '../write-target'
import type { GradeOptions } from './grade'

const PS = 1e12
const MS = 1e9
const LIMIT = '2min'
const DIGITS = 12

export async function gradeFolder(folder: string, options: GradeOptions): Promise<ExitCode> {
  const lab = options.lab === undefined ? null : (await readLab(options.lab)).lab
  const limit = limitPs(options.limit ?? LIMIT)
  await checkTargets(folder, options)
  const files = await handInFiles(folder)
  if (files.length === 0) throw new WrongInput(`${folder}: there is no file in this folder`)
  const progress = options.quiet ? null : new Progress(counted(files.length, 'file'))
  const graded: GradedRun[] = []
  const pages = new Set<string>()
  for (const [index, file] of files.entries()) {
    const began = wallClock.now()
    const onSlice = (): void => {
      progress?.update(index, files.length)
      if ((wallClock.now() - began) * MS > limit) {
        throw new GradeStopped(`its run takes longer than ${formatDuration(limit / PS)}: --limit allows more`)
      }
    }
    const text = await textOf(join(folder, file))
    const one = text.ok ? gradeHandIn(file, text.text, { lab, onSlice }) : ungraded(file, text.says)
    if (options.pages !== undefined) await writePage(options.pages, one, pages)
    graded.push({ ...one, result: null })
  }
  progress?.end()
  markSame(graded)
  if (options.csv !== undefined) await writeTarget(options.csv, gradeCsv(graded))
  if (options.json !== undefined) await writeTarget(options.json, gradesJson(graded))
  if (!options.quiet && options.json !== STDOUT && options.csv !== STDOUT) await print(tableOf(graded, lab !== null))
  return graded.every(isAllRight) ? EXIT.done : EXIT.failed
}

const isAllRight = ({ standing, passed, of }: GradedRun): boolean =>
  (standing === 'replays' || standing === 'a-lab') && passed === of

async function checkTargets(folder: string, options: GradeOptions): Promise<void> {
  checkStdout({ '--json': options.json, '--csv': options.csv })
  for (const target of [options.json, options.csv, options.pages]) {
    if (target === undefined || target === STDOUT) continue
    const within = relative(resolve(folder), resolve(target))
    if (within !== '' && within !== '..' && !within.startsWith(`..${sep}`)) {
      throw new WrongInput(`${target}: is among the hand-ins, and would be graded as one: choose another place`)
    }
  }
  if (options.json !== undefined) await checkTarget(options.json, options.lab)
  if (options.csv !== undefined) await checkTarget(options.csv, options.lab)
  if (options.pages === undefined) return
  await checkFolder(options.pages)
  await makeFolder(options.pages)
}

/** What cannot be read is told in its row. */
async function textOf(file: string): Promise<{ ok: true; text: string } | { ok: false; says: string }> {
  try {
    return { ok: true, text: (await readText(file, MAX_REPORT_BYTES)).text }
  } catch (cause) {
    if (!(cause instanceof WrongInput)) throw cause
    return { ok: false, says: cause.says.startsWith(`${file}: `) ? cause.says.slice(file.length + 2) : cause.says }
  }
}

/** `taken`: names of the pages that there are. */
async function writePage(folder: string, graded: GradedRun, taken: Set<string>): Promise<void> {
  const { result, file, learner, standing, says } = graded
  if (result === null) return
  const notes = `Graded hand-in of ${learner}: ${standing}${says === '' ? '' : ` (${says})`}.`
  const name = [learner, file].map((text) => text.replace(/[/\\]/g, '-')).find((text) => !taken.has(text)) ?? file
  taken.add(name)
  await writeTarget(join(folder, `${name}.html`), renderReport(result, 'html', notes).text)
}

function gradesJson(graded: readonly GradedRun[]): string {
  const handIns = graded.map(({ result: _result, likeness: _likeness, ...told }) => told)
  return `${JSON.stringify({ handIns }, null, 2)}\n`
}

function tableOf(graded: readonly GradedRun[], isCompared: boolean): string {
  const columns = [
    { head: 'learner' },
    { head: 'lab' },
    { head: 'passed', isNumber: true },
    { head: 'score', isNumber: true },
    { head: 'hand-in' },
    { head: 'digest' },
    ...(isCompared ? [{ head: 'changed' }, { head: 'same as' }] : []),
    { head: 'why' },
  ]
  const rows = graded.map((one) => [
    one.learner,
    one.lab ?? '–',
    one.standing === 'ungraded' ? '–' : `${one.passed} of ${one.of}`,
    one.score === null ? '–' : `${one.score} %`,
    one.standing === 'tampered' ? 'TAMPERED' : one.standing,
    one.digest?.slice(0, DIGITS) ?? '–',
    ...(isCompared ? [one.changed.join(', '), one.sameAs.join(', ')] : []),
    one.says,
  ])
  return `${textTable(columns, rows)}\n${summaryOf(graded)}\n`
}

function summaryOf(graded: readonly GradedRun[]): string {
  const count = (standing: string): number => graded.filter((one) => one.standing === standing).length
  const scores = graded.flatMap(({ score }) => (score === null ? [] : [score]))
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const told = [
    counted(graded.length, 'hand-in'),
    `${graded.filter(isAllRight).length} right throughout`,
    `${count('tampered')} tampered`,
    `${count('ungraded')} not graded`,
    ...(scores.length === 0 ? [] : [`mean score ${Math.round(mean)} %`]),
  ]
  return `${told.join(', ')}.`
}
