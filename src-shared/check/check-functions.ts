// The functions of a check, and what each takes. Every one reads the result and nothing else.
// Left out of the graders' vocabulary: path(packet), same(run, run) and answer(id), which need more than one result.
import { CAPABILITIES } from '../result/capability-codes'
import type { CheckedResult } from './check-scope'
import { CheckProblem, describe, isProblem, type Evaluated, suggestion } from './check-value'
import { countOf } from './check-counts'
import { hostAt, migrationOf, modeAt, modesOf, momentsOf, logEntries, phaseTime } from './check-moments'
import { structureOf } from './check-structure'
import { own } from '../lab/maps'
import type { Lab } from '../lab/schema'

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

interface CheckFunction {
  says: string
  /** Fewest and most positional arguments. */
  takes: [number, number]
  named: readonly string[]
  run: (call: CheckCall, result: CheckedResult) => Evaluated
}

const text = (argument: CheckArgument | undefined): CheckProblem | string | undefined => {
  const value = argument?.name()
  if (value === undefined || isProblem(value) || typeof value === 'string') return value
  return new CheckProblem(`A name is expected, not ${describe(value)}.`)
}

const seconds = (argument: CheckArgument | undefined): CheckProblem | number | undefined => {
  const value = argument?.value()
  if (value === undefined || isProblem(value) || typeof value === 'number') return value
  return new CheckProblem(`A time is expected, such as 3s, not ${describe(value)}.`)
}

/** An event: a log code, a time, or what event(), phase() and mode() give. */
const moment = (argument: CheckArgument, result: CheckedResult): CheckProblem | number[] =>
  momentsOf(result, argument.name())

