// Words of the language of checks about how things stand: modes, hosts, properties, counts, capabilities, topology.
import { own } from '../lab/maps'
import { valueAt } from '../lab/edit'
import { resolveProperty } from '../lab/path'
import type { Lab } from '../lab/schema'
import { schemaAt } from '../lab/schema-at'
import { CAPABILITIES } from '../result/capability-codes'
import { POWER_ON_REFUSALS } from '../result/migration-codes'
import { LIFE_STAGES } from '../result/packet-life'
import { formatDuration } from '../text/format-quantity'
import { type CheckCall, type CheckFunction, type Evidence, secondsOf, textOf } from './check-function'
import { countOf, logOf, type Where } from './check-counts'
import { hostAt, migrationOf, modeAt, modesOf } from './check-moments'
import { entryText } from './event-words'
import { lifeStagesOf } from './run-words'
import type { CheckedResult } from './check-scope'
import { structureOf } from './check-structure'
import { CheckProblem, isProblem, shown, type Evaluated, suggestion } from './check-value'

const NIC_STATE = /^(.+?\/.+?)(?:\.(mode|function|plugin|active))?$/
const VM_STATE = /^([^/]+?)(?:\.(host|power))?$/

function stateOf(call: CheckCall, result: CheckedResult): Evaluated {
  const path = textOf(call.positional[0])
  const at = secondsOf(call.positional[1]) ?? result.simulated
  if (isProblem(path)) return path
  if (isProblem(at)) return at
  if (at! > result.simulated) {
    const [asked, end] = [formatDuration(at!), formatDuration(result.simulated)]
    return new CheckProblem(`the run ended at ${end}: how things stand at ${asked} is not known`)
  }
  const lab = result.document as Lab
  const [, nic, part] = NIC_STATE.exec(path!) ?? []
  if (nic !== undefined && result.modes.some((row) => row.nic === nic)) {
    const rows = modesOf(result, nic)
    if (isProblem(rows)) return rows
    const present = modeAt(rows, at)
    if (part === 'active') return present?.mode === 'passthrough'
    return present?.[(part ?? 'mode') as 'mode' | 'function' | 'plugin'] ?? null
  }
  const [, vm, what] = VM_STATE.exec(path!) ?? []
  const start = vm === undefined ? undefined : own(lab.vms, vm)?.host
  if (start !== undefined) {
    if (what === 'power') return powerAt(result, vm!, at)
    return hostAt(result, vm!, start, at)
  }
  if (lab.links?.some(({ ends }) => ends.includes(path!))) return linkAt(result, path!, at)
  const property = resolveProperty(lab, path!)
  if (property && schemaAt([...property.pointer, ...property.property])) {
    return propertyAt(lab, path!, at, valueAt(lab, [...property.pointer, ...property.property]))
  }
  const known = [...new Set(result.modes.map((row) => row.nic)), ...Object.keys(lab.vms ?? {})]
  return new CheckProblem(
    `state() knows vNICs, VMs, links by an end, and properties such as esx-a/vmnic0/vfs, not "${path}".${suggestion(path!, known)}`,
  )
}

const POWER: Readonly<Record<string, string>> = {
  'vm-powered-on': 'on',
  'vm-powered-off': 'off',
  'vm-suspended': 'suspended',
  'vm-resumed': 'on',
}

/** A VM is off until it was started. */
function powerAt(result: CheckedResult, vm: string, until: number): string {
  const changes = result.log.filter(
    ({ at, code, source }) => source === vm && at <= until && Object.hasOwn(POWER, code),
  )
  return POWER[changes[changes.length - 1]?.code ?? ''] ?? 'off'
}

/** Links begin with their carrier; the script and people take it away and give it back. */
function linkAt(result: CheckedResult, end: string, at: number): string {
  const lab = result.document as Lab
  const ends = lab.links!.filter((link) => link.ends.includes(end)).flatMap((link) => link.ends)
  const changes = result.log.filter(
    ({ code, source, at: when }) =>
      (code === 'link-down' || code === 'link-up') && when <= at && source.split('~').some((one) => ends.includes(one)),
  )
  return changes[changes.length - 1]?.code === 'link-down' ? 'down' : 'up'
}

/** As the document has it, or as it was set last. */
function propertyAt(lab: Lab, path: string, at: number, written: unknown): Evaluated {
  const sets = (lab.events ?? []).filter(
    (event) => event.do === 'set' && event.path === path && typeof event.at === 'number' && event.at <= at,
  )
  return sets.length === 0 ? (written ?? null) : (sets[sets.length - 1]!.value ?? null)
}

function conserved(call: CheckCall, result: CheckedResult): Evaluated {
  const rows = accounts(call, result)
  return isProblem(rows) ? rows : rows.every(([, one]) => adds(one))
}

type Account = CheckedResult['flows'][string]

