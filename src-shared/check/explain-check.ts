// Why a check did not hold: what was expected, what there is instead, and the first event of the run that breaks it.
// Read first: check-expression.ts. Words of the language tell their own evidence; figures of a result are looked up here.
import type { Lab } from '../lab/schema'
import type { LogEntry } from '../result/result'
import type { CheckCall, Evidence } from './check-function'
import { callOf, deciding, evaluate, isComparison } from './check-expression'
import { explainCall } from './check-functions'
import { own } from '../lab/maps'
import type { Expression, Step } from './check-parser'
import type { CheckedResult } from './check-scope'
import { isProblem, shown } from './check-value'
import { entryText } from './event-words'
import { lifeStagesOf } from './run-words'

export interface Explanation {
  expected: string
  found: string
  /** Null: it is told by no single event. */
  breaks: { at: number | null; says: string } | null
}

export function explainCheck(text: string, expression: Expression, result: CheckedResult): Explanation {
  const { node, isNot } = deciding(expression, result)
  const source = (of: Expression): string => text.slice(of.at, of.end).replace(/\s+/g, ' ')
  const not = isNot ? 'not: ' : ''
  if (!isComparison(node)) {
    const evidence = evidenceOf(node, result, null)
    return {
      expected: not + (isNot ? source(node) : (evidence?.expected ?? source(node))),
      found: (isNot ? undefined : evidence?.found) ?? shown(evaluate(node, result)),
      breaks: evidence && { at: evidence.at, says: evidence.says },
    }
  }
  const right = evaluate(node.right, result)
  const isPlain = node.right.kind === 'literal' || isProblem(right) || hidesFigure(node.right)
  const left = evaluate(node.left, result)
  const evidence = difference(node, left, right, result) ?? evidenceOf(node, result, limitOf(node, right))
  return {
    expected: `${not}${source(node)}${isPlain || source(node.right) === shown(right) ? '' : `, which is ${shown(right)}`}`,
    found: isProblem(left) ? left.says : shown(left),
    breaks: evidence && { at: evidence.at, says: evidence.says },
  }
}

/** What a person is asked to find out is not told before. */
function hidesFigure(node: Expression): boolean {
  switch (node.kind) {
    case 'call':
      return node.name === 'engine' || node.positional.some(hidesFigure)
    case 'list':
      return node.items.some(hidesFigure)
    case 'steps':
    case 'unary':
      return hidesFigure(node.of)
    case 'binary':
      return hidesFigure(node.left) || hidesFigure(node.right)
    default:
      return false
  }
}

/** The greatest count that would have held. */
function limitOf(node: Expression & { kind: 'binary' }, right: unknown): number | null {
  if (node.operator === 'in') return Array.isArray(right) && typeof right[1] === 'number' ? right[1] : null
  if (typeof right !== 'number') return null
  if (node.operator === '<') return Math.ceil(right) - 1
  return node.operator === '<=' || node.operator === '==' ? right : null
}

/** Two lists that should be equal: the first place at which they are not. */
function difference(
  node: Expression & { kind: 'binary' },
  left: unknown,
  right: unknown,
  result: CheckedResult,
): Evidence | null {
  if (node.operator !== '==' || !Array.isArray(left) || !Array.isArray(right)) return null
  const one = left as readonly unknown[]
  const other = right as readonly unknown[]
  let at = 0
  while (at < Math.max(one.length, other.length) && one[at] === other[at]) at++
  const place = (list: readonly unknown[]) => (at < list.length ? shown(list[at]) : 'the end')
  const says = `entry ${at + 1} is ${place(one)}, not ${place(other)}`
  return { at: stageTime(node.left, at, result), says }
}

function stageTime(node: Expression, index: number, result: CheckedResult): number | null {
  if (node.kind !== 'call' || node.name !== 'path') return null
  const call: CheckCall = callOf(node, result)
  const flow = call.positional[0]!.name()
  const nth = call.positional[1]?.value() ?? 1
  const after = call.named.get('after')?.value() ?? 0
  if (typeof flow !== 'string' || typeof nth !== 'number' || typeof after !== 'number') return null
  const stages = lifeStagesOf(result, flow, nth, after)
  return isProblem(stages) ? null : (stages[index]?.start ?? stages[stages.length - 1]?.end ?? null)
}

/** The evidence of the first part that has some. */
function evidenceOf(node: Expression, result: CheckedResult, limit: number | null): Evidence | null {
  switch (node.kind) {
    case 'call': {
      const told = explainCall(callOf(node, result), result, limit)
      return told ?? firstOf([...node.positional, ...node.named.map(([, of]) => of)], result)
    }
    case 'path':
      return figureEvidence(node.root, node.steps, result)
    case 'steps':
    case 'unary':
      return evidenceOf(node.of, result, limit)
    case 'binary':
      return evidenceOf(node.left, result, limit) ?? evidenceOf(node.right, result, null)
    case 'list':
      return firstOf(node.items, result)
    case 'literal':
      return null
  }
}

function firstOf(nodes: readonly Expression[], result: CheckedResult): Evidence | null {
  for (const node of nodes) {
    const found = evidenceOf(node, result, null)
    if (found) return found
  }
  return null
}

const nameOf = (step: Step | undefined, result: CheckedResult): string => {
  if (step?.kind === 'name') return step.name
  const value = step?.kind === 'index' ? evaluate(step.of, result) : ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What the run tells of a figure: the first loss of a flow, the refusal of a migration, the first warning of a component. */
function figureEvidence(root: string, steps: readonly Step[], result: CheckedResult): Evidence | null {
  const name = nameOf(steps[0], result)
  switch (root) {
    case 'flows':
      return flowEvidence(name, result)
    case 'migrations':
      return migrationEvidence(name, result)
    case 'counters':
      return logged(result, ({ source, level }) => source === name && level !== 'info')
    case 'lab':
      return { at: null, says: 'the lab as it is built' }
    default:
      return null
  }
}

function flowEvidence(id: string, result: CheckedResult): Evidence | null {
  const flow = own(result.flows, id)
  const series = own(result.series.flows, id)
  if (!flow) return null
  const index = series?.lost.findIndex((frames) => frames > 0) ?? -1
  const reasons = Object.entries(flow.lostBy).filter(([, frames]) => frames > 0)
  const why = reasons.map(([reason, frames]) => `${frames} ${reason}`).join(', ')
  if (index >= 0) return { at: result.series.times[index] ?? null, says: `the first loss of ${id} (in all: ${why})` }
  const { from, to } = own((result.document as Lab).flows, id) ?? {}
  const ends = [from, to].map((end) => end?.split('/')[0])
  return logged(result, ({ source, level }) => level !== 'info' && ends.includes(source.split('/')[0]))
}

function migrationEvidence(which: string, result: CheckedResult): Evidence | null {
  const index = Number(which)
  const migration = result.migrations[index < 0 ? result.migrations.length + index : index]
  if (!migration) return null
  const reason = migration.reasons[0] ?? migration.warnings[0]
  const says = `the migration of ${migration.vm} to ${migration.to}: ${migration.outcome}`
  return { at: migration.at, says: reason ? `${says}, ${reason.code}` : says }
}

function logged(result: CheckedResult, fits: (entry: LogEntry) => boolean): Evidence | null {
  const entry = result.log.find(fits)
  return entry ? { at: entry.at, says: entryText(entry) } : null
}
