// The checks of the document that ran, each with what was found. A check that cannot be evaluated has not passed, and
// `actual` says why in a sentence. One that does not hold says what would have, which event broke it, and where to look.
import type { Lab } from '../lab/schema'
import type { CheckResult } from '../result/result'
import { evaluateExpression } from './check-expression'
import { parseCheck } from './check-parser'
import type { CheckedResult } from './check-scope'
import { describe } from './check-value'
import { explainCheck, type Explanation } from './explain-check'

/** What a table can show: plain values as they are, anything larger in words. */
function compact(value: unknown): unknown {
  if (value === undefined) return null
  const isLarge = (one: unknown) => typeof one === 'object' && one !== null
  return isLarge(value) && !(Array.isArray(value) && value.length <= 40 && !value.some(isLarge))
    ? describe(value)
    : value
}

type LabCheck = NonNullable<Lab['checks']>[number]

interface GuideStep {
  title?: unknown
  says?: unknown
  check?: unknown
}

/** The check's own, else the step of the guide that leads to it, else where the run can be looked at. */
function hintOf(lab: Lab, { id, hint }: LabCheck, breaks: Explanation['breaks']): string {
  if (hint !== undefined) return hint
  const steps: unknown = lab.guide?.steps
  const list = Array.isArray(steps) ? (steps as readonly GuideStep[]) : []
  const index = list.findIndex((step) => step.check === id)
  const step = list[index]
  if (step && typeof step.says === 'string') {
    const title = typeof step.title === 'string' ? `, ${step.title}` : ''
    return `Step ${index + 1}${title}: ${step.says.trim()}`
  }
  return breaks?.at === null || breaks?.at === undefined
    ? 'Compare the lab as it is with the one that you opened.'
    : `Go to ${Number(breaks.at.toPrecision(6))} s in the run, and look at the log and the counters there.`
}

const unreadable = (says: string): string => `cannot be evaluated: ${says}`

function evaluateCheck(lab: Lab, check: LabCheck, result: CheckedResult): CheckResult {
  const { id, that, says = that } = check
  const answer = evaluateExpression(that, result)
  if (!answer.ok) {
    const place = answer.says.includes('(at character') ? '' : ` (at character ${answer.at + 1})`
    return { id, passed: false, actual: unreadable(answer.says + place), says, hint: hintOf(lab, check, null) }
  }
  if (typeof answer.value !== 'boolean') {
    const actual = unreadable('a check must be true or false; compare with something')
    return { id, passed: false, actual, says }
  }
  const parsed = parseCheck(that)
  if (answer.value || !parsed.ok) return { id, passed: answer.value, actual: compact(answer.actual), says }
  const { expected, found, breaks } = explainCheck(that, parsed.expression, result)
  const actual = typeof answer.actual === 'boolean' ? found : compact(answer.actual)
  return { id, passed: false, actual, says, expected, ...(breaks && { breaks }), hint: hintOf(lab, check, breaks) }
}

export function evaluateChecks(result: CheckedResult): CheckResult[] {
  const lab = result.document as Lab
  return (lab.checks ?? []).map((check) => evaluateCheck(lab, check, result))
}
