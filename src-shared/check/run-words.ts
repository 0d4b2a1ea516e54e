// Words of the language of checks that look beyond the figures of one result: the life of a frame, another run of the same
// lab, and what a person answered. Further runs are made only where a check asks, by whoever grades (other-runs.ts).
import { own } from '../lab/maps'
import type { Lab } from '../lab/schema'
import { type CheckCall, type CheckFunction, numberOf, problemIn, secondsOf, textOf } from './check-function'
import type { CheckedResult } from './check-scope'
import { ROOTS } from './check-scope'
import type { FollowedStage } from './other-runs'
import { CheckProblem, describe, isProblem, shown, type Evaluated, suggestion } from './check-value'
import { type Difference, firstDifference } from './first-difference'

const NOBODY = 'This needs a further run of the lab, which is made at the end of a run.'

/** The stages of the N-th frame that a flow sends, in their order. */
export function lifeStagesOf(
  result: CheckedResult,
  flow: string,
  nth: number,
  from: number,
): CheckProblem | readonly FollowedStage[] {
  if (own(result.flows, flow) === undefined) {
    return new CheckProblem(`There is no flow "${flow}".${suggestion(flow, Object.keys(result.flows))}`)
  }
  if (!Number.isInteger(nth) || nth < 1) return new CheckProblem('Frames are counted from 1.')
  if (result.others === undefined) return new CheckProblem(NOBODY)
  const life = result.others.life(flow, nth, from)
  if (isProblem(life)) return life
  if (life !== null && life.sentAt <= result.simulated) return life.stages
  return new CheckProblem(`${flow} sends no frame ${nth}${from > 0 ? ` after ${shown(from)} s` : ''}.`)
}

const SHAPES = {
  stage: ({ stage }: FollowedStage) => stage,
  lane: ({ lane }: FollowedStage) => lane,
  where: ({ path }: FollowedStage) => path,
  both: ({ stage, path }: FollowedStage) => `${stage}@${path}`,
}

function pathCall(call: CheckCall, result: CheckedResult) {
  const flow = textOf(call.positional[0])
  const nth = numberOf(call.positional[1], 1)
  const after = secondsOf(call.named.get('after')) ?? 0
  const as = textOf(call.named.get('as')) ?? 'stage'
  const problem = problemIn(flow, nth, after, as)
  if (problem) return problem
  if (!Object.hasOwn(SHAPES, as as string)) {
    return new CheckProblem(`path() has no shape "${String(as)}".${suggestion(String(as), Object.keys(SHAPES))}`)
  }
  const stages = lifeStagesOf(result, flow as string, nth as number, after as number)
  return isProblem(stages) ? stages : { stages, shape: SHAPES[as as keyof typeof SHAPES] }
}

function otherRun(result: CheckedResult, name: string): CheckProblem | CheckedResult {
  if (name === 'this') return result
  const variants = Object.keys((result.document as Lab).variants ?? {})
  if (name !== 'again' && !variants.includes(name)) {
    return new CheckProblem(`There is no run "${name}".${suggestion(name, ['this', 'again', ...variants])}`)
  }
  return result.others === undefined ? new CheckProblem(NOBODY) : result.others.run(name)
}

const COMPARED = ROOTS.filter((name) => name !== 'seed')

function differenceOf(call: CheckCall, result: CheckedResult): CheckProblem | Difference | null {
  const names = call.positional.map(textOf)
  const except = call.named.get('except')?.value() ?? []
  const problem = problemIn(...names, except)
  if (problem) return problem
  if (!Array.isArray(except) || except.some((one) => typeof one !== 'string')) {
    return new CheckProblem(`except= takes a list of names such as ["cpu"], not ${describe(except)}.`)
  }
  const [a, b] = names.map((name) => otherRun(result, name as string))
  if (isProblem(a)) return a
  if (isProblem(b)) return b
  const left = a as CheckedResult
  const right = b as CheckedResult
  for (const part of COMPARED) {
    const found = firstDifference(left[part], right[part], part, new Set(except as string[]))
    if (found) return found
  }
  return null
}

/** Seconds, where the difference stands in a series or a log. */
function timeOf(result: CheckedResult, { path }: Difference): number | null {
  const [, log] = /^log\.(\d+)/.exec(path) ?? []
  if (log !== undefined) return result.log[Number(log)]?.at ?? null
  const [, sample] = /^series\..*\.(\d+)$/.exec(path) ?? []
  return sample === undefined ? null : (result.series.times[Number(sample)] ?? null)
}

export const RUN_WORDS: Record<string, CheckFunction> = {
  path: {
    says: 'path(flow[, n=1, as=stage, after=]): the stages of the n-th frame that a flow sends, in their order; as= stage, lane, where or both (stage@where)',
    example: '"embedded-switch" in path(between) and "esx-a/vSwitch0" not in path(between, as=where)',
    takes: [1, 2],
    named: ['as', 'after'],
    run: (call, result) => {
      const found = pathCall(call, result)
      return isProblem(found) ? found : found.stages.map(found.shape)
    },
    explain: (call, result) => {
      const found = pathCall(call, result)
      if (isProblem(found)) return null
      const last = found.stages[found.stages.length - 1]
      return last ? { at: last.end, says: `the frame ends with ${last.stage} at ${last.path}` } : null
    },
  },
  run: {
    says: 'run("again") or run("variant"): the result of the same lab run once more, or with the changes of one of its variants',
    example: 'ratio(run("off").cpu["esx-a"].utilization, cpu["esx-a"].utilization) > 1.5',
    takes: [1, 1],
    named: [],
    run: (call, result) => {
      const name = textOf(call.positional[0])
      if (isProblem(name)) return name
      const other = otherRun(result, name!)
      if (isProblem(other)) return other
      return Object.fromEntries(ROOTS.map((part) => [part, other[part]]))
    },
  },
  same: {
    says: 'same(run, run[, except=[…]]): two runs have the same figures in every part of the result, but for those named; runs are this, again, or a variant of the lab',
    example: 'same(this, again) and same(this, other-order, except=["log", "events"])',
    takes: [2, 2],
    named: ['except'],
    run: (call, result) => {
      const found = differenceOf(call, result)
      return isProblem(found) ? found : found === null
    },
    explain: (call, result) => {
      const found = differenceOf(call, result)
      if (isProblem(found) || found === null) return null
      const says = `${found.path} is ${shown(found.a)} in one and ${shown(found.b)} in the other`
      return { expected: 'equal figures', found: says, at: timeOf(result, found), says }
    },
  },
  answer: {
    says: 'answer(id): what a person answered to the question of that id; nothing where there is no answer',
    example: 'answer(interrupts) == engine(count(interrupt, kind=physical))',
    takes: [1, 1],
    named: [],
    run: (call, result): Evaluated => {
      const id = textOf(call.positional[0])
      if (isProblem(id)) return id
      return own((result.document as Lab).answers, id!) ?? null
    },
    explain: (call, result) => {
      const id = textOf(call.positional[0])
      if (isProblem(id)) return null
      const given = own((result.document as Lab).answers, id!)
      return { at: null, says: given === undefined ? `question ${id} has no answer` : 'the run says otherwise' }
    },
  },
  engine: {
    says: 'engine(expression): the figure as this run gives it, to compare an answer with; it is not shown before it was found',
    example: 'answer(gap) in [0.9 * engine(flows.web.longestGap), 1.1 * engine(flows.web.longestGap)]',
    takes: [1, 1],
    named: [],
    run: (call) => call.positional[0]!.value(),
  },
}