/** All numbers of the arguments, lists opened; nothing (a latency of no frame) is left out. */
function numbersOf(call: CheckCall): CheckProblem | number[] {
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

const overNumbers = (says: string, of: (numbers: number[]) => number | null): CheckFunction => ({
  says,
  takes: [1, 20],
  named: [],
  run: (call) => {
    const numbers = numbersOf(call)
    return isProblem(numbers) ? numbers : of(numbers)
  },
})

const add = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

function stateOf(call: CheckCall, result: CheckedResult): Evaluated {
  const path = text(call.positional[0])
  const at = seconds(call.positional[1]) ?? result.simulated
  if (isProblem(path)) return path
  if (isProblem(at)) return at
  const match = /^([^/]+\/.+?)(?:\.(mode|function|plugin|active))?$/.exec(path!)
  if (match) {
    const rows = modesOf(result, match[1]!)
    if (isProblem(rows)) return rows
    const present = modeAt(rows, at)
    if (match[2] === 'active') return present?.mode === 'passthrough'
    return present?.[(match[2] ?? 'mode') as 'mode' | 'function' | 'plugin'] ?? null
  }
  const lab = result.document as Lab
  const vm = path!.replace(/\.host$/, '')
  const start = own(lab.vms, vm)?.host
  if (start !== undefined) return hostAt(result, vm, start, at)
  const known = [...new Set(result.modes.map((row) => row.nic)), ...Object.keys(lab.vms ?? {})]
  return new CheckProblem(`state() knows vNICs and VMs, not "${path}".${suggestion(path!, known)}`)
}

function conserved(call: CheckCall, result: CheckedResult): Evaluated {
  const name = text(call.positional[0]) ?? 'all'
  if (isProblem(name)) return name
  const flow = own(result.flows, name)
  if (flow === undefined && name !== 'all') {
    return new CheckProblem(`There is no flow "${name}".${suggestion(name, ['all', ...Object.keys(result.flows)])}`)
  }
  const flows = flow === undefined ? Object.values(result.flows) : [flow]
  return flows.every((one) => one.sent === one.delivered + one.lost + one.inFlight)
}

function hasReason(call: CheckCall, result: CheckedResult, list: 'reasons' | 'warnings'): Evaluated {
  const migration = migrationOf(result, call.positional[0]!.value())
  const code = text(call.positional[1])
  if (isProblem(migration)) return migration
  if (isProblem(code)) return code
  return code === undefined ? migration[list].length > 0 : migration[list].some((reason) => reason.code === code)
}

function capability(call: CheckCall, result: CheckedResult): Evaluated {
  const nic = text(call.positional[0])
  const code = text(call.positional[1])
  if (isProblem(nic)) return nic
  if (isProblem(code)) return code
  const row = own(result.capabilities, nic!)
  if (row === undefined) {
    return new CheckProblem(`No vNIC "${nic}" has run.${suggestion(nic!, Object.keys(result.capabilities))}`)
  }
  const found = own(row, code!)
  if (found !== undefined) return found.available
  return new CheckProblem(`There is no capability "${code}".${suggestion(code!, Object.keys(CAPABILITIES))}`)
}

function order(call: CheckCall, result: CheckedResult, limit: Evaluated): Evaluated {
  const first = moment(call.positional[0]!, result)
  const second = moment(call.positional[1]!, result)
  if (isProblem(first)) return first
  if (isProblem(second)) return second
  if (isProblem(limit)) return limit
  if (first.length === 0 || second.length === 0) return false
  if (typeof limit !== 'number') return first[0]! <= second[0]!
  // the first occurrence of the second event that does not precede the first one
  const next = second.find((at) => at >= first[0]!)
  return next !== undefined && next - first[0]! <= limit
}

const FUNCTIONS: Record<string, CheckFunction> = {
  state: {
    says: 'state("VM/NIC"[, time]): mode of a vNIC; also .function, .plugin, .active; state("VM"): its host',
    takes: [1, 2],
    named: [],
    run: stateOf,
  },
  count: {
    says: 'count(what, …): how often; what is drop, exit, interrupt, migration, mode or a log code',
    takes: [1, 1],
    named: [
      'reason',
      'flow',
      'at',
      'host',
      'kind',
      'vm',
      'outcome',
      'nic',
      'mode',
      'source',
      'level',
      'after',
      'before',
    ],
    run: (call, result) => {
      const what = text(call.positional[0])
      if (isProblem(what)) return what
      const where: Record<string, string | number> = {}
      for (const [key, argument] of call.named) {
        const value = key === 'after' || key === 'before' ? seconds(argument) : text(argument)
        if (isProblem(value)) return value
        if (value !== undefined) where[key] = value
      }
      return countOf(result, what!, where)
    },
  },
  ratio: {
    says: 'ratio(a, b): a divided by b',
    takes: [2, 2],
    named: [],
    run: (call) => {
      const numbers = numbersOf(call)
      if (isProblem(numbers)) return numbers
      if (numbers.length !== 2) return new CheckProblem('ratio() needs two numbers.')
      return numbers[1] === 0 ? new CheckProblem('ratio() of something to zero.') : numbers[0]! / numbers[1]!
    },
  },
  before: {
    says: 'before(a, b): a happens, b happens, and a is not later; events are log codes, times, event(), phase(), mode()',
    takes: [2, 2],
    named: [],
    run: (call, result) => order(call, result, null),
  },
  within: {
    says: 'within(a, b, time): b follows a by at most that time',
    takes: [3, 3],
    named: [],
    run: (call, result) => order(call, result, seconds(call.positional[2])),
  },
  never: {
    says: 'never(event[, from, to]): it does not happen, or not in that time',
    takes: [1, 3],
    named: [],
    run: (call, result) => {
      const times = moment(call.positional[0]!, result)
      const from = seconds(call.positional[1]) ?? 0
      const to = seconds(call.positional[2]) ?? Infinity
      if (isProblem(times)) return times
      if (isProblem(from)) return from
      return isProblem(to) ? to : !times.some((at) => at >= from && at <= to)
    },
  },
  event: {
    says: 'event("code"[, source=, level=, after=, before=]): time of the first such log entry',
    takes: [1, 1],
    named: ['source', 'level', 'after', 'before'],
    run: (call, result) => {
      const code = text(call.positional[0])
      const source = text(call.named.get('source'))
      const level = text(call.named.get('level'))
      const after = seconds(call.named.get('after'))
      const before = seconds(call.named.get('before'))
      for (const value of [code, source, level, after, before]) if (isProblem(value)) return value
      const found = logEntries(result, { code, source, level, after, before } as Parameters<typeof logEntries>[1])
      return isProblem(found) ? found : (found[0]?.at ?? null)
    },
  },
  phase: {
    says: 'phase("name"[, migration=0, edge="end"]): when a phase of a migration starts (or ends)',
    takes: [1, 1],
    named: ['migration', 'edge'],
    run: (call, result) => {
      const name = text(call.positional[0])
      const edge = text(call.named.get('edge')) ?? 'start'
      const migration = migrationOf(result, call.named.get('migration')?.value() ?? 0)
      if (isProblem(name)) return name
      if (isProblem(edge)) return edge
      return isProblem(migration) ? migration : phaseTime(migration, name!, edge)
    },
  },
  mode: {
    says: 'mode("VM/NIC", "emulation"[, after=]): when the vNIC first goes into that mode',
    takes: [2, 2],
    named: ['after'],
    run: (call, result) => {
      const nic = text(call.positional[0])
      const mode = text(call.positional[1])
      const after = seconds(call.named.get('after')) ?? 0
      if (isProblem(nic)) return nic
      if (isProblem(mode)) return mode
      if (isProblem(after)) return after
      if (mode !== 'passthrough' && mode !== 'emulation' && mode !== 'absent') {
        return new CheckProblem(`A mode is "passthrough", "emulation" or "absent", not "${mode}".`)
      }
      const rows = modesOf(result, nic!)
      return isProblem(rows) ? rows : (rows.find((row) => row.mode === mode && row.at >= after)?.at ?? null)
    },
  },
  conserved: {
    says: 'conserved(flow) or conserved(all): sent = delivered + lost + in flight',
    takes: [0, 1],
    named: [],
    run: conserved,
  },
  structure: {
    says: 'structure(what, host=, model=, …): how many hosts, nics, vfs, vms, vnics, … the lab has',
    takes: [1, 1],
    named: ['host', 'model', 'adapter', 'network', 'vlan', 'end'],
    run: (call, result) => {
      const what = text(call.positional[0])
      if (isProblem(what)) return what
      const where: Record<string, string> = {}
      for (const [key, argument] of call.named) {
        const value = argument.name()
        if (isProblem(value)) return value
        where[key] = String(value)
      }
      return structureOf(result.document as Lab, what!, where)
    },
  },
  refused: {
    says: 'refused(migrations[0][, "code"]): it was refused (for that reason)',
    takes: [1, 2],
    named: [],
    run: (call, result) => {
      const migration = migrationOf(result, call.positional[0]!.value())
      if (isProblem(migration)) return migration
      const found = hasReason(call, result, 'reasons')
      return isProblem(found) ? found : migration.outcome === 'refused' && found === true
    },
  },
  warned: {
    says: 'warned(migrations[0][, "code"]): it went ahead with a warning (of that code)',
    takes: [1, 2],
    named: [],
    run: (call, result) => hasReason(call, result, 'warnings'),
  },
  capability: {
    says: 'capability("VM/NIC", "vmotion"): whether the VM has it as the vNIC is at the end',
    takes: [2, 2],
    named: [],
    run: capability,
  },
  len: {
    says: 'len(list or group): how many entries',
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
  sum: overNumbers('sum(numbers…): their sum', add),
  min: overNumbers('min(numbers…): the least', (numbers) =>
    numbers.length === 0 ? null : numbers.reduce((a, b) => (b < a ? b : a)),
  ),
  max: overNumbers('max(numbers…): the greatest', (numbers) =>
    numbers.length === 0 ? null : numbers.reduce((a, b) => (b > a ? b : a)),
  ),
  mean: overNumbers('mean(numbers…): the mean', (numbers) =>
    numbers.length === 0 ? null : add(numbers) / numbers.length,
  ),
  abs: overNumbers('abs(number): without its sign', (numbers) => Math.abs(numbers[0] ?? 0)),
}

/** Name and one sentence each, for help pages. */
export const CHECK_FUNCTIONS: readonly { name: string; says: string }[] = Object.entries(FUNCTIONS).map(
  ([name, { says }]) => ({ name, says }),
)

export function callFunction(call: CheckCall, result: CheckedResult): Evaluated {
  const known = own(FUNCTIONS, call.name)
  if (known === undefined) {
    return new CheckProblem(`There is no function ${call.name}().${suggestion(call.name, Object.keys(FUNCTIONS))}`)
  }
  const [least, most] = known.takes
  if (call.positional.length < least || call.positional.length > most) {
    return new CheckProblem(`${call.name}() was given ${call.positional.length} arguments. It is ${known.says}.`)
  }
  for (const key of call.named.keys()) {
    if (!known.named.includes(key))
      return new CheckProblem(`${call.name}() has no "${key}=".${suggestion(key, known.named)}`)
  }
  return known.run(call, result)
}
