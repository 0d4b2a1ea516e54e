// The checks of a guided lab: their ids, whether their conditions can be read, and the names in them.
import { misusedWord } from '../../check/check-functions'
import { parseCheck } from '../../check/check-parser'
import { unknownNames } from '../../check/unknown-names'
import type { Lab } from '../schema'
import { shorten } from '../units'
import type { CheckContext } from './check-context'

function checkCondition(lab: Lab, context: CheckContext, order: number, text: string): void {
  const at = ['checks', order, 'that']
  const condition = parseCheck(text)
  const misused = condition.ok ? misusedWord(condition.expression) : null
  const wrong = condition.ok ? misused && `${misused.says} (at character ${misused.at + 1})` : condition.says
  if (wrong !== null) context.report('bad-check', at, wrong, 'Write a condition such as flows.web.lost < 100.')
  if (!condition.ok || wrong !== null) return
  for (const { says, name, known, at: character, place } of unknownNames(condition.expression, lab)) {
    if (context.isBroken(place)) continue
    const remedy = context.suggest(name, known(), 'The lab has nothing of this kind.')
    context.report('unknown-in-check', at, `${says} (at character ${character + 1})`, remedy)
  }
}

export function checkConditions(lab: Lab, context: CheckContext): void {
  const ids = new Set<string>()
  for (const [order, check] of (lab.checks ?? []).entries()) {
    if (ids.has(check.id)) {
      const says = `"${shorten(check.id)}" is used twice`
      context.report('duplicate-id', ['checks', order, 'id'], says, 'Choose another id.')
    }
    ids.add(check.id)
    checkCondition(lab, context, order, check.that)
  }
}
