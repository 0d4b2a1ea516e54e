// All words of the language of checks in one table: what each takes, in a sentence, with an example. Help, command line and
// schema show this table; nothing else describes the words.
import { own } from '../lab/maps'
import type { CheckCall, CheckFunction, Evidence } from './check-function'
import type { Expression } from './check-parser'
import type { CheckedResult } from './check-scope'
import { CheckProblem, type Evaluated, suggestion } from './check-value'
import { EVENT_WORDS } from './event-words'
import { NUMBER_WORDS } from './number-words'
import { RUN_WORDS } from './run-words'
import { STATE_WORDS } from './state-words'

const FUNCTIONS: Record<string, CheckFunction> = { ...STATE_WORDS, ...EVENT_WORDS, ...RUN_WORDS, ...NUMBER_WORDS }

export interface CheckWord {
  name: string
  says: string
  example: string
}

export const CHECK_FUNCTIONS: readonly CheckWord[] = Object.entries(FUNCTIONS).map(([name, { says, example }]) => ({
  name,
  says,
  example,
}))

/** What is written between the words. */
export const CHECK_GRAMMAR: readonly CheckWord[] = [
  {
    name: 'figures',
    says: 'flows, counters, cpu, memory, migrations, modes, capabilities, guest, log, series, simulated, events, frames, seed: the parts of a result; lab: the document. A dot or [ ] goes into them, * takes all of a level',
    example: 'sum(flows.*.lost) == 0 and counters["esx-a/vmnic0"].drops.no-buffer == 0',
  },
  {
    name: 'operators',
    says: '== != < <= > >= + - * / and or not; x in [low, high] takes two numbers as a range with both ends, any other list as a choice; not in',
    example: 'flows.web.lost <= 100 and migrations[0].outcome in ["completed", "refused"]',
  },
  {
    name: 'units',
    says: 'a number may have a unit: times are seconds, rates bit/s, sizes bytes',
    example: 'migrations[0].downtime < 500ms and flows.web.goodput > 1Gbps',
  },
]

/** What is wrong with a call before anything is looked up; null: nothing. */
function misuse(name: string, positional: number, named: Iterable<string>): CheckProblem | null {
  const known = own(FUNCTIONS, name)
  if (known === undefined) {
    return new CheckProblem(`There is no function ${name}().${suggestion(name, Object.keys(FUNCTIONS))}`)
  }
  const [least, most] = known.takes
  if (positional < least || positional > most) {
    return new CheckProblem(`${name}() was given ${positional} arguments. It is ${known.says}.`)
  }
  for (const key of named) {
    if (!known.named.includes(key)) {
      return new CheckProblem(`${name}() has no "${key}=".${suggestion(key, known.named)}`)
    }
  }
  return null
}

export function callFunction(call: CheckCall, result: CheckedResult): Evaluated {
  return misuse(call.name, call.positional.length, call.named.keys()) ?? FUNCTIONS[call.name]!.run(call, result)
}

export function explainCall(call: CheckCall, result: CheckedResult, limit: number | null): Evidence | null {
  return own(FUNCTIONS, call.name)?.explain?.(call, result, limit) ?? null
}

/** The first word of a check that is none, or that is given what it does not take. */
export function misusedWord(node: Expression): { says: string; at: number } | null {
  const first = (nodes: readonly Expression[]) => {
    for (const one of nodes) {
      const found = misusedWord(one)
      if (found) return found
    }
    return null
  }
  switch (node.kind) {
    case 'call': {
      const named = node.named.map(([key]) => key)
      const problem = misuse(node.name, node.positional.length, named)
      if (problem) return { says: problem.says, at: node.at }
      return first([...node.positional, ...node.named.map(([, of]) => of)])
    }
    case 'list':
      return first(node.items)
    case 'steps':
      return first([node.of])
    case 'unary':
      return first([node.of])
    case 'binary':
      return first([node.left, node.right])
    default:
      return null
  }
}
