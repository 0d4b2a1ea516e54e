// One lab of a course, read and run as a learner would. The rules are in `lint-rules.ts`.
import { checkLab } from '@shared/lab/check-lab'
import { type OpenResult } from '@shared/lab/migrations'
import { hasErrors } from '@shared/lab/problems'
import { type Lab } from '@shared/lab/schema'
import { runLab } from '../run/run-lab'
import { wallClock } from '../run/wall-clock'
import { lintChecks } from './lint-checks'
import { lintGuide } from './lint-guide'
import { type Finding, type LintedLab } from './lint-rules'
import { lintTerms } from './lint-terms'
import { courseGuide } from './read-guide'
import { NO_SOLUTION, readSolution } from './solution'

export interface CourseFile {
  file: string
  opened: OpenResult
  /** Text of the solution beside it; null: there is none. */
  solution: string | null
  /** Whether there is a file, named from where the lab is. */
  exists: (file: string) => boolean
}

export interface LintTerms {
  /** How long one run may take, ms. */
  limitMs: number
  /** Abbreviations that labs before this one have explained. */
  explained: Set<string>
  onSlice: () => void
}

class TooSlow extends Error {}

export function lintLab(source: CourseFile, terms: LintTerms): LintedLab & { lab: Lab | null } {
  const { file, opened } = source
  const problems = opened.ok ? checkLab(opened.lab) : opened.problems
  const isBroken = !opened.ok || hasErrors(problems)
  const findings: Finding[] = problems.map(({ level, path, says, remedy }) => ({
    rule: level === 'error' ? 'document' : 'warning',
    path,
    says,
    remedy,
  }))
  const lab = opened.ok ? opened.lab : null
  const linted = { file, name: lab?.name ?? null, findings, runs: 0, seconds: 0, lab }
  if (lab === null || isBroken) return linted
  const guide = courseGuide(lab)
  if (typeof guide === 'string') {
    findings.push({ rule: 'document', path: 'guide', says: guide, remedy: 'Write it as in a shipped lab.' })
    return linted
  }
  findings.push(...lintGuide(lab, guide, source.exists), ...lintTerms(lab, guide, terms.explained))
  return { ...linted, ...tried(source, lab, terms, findings) }
}

/** Adds what its runs show. */
function tried(source: CourseFile, lab: Lab, terms: LintTerms, findings: Finding[]): { runs: number; seconds: number } {
  const spent = { runs: 0, seconds: 0 }
  const read = source.solution === null ? { ok: true as const, solution: NO_SOLUTION } : readSolution(source.solution)
  if (!read.ok) {
    findings.push({
      rule: 'solution',
      path: '',
      says: read.says,
      remedy: 'Write it as in the solution of a shipped lab.',
    })
    return spent
  }
  const run = (document: Lab) => {
    const began = wallClock.now()
    spent.runs++
    const onProgress = (): void => {
      terms.onSlice()
      if (wallClock.now() - began > terms.limitMs) throw new TooSlow()
    }
    try {
      return runLab(document, { onProgress }).checks
    } finally {
      spent.seconds += (wallClock.now() - began) / 1000
    }
  }
  try {
    findings.push(...lintChecks(lab, read.solution, source.solution !== null, run))
  } catch (cause) {
    if (!(cause instanceof TooSlow)) throw cause
    const says = `a run takes longer than ${terms.limitMs / 1000} s`
    findings.push({ rule: 'too-slow', path: 'duration', says, remedy: 'Shorten the lab, or send less.' })
  }
  return spent
}

/** What only shows beside the other labs. Adds to their findings. */
export function lintTogether(labs: readonly (LintedLab & { lab: Lab | null })[]): void {
  const seen = new Map<string, string>()
  for (const { file, lab, findings } of labs) {
    if (lab === null) continue
    const order = (lab.guide as { order?: unknown } | undefined)?.order
    const marks: [string, string, unknown][] = [
      ['name', 'name', lab.name],
      ['guide/order', 'place in the course', order],
    ]
    for (const [path, what, value] of marks) {
      if (value === undefined) continue
      const key = `${path} ${JSON.stringify(value)}`
      const first = seen.get(key)
      if (first === undefined) seen.set(key, file)
      else {
        const says = `${JSON.stringify(value)} is the ${what} of ${first}, too`
        findings.push({ rule: 'duplicate-lab', path, says, remedy: 'Choose another.' })
      }
    }
  }
}
