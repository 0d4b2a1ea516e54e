// The checks of the document that ran, each with what was found. A check that cannot be evaluated has not passed, and
// `actual` says why in a sentence.
import type { Lab } from '../lab/schema'
import type { CheckResult } from '../result/result'
import { evaluateExpression } from './check-expression'
import type { CheckedResult } from './check-scope'
import { describe } from './check-value'

/** What a table can show: plain values as they are, anything larger in words. */
function compact(value: unknown): unknown {
  if (value === undefined) return null
  const isLarge = (one: unknown) => typeof one === 'object' && one !== null
  return isLarge(value) && !(Array.isArray(value) && value.length <= 20 && !value.some(isLarge))
    ? describe(value)
    : value
}

export function evaluateChecks(result: CheckedResult): CheckResult[] {
  const { checks = [] } = result.document as Lab
  return checks.map(({ id, that, says = that }) => {
    const answer = evaluateExpression(that, result)
    if (!answer.ok) return { id, passed: false, actual: `cannot be evaluated: ${answer.says}`, says }
    if (typeof answer.value !== 'boolean') {
      return {
        id,
        passed: false,
        actual: 'cannot be evaluated: a check must be true or false; compare with something',
        says,
      }
    }
    return { id, passed: answer.value, actual: compact(answer.actual), says }
  })
}
