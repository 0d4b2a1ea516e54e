// What a learner handed in (a report, a result, or a lab), graded by running its lab here: the score never comes from the
// file. A file of which nothing can be made gets a grade, too: the reason.
import { checkLab, hasShape } from '@shared/lab/check-lab'
import { DEFAULTS } from '@shared/lab/defaults'
import { openLab } from '@shared/lab/migrations'
import { hasErrors } from '@shared/lab/problems'
import { type Lab } from '@shared/lab/schema'
import { type CheckResult, type LabResult } from '@shared/result/result'
import { quantityOr } from '@shared/lab/units'
import { ENGINE_VERSION } from '../run/engine-version'
import { labSha256 } from '../run/digest'
import { runLab } from '../run/run-lab'
import { findRepeatable, type FoundRepeatable } from '../report/repeatable'
import { replay } from '../report/replay'

const PS = 1e12

/** What a hand-in is worth as evidence, in words that stand in tables and files. */
export const STANDINGS = {
  replays: 'the run of its lab gives what the file says',
  tampered: 'the run of its lab does not give what the file says, or its checks are not those of the lab',
  'other-engine': 'made by another version of the engine: what it says cannot be compared',
  'a-lab': 'a lab document: it claims nothing, and was run here',
  ungraded: 'nothing in it can be graded',
} as const

export type Standing = keyof typeof STANDINGS

export interface GradedHandIn {
  file: string
  /** The file without what stands behind its first dot. */
  learner: string
  lab: string | null
  standing: Standing
  /** Why it stands so; empty where there is nothing to say. */
  says: string
  passed: number
  of: number
  /** Percent of the checks; null: ungraded. */
  score: number | null
  digest: string | null
  /** Parts of the document that are not as they were given out; empty without a lab to compare with. */
  changed: string[]
  checks: CheckResult[]
  /** Other hand-ins with the very same changes, answers apart. */
  sameAs: string[]
}

export interface GradedRun extends GradedHandIn {
  /** What the score was taken from; null: ungraded. */
  result: LabResult | null
  /** What is compared to find hand-ins that are the same; null: as it was given out, or nothing to compare with. */
  likeness: string | null
}

export interface GradeTerms {
  /** The lab as it was given out: its checks count, whatever those of the hand-in say. */
  lab: Lab | null
  /** Called between slices of a run; may throw `GradeStopped`. */
  onSlice: () => void
}

/** The run takes longer than the person who grades wants to wait. */
export class GradeStopped extends Error {}

/** Of people, not of the engine: nothing of these changes what runs. */
const UNCOUNTED = new Set(['view', 'answers', 'checks', 'guide', 'description'])

const learnerOf = (file: string): string => file.replace(/(?<=[^/\\])\.[^/\\]*$/, '')

/** The row of a file of which nothing can be made, with the reason. */
export const ungraded = (file: string, says: string): GradedRun => ({
  file,
  learner: learnerOf(file),
  lab: null,
  standing: 'ungraded',
  says,
  passed: 0,
  of: 0,
  score: null,
  digest: null,
  changed: [],
  checks: [],
  sameAs: [],
  result: null,
  likeness: null,
})

/** Never throws for what a file holds. */
export function gradeHandIn(file: string, text: string, terms: GradeTerms): GradedRun {
  const found = findRepeatable(text)
  const opened = found.ok ? null : openLab(text)
  const document: unknown = found.ok ? found.repeatable.document : opened?.ok ? opened.lab : null
  if (document === null) {
    const problem = opened?.ok === false && isMeantAsLab(text) ? opened.problems[0] : undefined
    return ungraded(file, problem === undefined ? saysOf(found) : `${problem.path || 'the lab'}: ${problem.says}`)
  }
  const problems = checkLab(document)
  if (!hasShape(document) || hasErrors(problems)) {
    const problem = problems.find(({ level }) => level === 'error')
    return ungraded(file, `the lab in it cannot run: ${problem?.path || 'the lab'}: ${problem?.says ?? ''}`)
  }
  if (terms.lab !== null && document.name !== terms.lab.name) {
    return { ...ungraded(file, `is another lab: "${document.name}"`), lab: document.name }
  }
  try {
    return gradeRun(file, found, document, terms)
  } catch (cause) {
    if (cause instanceof GradeStopped) return { ...ungraded(file, cause.message), lab: document.name }
    const said = cause instanceof Error ? cause.message : String(cause)
    return { ...ungraded(file, `a mistake of the program: ${said}`), lab: document.name }
  }
}