const adds = (one: Account): boolean =>
  one.sent === one.delivered + one.lost + one.inFlight &&
  one.inFlight >= 0 &&
  one.lost === Object.values(one.lostBy).reduce((sum, frames) => sum + frames, 0)

function accounts(call: CheckCall, result: CheckedResult): CheckProblem | [string, Account][] {
  const name = textOf(call.positional[0]) ?? 'all'
  if (isProblem(name)) return name
  const flow = own(result.flows, name)
  if (flow === undefined && name !== 'all') {
    return new CheckProblem(`There is no flow "${name}".${suggestion(name, ['all', ...Object.keys(result.flows)])}`)
  }
  return flow === undefined ? Object.entries(result.flows) : [[name, flow]]
}

function hasReason(call: CheckCall, result: CheckedResult, list: 'reasons' | 'warnings'): Evaluated {
  const migration = migrationOf(result, call.positional[0]!.value())
  const code = textOf(call.positional[1])
  if (isProblem(migration)) return migration
  if (isProblem(code)) return code
  return code === undefined ? migration[list].length > 0 : migration[list].some((reason) => reason.code === code)
}

function explainReason(call: CheckCall, result: CheckedResult, list: 'reasons' | 'warnings'): Evidence | null {
  const migration = migrationOf(result, call.positional[0]!.value())
  const code = textOf(call.positional[1])
  if (isProblem(migration) || isProblem(code)) return null
  const codes = migration[list].map((reason) => reason.code).join(', ') || 'none'
  const says = `the migration of ${migration.vm} to ${migration.to} was ${migration.outcome}, ${list}: ${codes}`
  const expected = `${list === 'reasons' ? 'refused' : 'warned'}${code === undefined ? '' : ` with ${code}`}`
  return { expected, found: says, at: migration.at, says: migration[list][0]?.says ?? says }
}

function capability(call: CheckCall, result: CheckedResult) {
  const nic = textOf(call.positional[0])
  const code = textOf(call.positional[1])
  if (isProblem(nic)) return nic
  if (isProblem(code)) return code
  const row = own(result.capabilities, nic!)
  if (row === undefined) {
    return new CheckProblem(`No vNIC "${nic}" has run.${suggestion(nic!, Object.keys(result.capabilities))}`)
  }
  const found = own(row, code!)
  if (found !== undefined) return found
  return new CheckProblem(`There is no capability "${code}".${suggestion(code!, Object.keys(CAPABILITIES))}`)
}

const WHERE = [
  'reason',
  'flow',
  'nth',
  'by',
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
] as const

function whereOf(call: CheckCall): CheckProblem | Where {
  const where: Record<string, string | number> = {}
  for (const [key, argument] of call.named) {
    const isNumber = key === 'after' || key === 'before' || key === 'nth'
    const value = isNumber ? secondsOf(argument) : textOf(argument)
    if (isProblem(value)) return value
    if (value !== undefined) where[key] = value
  }
  return where
}

/** Exits are counted per host, or along the way of one frame. */
const isStage = (what: string, where: Where): boolean =>
  (what === 'dma' || Object.hasOwn(LIFE_STAGES, what)) && (what !== 'exit' || where.flow !== undefined)

function count(call: CheckCall, result: CheckedResult): Evaluated {
  const what = textOf(call.positional[0])
  const where = whereOf(call)
  if (isProblem(what)) return what
  if (isProblem(where)) return where
  if (!isStage(what!, where)) return countOf(result, what!, where)
  const stages = stagesIn(result, what!, where)
  return isProblem(stages) ? stages : stages.length
}

function stagesIn(result: CheckedResult, what: string, where: Where) {
  if (where.flow === undefined) {
    return new CheckProblem(`count(${what}) needs a frame to follow: flow=, and nth= for another than the first.`)
  }
  const { flow, nth = 1, after = 0 } = where
  const stages = lifeStagesOf(result, String(flow), Number(nth), Number(after))
  if (isProblem(stages)) return stages
  return stages.filter(
    ({ stage, lane, path }) =>
      (stage === what || (what === 'dma' && (stage === 'dma-read' || stage === 'dma-write'))) &&
      (where.by === undefined || lane === where.by) &&
      (where.at === undefined || path === where.at),
  )
}

/** The event that was one too many; the first one where there were too few. */
function explainCount(call: CheckCall, result: CheckedResult, limit: number | null): Evidence | null {
  const what = textOf(call.positional[0])
  const where = whereOf(call)
  if (isProblem(what) || isProblem(where)) return null
  const tooMany = limit === null ? 0 : Math.max(0, Math.floor(limit))
  if (isStage(what!, where)) {
    const stages = stagesIn(result, what!, where)
    if (isProblem(stages)) return null
    const one = stages[Math.min(tooMany, stages.length - 1)]
    return one ? { at: one.start, says: `${one.stage} at ${one.path}` } : { at: null, says: `there is no ${what}` }
  }
  const entries = logOf(result, what!, where)
  const entry = entries[Math.min(tooMany, entries.length - 1)]
  return entry ? { at: entry.at, says: entryText(entry) } : null
}

