// Words of the language of checks about when things happened: log events, phases of migrations, modes of vNICs.
import type { LogEntry } from '../result/result'
import {
  type CheckArgument,
  type CheckCall,
  type CheckFunction,
  type Evidence,
  momentOf,
  problemIn,
  secondsOf,
  textOf,
} from './check-function'
import { logEntries, migrationOf, modesOf, phaseTime } from './check-moments'
import type { CheckedResult } from './check-scope'
import { CheckProblem, isProblem, shown, type Evaluated } from './check-value'

function inOrder(call: CheckCall, result: CheckedResult, limit: Evaluated): Evaluated {
  const first = momentOf(call.positional[0]!, result)
  const second = momentOf(call.positional[1]!, result)
  if (isProblem(first)) return first
  if (isProblem(second)) return second
  if (isProblem(limit)) return limit
  if (first.length === 0 || second.length === 0) return false
  if (typeof limit !== 'number') return first[0]! <= second[0]!
  // the first occurrence of the second event that does not precede the first one
  const next = second.find((at) => at >= first[0]!)
  return next !== undefined && next - first[0]! <= limit
}

/** As it stands in the check, or by its time. */
const nameOf = (argument: CheckArgument): string => {
  const name = argument.name()
  return typeof name === 'string' ? name : typeof name === 'number' ? `the event at ${shown(name)} s` : 'the event'
}

function explainOrder(call: CheckCall, result: CheckedResult, limit: Evaluated): Evidence | null {
  const [a, b] = call.positional.map(nameOf)
  const first = momentOf(call.positional[0]!, result)
  const second = momentOf(call.positional[1]!, result)
  if (isProblem(first) || isProblem(second) || isProblem(limit)) return null
  const span = typeof limit === 'number' ? `, and ${b} at most ${shown(limit)} s later` : ''
  const expected = span === '' ? `${a}, and ${b} not before it` : `${a}${span}`
  const times = (name: string, at: readonly number[]) =>
    at.length === 0 ? `${name} did not happen` : `${name} at ${shown(at[0])} s`
  const found = `${times(a!, first)}, ${times(b!, second)}`
  const at = second[0] ?? first[0] ?? null
  return { expected, found, at, says: found }
}

export const entryText = ({ source, code, says }: LogEntry): string => `${code} of ${source}: ${says}`

export const EVENT_WORDS: Record<string, CheckFunction> = {
  before: {
    says: 'before(a, b): a happens, b happens, and a is not later; events are log codes, times, event(), phase(), mode()',
    example: 'before(mode("web-1/eth0", "emulation"), phase("pre-copy"))',
    takes: [2, 2],
    named: [],
    run: (call, result) => inOrder(call, result, null),
    explain: (call, result) => explainOrder(call, result, null),
  },
  within: {
    says: 'within(a, b, time): b follows a by at most that time',
    example: 'within("vm-stunned@web-1", "vm-resumed@web-1", 500ms)',
    takes: [3, 3],
    named: [],
    run: (call, result) => inOrder(call, result, secondsOf(call.positional[2])),
    explain: (call, result) => explainOrder(call, result, secondsOf(call.positional[2])),
  },
  never: {
    says: 'never(event[, from, to]): it does not happen, or not in that time',
    example: 'never(tcp-timeout, 3s, 5s)',
    takes: [1, 3],
    named: [],
    run: (call, result) => {
      const times = momentOf(call.positional[0]!, result)
      const from = secondsOf(call.positional[1]) ?? 0
      const to = secondsOf(call.positional[2]) ?? Infinity
      if (isProblem(times)) return times
      if (isProblem(from)) return from
      return isProblem(to) ? to : !times.some((at) => at >= from && at <= to)
    },
    explain: (call, result) => {
      const what = nameOf(call.positional[0]!)
      const times = momentOf(call.positional[0]!, result)
      const from = secondsOf(call.positional[1]) ?? 0
      const to = secondsOf(call.positional[2]) ?? Infinity
      if (isProblem(times) || isProblem(from) || isProblem(to)) return null
      const inside = times.filter((at) => at >= from && at <= to)
      const entry = result.log.find(({ at, code }) => at === inside[0] && what.startsWith(code))
      return {
        expected: `no ${what}`,
        found: `${inside.length} of it`,
        at: inside[0] ?? null,
        says: entry ? entryText(entry) : what,
      }
    },
  },
  event: {
    says: 'event("code"[, source=, level=, after=, before=]): time of the first such log entry',
    example: 'event(link-down, source="esx-a/vmnic0", after=1s) < 2s',
    takes: [1, 1],
    named: ['source', 'level', 'after', 'before'],
    run: (call, result) => {
      const code = textOf(call.positional[0])
      const source = textOf(call.named.get('source'))
      const level = textOf(call.named.get('level'))
      const after = secondsOf(call.named.get('after'))
      const before = secondsOf(call.named.get('before'))
      const problem = problemIn(code, source, level, after, before)
      if (problem) return problem
      const found = logEntries(result, { code, source, level, after, before } as Parameters<typeof logEntries>[1])
      return isProblem(found) ? found : (found[0]?.at ?? null)
    },
  },
  phase: {
    says: 'phase("name"[, migration=0, edge="end"]): when a phase of a migration starts (or ends)',
    example: 'phase("resume") - phase("switch-over") < 500ms',
    takes: [1, 1],
    named: ['migration', 'edge'],
    run: (call, result) => {
      const name = textOf(call.positional[0])
      const edge = textOf(call.named.get('edge')) ?? 'start'
      const migration = migrationOf(result, call.named.get('migration')?.value() ?? 0)
      if (isProblem(name)) return name
      if (isProblem(edge)) return edge
      return isProblem(migration) ? migration : phaseTime(migration, name!, edge)
    },
  },
  mode: {
    says: 'mode("VM/NIC", "emulation"[, after=]): when the vNIC first goes into that mode',
    example: 'mode("web-1/eth0", "passthrough", after=5s) < 8s',
    takes: [2, 2],
    named: ['after'],
    run: (call, result) => {
      const nic = textOf(call.positional[0])
      const mode = textOf(call.positional[1])
      const after = secondsOf(call.named.get('after')) ?? 0
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
}
