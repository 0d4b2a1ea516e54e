// The language of `checks[].that`: a question to a result. Deterministic, without side effects, and never executed as
// code. Paths (`flows.web.lost`), comparison, and/or/not, arithmetic, `x in [low, high]`, units (`500ms` is 0.5,
// `10Gbps`, `2GiB`) and the functions of `check-functions.ts`. Whatever goes wrong is a sentence, not an exception.
import type { CheckCall } from './check-function'
import { callFunction } from './check-functions'
import { parseCheck, type BinaryOperator, type Expression, type Step } from './check-parser'
import { each, item, member, rootValue, type CheckedResult } from './check-scope'
import { CheckProblem, describe, isProblem, same, type Evaluated } from './check-value'

export type CheckAnswer =
  | { ok: true; value: unknown; actual: unknown }
  /** `at`: where in the text, from 0. */
  | { ok: false; says: string; at: number }

/** `actual` is what a person wants to see: the left side of the comparison that decided. */
export function evaluateExpression(text: string, result: CheckedResult): CheckAnswer {
  const parsed = parseCheck(text)
  if (!parsed.ok) return parsed
  const value = evaluate(parsed.expression, result)
  if (isProblem(value)) return { ok: false, says: value.says, at: value.at ?? 0 }
  const decided = deciding(parsed.expression, result).node
  const actual = evaluate(isComparison(decided) ? decided.left : decided, result)
  return { ok: true, value, actual: isProblem(actual) ? value : actual }
}

/** A problem says where it arose: in the innermost part that had one. */
export function evaluate(node: Expression, result: CheckedResult): Evaluated {
  const value = valueOf(node, result)
  if (isProblem(value)) value.at ??= node.at
  return value
}

function valueOf(node: Expression, result: CheckedResult): Evaluated {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'list': {
      const items: unknown[] = []
      for (const part of node.items) {
        const value = evaluate(part, result)
        if (isProblem(value)) return value
        items.push(value)
      }
      return items
    }
    case 'path':
      return walk(rootValue(result, node.root), node.steps, node.root, result)
    case 'steps':
      return walk(evaluate(node.of, result), node.steps, 'the value', result)
    case 'call':
      return callFunction(callOf(node, result), result)
    case 'unary':
      return unary(node, result)
    case 'binary':
      return node.operator === 'and' || node.operator === 'or' ? logical(node, result) : binary(node, result)
  }
}

function walk(start: Evaluated, steps: readonly Step[], from: string, result: CheckedResult): Evaluated {
  let value = start
  let path = from
  for (const [position, step] of steps.entries()) {
    if (isProblem(value)) return value
    if (step.kind === 'each') {
      const all = each(value, path)
      if (isProblem(all)) return all
      const values: unknown[] = []
      for (const [index, one] of all.entries()) {
        const reached = walk(one, steps.slice(position + 1), `${path}[${index}]`, result)
        if (isProblem(reached)) return reached
        values.push(reached)
      }
      return values
    }
    if (step.kind === 'name') {
      value = member(value, step.name, path)
      path += `.${step.name}`
    } else {
      const index = evaluate(step.of, result)
      value = item(value, index, path)
      path += `[${typeof index === 'string' ? `"${index}"` : String(index)}]`
    }
  }
  return value
}

export function callOf(node: Expression & { kind: 'call' }, result: CheckedResult): CheckCall {
  // a bare name stands for itself where a function takes a name: conserved(web), count(drop)
  const argument = (of: Expression) => ({
    value: () => evaluate(of, result),
    name: () => (of.kind === 'path' ? of.text : evaluate(of, result)),
  })
  return {
    name: node.name,
    positional: node.positional.map(argument),
    named: new Map(node.named.map(([key, of]) => [key, argument(of)])),
  }
}

function unary(node: Expression & { kind: 'unary' }, result: CheckedResult): Evaluated {
  const value = evaluate(node.of, result)
  if (isProblem(value)) return value
  if (node.operator === 'not') return typeof value === 'boolean' ? !value : notBoolean(value)
  return typeof value === 'number' ? -value : new CheckProblem(`"-" needs a number, not ${describe(value)}.`)
}

const notBoolean = (value: unknown) => new CheckProblem(`A condition must be true or false, not ${describe(value)}.`)

function logical(node: Expression & { kind: 'binary' }, result: CheckedResult): Evaluated {
  const left = evaluate(node.left, result)
  if (isProblem(left)) return left
  if (typeof left !== 'boolean') return notBoolean(left)
  if (left === (node.operator === 'or')) return left
  const right = evaluate(node.right, result)
  if (isProblem(right) || typeof right === 'boolean') return right
  return notBoolean(right)
}

function binary(node: Expression & { kind: 'binary' }, result: CheckedResult): Evaluated {
  const left = evaluate(node.left, result)
  if (isProblem(left)) return left
  const right = evaluate(node.right, result)
  if (isProblem(right)) return right
  if (node.operator === '==') return same(left, right)
  if (node.operator === '!=') return !same(left, right)
  if (node.operator === 'in') return within(left, right)
  if (typeof left !== 'number' || typeof right !== 'number') {
    const wrong = typeof left === 'number' ? right : left
    const hint = Array.isArray(wrong) ? ' Use max(...), min(...), sum(...) or len(...) of it.' : ''
    return new CheckProblem(`"${node.operator}" needs two numbers, not ${describe(wrong)}.${hint}`)
  }
  return arithmetic(node.operator, left, right)
}

/** Two numbers are a range with both ends; any other list is a choice. */
function within(left: unknown, right: unknown): Evaluated {
  if (!Array.isArray(right)) return new CheckProblem(`"in" needs a list such as [0.9, 1.1], not ${describe(right)}.`)
  const [low, high] = right as unknown[]
  if (typeof left === 'number' && right.length === 2 && typeof low === 'number' && typeof high === 'number') {
    return left >= low && left <= high
  }
  return right.some((value) => same(left, value))
}

function arithmetic(operator: BinaryOperator, left: number, right: number): Evaluated {
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    default:
      return right === 0 ? new CheckProblem('Division by zero.') : left / right
  }
}

/** Follows and/or/not down to the part that made the answer what it is; `isNot`: it was turned round on the way. */
export function deciding(node: Expression, result: CheckedResult, isNot = false): { node: Expression; isNot: boolean } {
  if (node.kind === 'unary' && node.operator === 'not') return deciding(node.of, result, !isNot)
  if (node.kind !== 'binary' || (node.operator !== 'and' && node.operator !== 'or')) return { node, isNot }
  const left = evaluate(node.left, result)
  return deciding(left === (node.operator === 'or') ? node.left : node.right, result, isNot)
}

const COMPARISONS: readonly BinaryOperator[] = ['==', '!=', '<', '<=', '>', '>=', 'in']

export const isComparison = (node: Expression): node is Expression & { kind: 'binary' } =>
  node.kind === 'binary' && COMPARISONS.includes(node.operator)