/** Its problems are those of a lab; anything else is no report. */
const isMeantAsLab = (text: string): boolean =>
  /^\s*"?format"?\s*:\s*"?iov-lab\//m.test(text) && !text.trimStart().startsWith('{')

const saysOf = (found: FoundRepeatable): string => (found.ok ? '' : found.says)

function gradeRun(file: string, found: FoundRepeatable, document: Lab, { lab, onSlice }: GradeTerms): GradedRun {
  const run = (one: Lab, untilPs?: number) => runLab(one, { untilPs, onProgress: onSlice })
  const replayed = found.ok ? replay(found, document, run) : null
  const given = lab === null ? document : withTerms(document, lab)
  const isWhole =
    replayed !== null && replayed.result.simulated * PS === quantityOr(given.duration ?? DEFAULTS.duration, 'time', 0)
  const result = isWhole && labSha256(given) === labSha256(document) ? replayed.result : run(given)
  const passed = result.checks.filter((check) => check.passed).length
  const changed = lab === null ? [] : changedParts(lab, document)
  return {
    file,
    learner: learnerOf(file),
    lab: document.name,
    ...standingOf(found, replayed, lab !== null && changed.includes('checks')),
    passed,
    of: result.checks.length,
    score: result.checks.length === 0 ? null : Math.round((100 * passed) / result.checks.length),
    digest: result.digest,
    changed,
    checks: result.checks,
    sameAs: [],
    result,
    likeness: changed.some((part) => !UNCOUNTED.has(part)) ? likenessOf(document) : null,
  }
}

/** The learner's set-up under the conditions of the lab: whoever shortens a run or drops a check gains nothing by it. */
function withTerms(document: Lab, lab: Lab): Lab {
  const { checks: _checks, variants: _variants, duration: _duration, ...theirs } = document
  const { checks, variants, duration } = lab
  return {
    ...theirs,
    ...(duration !== undefined && { duration }),
    ...(variants !== undefined && { variants }),
    ...(checks !== undefined && { checks }),
  }
}

function changedParts(lab: Lab, document: Lab): string[] {
  const [before, after] = [lab, document] as unknown as Record<string, unknown>[]
  const names = new Set([...Object.keys(before!), ...Object.keys(after!)])
  return [...names].filter((name) => JSON.stringify(before![name]) !== JSON.stringify(after![name]) && name !== 'view')
}

const likenessOf = (document: Lab): string =>
  labSha256(Object.fromEntries(Object.entries(document).filter(([part]) => !UNCOUNTED.has(part))))

function standingOf(
  found: FoundRepeatable,
  replayed: ReturnType<typeof replay> | null,
  hasOtherChecks: boolean,
): Pick<GradedHandIn, 'standing' | 'says'> {
  const checks = hasOtherChecks ? 'its checks are not those of the lab, which were used' : ''
  if (!found.ok || replayed === null) return { standing: hasOtherChecks ? 'tampered' : 'a-lab', says: checks }
  const { version } = found.repeatable.engine
  if (!replayed.isSame && version !== ENGINE_VERSION) {
    return { standing: 'other-engine', says: `made by engine ${version}, this is ${ENGINE_VERSION}` }
  }
  const says = replayed.isSame ? checks : (replayed.difference ?? 'its digest is not that of its lab')
  return { standing: replayed.isSame && !hasOtherChecks ? 'replays' : 'tampered', says }
}

/** Fills in who has the same changes as whom. */
export function markSame(handIns: readonly GradedRun[]): void {
  for (const one of handIns) {
    if (one.likeness === null) continue
    one.sameAs = handIns.filter((other) => other !== one && other.likeness === one.likeness).map(({ file }) => file)
  }
}
