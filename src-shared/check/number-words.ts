// Words of the language of checks that compute: they look at their arguments and at nothing else.
import { type CheckFunction, numbersOf } from './check-function'
import { CheckProblem, describe, isProblem } from './check-value'

const overNumbers = (says: string, example: string, of: (numbers: number[]) => number | null): CheckFunction => ({
  says,
  example,
  takes: [1, 20],
  named: [],
  run: (call) => {
    const numbers = numbersOf(call)
    return isProblem(numbers) ? numbers : of(numbers)
  },
})

const add = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

const least = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => (b < a ? b : a))

const greatest = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => (b > a ? b : a))

const mean = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : add(numbers) / numbers.length

export const NUMBER_WORDS: Record<string, CheckFunction> = {
  ratio: {
    says: 'ratio(a, b): a divided by b',
    example: 'ratio(flows.fast.goodput, flows.slow.goodput) in [2, 4]',
    takes: [2, 2],
    named: [],
    run: (call) => {
      const numbers = numbersOf(call)
      if (isProblem(numbers)) return numbers
      if (numbers.length !== 2) return new CheckProblem('ratio() needs two numbers.')
      return numbers[1] === 0 ? new CheckProblem('ratio() of something to zero.') : numbers[0]! / numbers[1]!
    },
  },
  len: {
    says: 'len(list or group): how many entries',
    example: 'len(migrations[0].reasons) == 1',
    takes: [1, 1],
    named: [],
    run: (call) => {
      const value = call.positional[0]!.value()
      if (isProblem(value)) return value
      if (Array.isArray(value) || typeof value === 'string') return value.length
      if (typeof value === 'object' && value !== null) return Object.keys(value).length
      return new CheckProblem(`len() needs a list or a group, not ${describe(value)}.`)
    },
  },
  sum: overNumbers('sum(numbers…): their sum', 'sum(flows.*.lost) < 100', add),
  min: overNumbers('min(numbers…): the least', 'min(flows.a.bytes, flows.b.bytes) == 65536', least),
  max: overNumbers('max(numbers…): the greatest', 'max(migrations[*].downtime) <= 500ms', greatest),
  mean: overNumbers('mean(numbers…): the mean', 'mean(cpu["esx-a"].perCore) < 0.5', mean),
  abs: overNumbers('abs(number): without its sign', 'abs(flows.a.goodput - flows.b.goodput) < 1Mbps', (numbers) =>
    Math.abs(numbers[0] ?? 0),
  ),
}
