// The guide of a lab, read with care: the document keeps it loosely, and a wrong field must not take the rest away.
import type { Lab } from '../../src-shared/lab/schema'
import type { CheckResult } from '../../src-shared/result/result'
import { formatTime } from '../ui/format'

export interface GuideStep {
  title: string
  says: string
  /** Id of the check that tells whether it is done; null: nobody can tell. */
  check: string | null
}

export interface Guide {
  summary: string
  minutes: number | null
  objectives: string[]
  steps: GuideStep[]
  quiz: GuideQuestion[]
  /** For whoever teaches. */
  trainer: string
  /** What the model leaves out here. */
  simplified: string
}

export interface GuideQuestion {
  question: string
  answer: string
  /** Where its answer is kept in the document, for a check to compare with the run; null: it is only to be thought about. */
  id: string | null
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

export function readGuide(lab: Lab | null): Guide | null {
  if (!lab?.guide) return null
  const guide = fields(lab.guide)
  return {
    summary: text(guide.summary),
    minutes: typeof guide.minutes === 'number' ? guide.minutes : null,
    objectives: list(guide.objectives).map(text).filter(Boolean),
    steps: list(guide.steps)
      .map(fields)
      .map((step) => ({ title: text(step.title), says: text(step.says), check: text(step.check) || null }))
      .filter((step) => step.title !== '' || step.says !== ''),
    quiz: list(guide.quiz)
      .map(fields)
      .map((one) => ({ question: text(one.question), answer: text(one.answer), id: text(one.id) || null }))
      .filter((one) => one.question !== ''),
    trainer: text(guide.trainer),
    simplified: text(guide.simplified),
  }
}

export type CheckState = 'passed' | 'failed' | 'open'

export interface ShownCheck {
  id: string
  says: string
  state: CheckState
  actual: string
  /** Of one that has not passed: what would have held, the event against it, where to look. */
  expected: string
  event: string
  hint: string
}

/** Before the end of a run a check that has not passed may still do so: it is open, not failed. */
export function shownChecks(lab: Lab | null, results: readonly CheckResult[] | null, isOver: boolean): ShownCheck[] {
  return (lab?.checks ?? []).map(({ id, that, says = that }) => {
    const result = results?.find((one) => one.id === id)
    if (!result) return { id, says, state: 'open', actual: '', ...NOTHING }
    const state = result.passed ? 'passed' : isOver ? 'failed' : 'open'
    return { id, says: result.says, state, actual: actualWords(result.actual), ...explanation(result) }
  })
}

const NOTHING = { expected: '', event: '', hint: '' }

function explanation({ passed, expected = '', breaks, hint = '' }: CheckResult): typeof NOTHING {
  if (passed) return NOTHING
  const at = breaks?.at === null || breaks?.at === undefined ? '' : `${formatTime(breaks.at)}: `
  return { expected, event: breaks ? at + breaks.says : '', hint }
}

/** An answer as it is kept: a number where it is one. */
export function answerOf(typed: string): number | string | null {
  const plain = typed.trim()
  if (plain === '') return null
  const number = Number(plain.replace(',', '.'))
  return Number.isFinite(number) ? number : plain
}

function actualWords(actual: unknown): string {
  if (actual === null || actual === undefined) return ''
  if (typeof actual === 'string') return actual
  return typeof actual === 'object' ? JSON.stringify(actual) : String(actual)
}

export const passedCount = (checks: readonly ShownCheck[]): number =>
  checks.filter((check) => check.state === 'passed').length
