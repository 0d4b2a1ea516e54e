// The guide of a lab, read with care: the document keeps it loosely, and a wrong field must not take the rest away.
import type { Lab } from '../../src-shared/lab/schema'
import type { CheckResult } from '../../src-shared/result/result'

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
  quiz: { question: string; answer: string }[]
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
      .map((one) => ({ question: text(one.question), answer: text(one.answer) }))
      .filter((one) => one.question !== ''),
  }
}

export type CheckState = 'passed' | 'failed' | 'open'

export interface ShownCheck {
  id: string
  says: string
  state: CheckState
  actual: string
}

/** Before the end of a run a check that has not passed may still do so: it is open, not failed. */
export function shownChecks(lab: Lab | null, results: readonly CheckResult[] | null, isOver: boolean): ShownCheck[] {
  return (lab?.checks ?? []).map(({ id, that, says = that }) => {
    const result = results?.find((one) => one.id === id)
    if (!result) return { id, says, state: 'open', actual: '' }
    const state = result.passed ? 'passed' : isOver ? 'failed' : 'open'
    return { id, says: result.says, state, actual: actualWords(result.actual) }
  })
}

function actualWords(actual: unknown): string {
  if (actual === null || actual === undefined) return ''
  if (typeof actual === 'string') return actual
  return typeof actual === 'object' ? JSON.stringify(actual) : String(actual)
}

export const passedCount = (checks: readonly ShownCheck[]): number =>
  checks.filter((check) => check.state === 'passed').length
