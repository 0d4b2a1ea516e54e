// What a word of the language of checks is made of, and how it takes its arguments.
import { CheckProblem, describe, isProblem, type Evaluated } from './check-value'
import { momentsOf } from './check-moments'
import type { CheckedResult } from './check-scope'

/** `name()` takes a bare word for itself, `value()` computes it. */
export interface CheckArgument {
  name: () => Evaluated
  value: () => Evaluated
}

export interface CheckCall {
  name: string
  positional: CheckArgument[]
  named: Map<string, CheckArgument>
}

/** What happened in the run that keeps a check from holding. */
export interface Evidence {
  /** What would have held, where that is not plain from the expression. */
  expected?: string
  /** What there is instead. */
  found?: string
  /** Seconds; null: it is no event but a figure of the whole run, or of the document. */
  at: number | null
  /** The event, in a sentence. */
  says: string
}

export interface CheckFunction {
  says: string
  example: string
  /** Fewest and most positional arguments. */
  takes: [number, number]
  named: readonly string[]
  run: (call: CheckCall, result: CheckedResult) => Evaluated
  /** `limit`: the greatest figure that would have held, where the call was compared with one. */
  explain?: (call: CheckCall, result: CheckedResult, limit: number | null) => Evidence | null
}

export const textOf = (argument: CheckArgument | undefined): CheckProblem | string | undefined => {
  const value = argument?.name()
  if (value === undefined || isProblem(value) || typeof value === 'string') return value
  return new CheckProblem(`A name is expected, not ${describe(value)}.`)
}

export const secondsOf = (argument: CheckArgument | undefined): CheckProblem | number | undefined => {
  const value = argument?.value()
  if (value === undefined || isProblem(value) || typeof value === 'number') return value
  return new CheckProblem(`A time is expected, such as 3s, not ${describe(value)}.`)
}

export const numberOf = (argument: CheckArgument | undefined, fallback: number): CheckProblem | number => {
  const value = argument?.value() ?? fallback
  if (isProblem(value) || typeof value === 'number') return value
  return new CheckProblem(`A number is expected, not ${describe(value)}.`)
}

/** An event: a log code, a time, or what event(), phase() and mode() give. */
export const momentOf = (argument: CheckArgument, result: CheckedResult): CheckProblem | number[] =>
  momentsOf(result, argument.name())

/** All numbers of the arguments, lists opened; nothing (a latency of no frame) is left out. */
export function numbersOf(call: CheckCall): CheckProblem | number[] {
  const numbers: number[] = []
  for (const argument of call.positional) {
    const value = argument.value()
    if (isProblem(value)) return value
    for (const one of Array.isArray(value) ? (value.flat(Infinity) as unknown[]) : [value]) {
      if (typeof one === 'number') numbers.push(one)
      else if (one !== null) return new CheckProblem(`${call.name}() needs numbers, not ${describe(one)}.`)
    }
  }
  return numbers
}

/** The first problem among values that may be one. */
export const problemIn = (...values: readonly unknown[]): CheckProblem | undefined => values.find(isProblem)