export const STATE_WORDS: Record<string, CheckFunction> = {
  state: {
    says: 'state("VM/NIC"[, time]): mode of a vNIC, also .function, .plugin, .active; "VM": its host, .power: on, off or suspended; an end of a link: up or down; "COMPONENT/property": as it is set then. Without a time: at the end',
    example: 'state("web-1/eth0", 6s) == "emulation"',
    takes: [1, 2],
    named: [],
    run: stateOf,
    explain: (call, result) => {
      const path = textOf(call.positional[0])
      const at = secondsOf(call.positional[1]) ?? result.simulated
      if (isProblem(path) || isProblem(at)) return null
      const row = modeAt(
        result.modes.filter(({ nic }) => path === nic || path!.startsWith(`${nic}.`)),
        at,
      )
      if (row) return { at: row.at, says: `${row.nic} goes into ${row.mode}` }
      const vm = path!.replace(/\..*$/, '')
      const refused = result.log.find(
        ({ code, source }) => Object.hasOwn(POWER_ON_REFUSALS, code) && source.split('/')[0] === vm,
      )
      return refused ? { at: refused.at, says: entryText(refused) } : null
    },
  },
  count: {
    says: 'count(what, …): how often; what is drop, exit, interrupt, migration, mode, a log code, or a stage of a frame (flow=, nth=, by= who does it; dma stands for both directions)',
    example: 'count(drop, flow=web, reason="mtu-exceeded") == 0',
    takes: [1, 1],
    named: WHERE,
    run: count,
    explain: explainCount,
  },
  conserved: {
    says: 'conserved(flow) or conserved(all): sent = delivered + lost + in flight, and every loss has a reason',
    example: 'conserved(all)',
    takes: [0, 1],
    named: [],
    run: conserved,
    explain: (call, result) => {
      const rows = accounts(call, result)
      const bad = isProblem(rows) ? undefined : rows.find(([, one]) => !adds(one))
      if (!bad) return null
      const [id, { sent, delivered, lost, inFlight }] = bad
      const found = `${id}: sent ${sent}, delivered ${delivered}, lost ${lost}, in flight ${inFlight}`
      return { expected: 'sent = delivered + lost + in flight', found, at: null, says: found }
    },
  },
  structure: {
    says: 'structure(what, host=, model=, …): how many hosts, nics, vfs, vms, vnics, … the lab has',
    example: 'structure(vfs, host="esx-a") <= 4',
    takes: [1, 1],
    named: ['host', 'model', 'adapter', 'network', 'vlan', 'end', 'vm', 'function'],
    run: (call, result) => {
      const what = textOf(call.positional[0])
      if (isProblem(what)) return what
      const where: Record<string, string> = {}
      for (const [key, argument] of call.named) {
        const value = argument.name()
        if (isProblem(value)) return value
        where[key] = String(value)
      }
      return structureOf(result.document as Lab, what!, where)
    },
    explain: (call) => {
      const what = textOf(call.positional[0])
      return isProblem(what) ? null : { at: null, says: `the lab as it is built: its ${what}` }
    },
  },
  refused: {
    says: 'refused(migrations[0][, "code"]): it was refused (for that reason)',
    example: 'refused(migrations[0], "passthrough-device")',
    takes: [1, 2],
    named: [],
    run: (call, result) => {
      const migration = migrationOf(result, call.positional[0]!.value())
      if (isProblem(migration)) return migration
      const found = hasReason(call, result, 'reasons')
      return isProblem(found) ? found : migration.outcome === 'refused' && found === true
    },
    explain: (call, result) => explainReason(call, result, 'reasons'),
  },
  warned: {
    says: 'warned(migrations[0][, "code"]): it went ahead with a warning (of that code)',
    example: 'warned(migrations[0], "no-free-vf")',
    takes: [1, 2],
    named: [],
    run: (call, result) => hasReason(call, result, 'warnings'),
    explain: (call, result) => explainReason(call, result, 'warnings'),
  },
  capability: {
    says: 'capability("VM/NIC", "vmotion"): whether the VM has it as the vNIC is at the end',
    example: 'not capability("vm-1/eth0", "shaping")',
    takes: [2, 2],
    named: [],
    run: (call, result) => {
      const found = capability(call, result)
      return isProblem(found) ? found : found.available
    },
    explain: (call, result) => {
      const found = capability(call, result)
      if (isProblem(found)) return null
      const nic = textOf(call.positional[0])
      const rows = result.modes.filter((row) => row.nic === nic)
      const at = rows[rows.length - 1]?.at ?? null
      return { found: shown(found.available ? 'available' : 'not available'), at, says: found.why }
    },
  },
}
