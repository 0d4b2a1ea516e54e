// Names in a check that its lab does not have: flows, components, VMs, runs, log codes, and figures that no result has.
// Looked for before anything runs. What only a run can tell (how many migrations there were) is left to the grader.
import type { Pointer } from '../api/lab-api'
import { entries, own } from '../lab/maps'
import { parseFunction, pointerOf, resolveProperty } from '../lab/path'
import type { Lab } from '../lab/schema'
import { fieldsAt, schemaAt } from '../lab/schema-at'
import { DROP_REASON_CODES } from '../result/drop-reasons'
import { LOG_CODES } from '../result/log-codes'
import { resultSchema } from '../result/result'
import type { Expression, Step } from './check-parser'
import { ROOTS } from './check-scope'

export interface UnknownName {
  says: string
  /** What was written, and what could have been. */
  name: string
  known: () => string[]
  /** Where in the text of the check, from 0. */
  at: number
  /** Where in the document the thing would stand. */
  place: Pointer
}

type Kind = 'flow' | 'host' | 'processor' | 'vm' | 'nic' | 'component' | 'run' | 'code' | 'moment' | 'state'

/** What the positional arguments of a word name; other words are given figures, or names of closed lists. */
const POSITIONAL: Readonly<Record<string, readonly Kind[]>> = {
  conserved: ['flow'],
  path: ['flow'],
  run: ['run'],
  same: ['run', 'run'],
  event: ['code'],
  before: ['moment', 'moment'],
  within: ['moment', 'moment'],
  never: ['moment'],
  mode: ['nic'],
  capability: ['nic'],
  state: ['state'],
}
const NAMED: Readonly<Record<string, Kind>> = { flow: 'flow', host: 'host', vm: 'vm', nic: 'nic' }

/** The parts of a result whose rows have the names of things. */
const ROWS: Readonly<Record<string, Kind>> = {
  flows: 'flow',
  cpu: 'processor',
  memory: 'host',
  capabilities: 'nic',
  guest: 'nic',
  counters: 'component',
}

const vnicsOf = (lab: Lab): string[] =>
  entries(lab.vms).flatMap(([vm, { nics }]) => Object.keys(nics ?? {}).map((nic) => `${vm}/${nic}`))

const nicsOf = (lab: Lab): string[] =>
  entries(lab.hosts).flatMap(([host, { nics }]) => Object.keys(nics ?? {}).map((nic) => `${host}/${nic}`))

const vswitchesOf = (lab: Lab): string[] =>
  entries(lab.hosts).flatMap(([host, { vswitches }]) => Object.keys(vswitches ?? {}).map((id) => `${host}/${id}`))

const processorsOf = (lab: Lab): string[] => [
  ...Object.keys(lab.hosts ?? {}),
  ...entries(lab.stations).flatMap(([station, { cpu }]) => (cpu === undefined ? [] : [station])),
]

const endsOf = (lab: Lab): string[] => (lab.links ?? []).flatMap(({ ends }) => ends)

/** Functions come and go while a lab runs, and a NIC has a row for each of its receive queues. */
function counts(lab: Lab, path: string): boolean {
  const pointer = pointerOf(lab, path)
  if (pointer) return pointer.length > 2 || (pointer[0] !== 'hosts' && pointer[0] !== 'vms')
  const [, nic] = /^(.+)\/rx\d+$/.exec(path) ?? []
  const [host, name] = (nic ?? path).split('/')
  const fn = name === undefined ? null : parseFunction(name)
  return fn !== null && own(own(lab.hosts, host)?.nics, fn.nic) !== undefined
}

/** A vNIC or VM with what is asked of it, an end of a link, or a property. */
function isState(lab: Lab, text: string): boolean {
  const name = text.replace(/\.(mode|function|plugin|active|host|power)$/, '')
  if (pointerOf(lab, name)?.[0] === 'vms' || endsOf(lab).includes(text)) return true
  const property = resolveProperty(lab, text)
  return property !== null && schemaAt([...property.pointer, ...property.property]) !== undefined
}

interface Naming {
  isKnown: (lab: Lab, name: string) => boolean
  known: (lab: Lab) => string[]
  says: (name: string) => string
  place: (name: string) => Pointer
}

const vnicPlace = (name: string): Pointer => {
  const [vm, nic = ''] = name.split('/')
  return ['vms', vm, 'nics', nic]
}

const NAMINGS: Record<Kind, Naming> = {
  flow: {
    isKnown: (lab, name) => own(lab.flows, name) !== undefined,
    known: (lab) => Object.keys(lab.flows ?? {}),
    says: (name) => `there is no flow "${name}"`,
    place: (name) => ['flows', name],
  },
  host: {
    isKnown: (lab, name) => own(lab.hosts, name) !== undefined,
    known: (lab) => Object.keys(lab.hosts ?? {}),
    says: (name) => `there is no host "${name}"`,
    place: (name) => ['hosts', name],
  },
  processor: {
    isKnown: (lab, name) => processorsOf(lab).includes(name),
    known: processorsOf,
    says: (name) => `there is no host, and no station with a cpu, "${name}"`,
    place: (name) => ['hosts', name],
  },
  vm: {
    isKnown: (lab, name) => own(lab.vms, name) !== undefined,
    known: (lab) => Object.keys(lab.vms ?? {}),
    says: (name) => `there is no VM "${name}"`,
    place: (name) => ['vms', name],
  },
  nic: {
    isKnown: (lab, name) => pointerOf(lab, name)?.[2] === 'nics' && pointerOf(lab, name)![0] === 'vms',
    known: vnicsOf,
    says: (name) => `there is no vNIC "${name}"`,
    place: vnicPlace,
  },
  component: {
    isKnown: counts,
    known: (lab) => [
      ...nicsOf(lab),
      ...vnicsOf(lab),
      ...vswitchesOf(lab),
      ...Object.keys({ ...lab.switches, ...lab.stations }),
    ],
    says: (name) => `nothing counts at "${name}"`,
    place: (name) => name.split('/'),
  },
  run: {
    isKnown: (lab, name) => name === 'this' || name === 'again' || own(lab.variants, name) !== undefined,
    known: (lab) => ['this', 'again', ...Object.keys(lab.variants ?? {})],
    says: (name) => `there is no run "${name}"`,
    place: (name) => ['variants', name],
  },
  code: {
    isKnown: (_, name) => Object.hasOwn(LOG_CODES, name),
    known: () => Object.keys(LOG_CODES),
    says: (name) => `the log has no code "${name}"`,
    place: () => [],
  },
  moment: {
    isKnown: (_, name) => Object.hasOwn(LOG_CODES, name.replace(/@.*$/, '')),
    known: () => Object.keys(LOG_CODES),
    says: (name) => `the log has no code "${name.replace(/@.*$/, '')}"`,
    place: () => [],
  },
  state: {
    isKnown: isState,
    known: (lab) => [...vnicsOf(lab), ...Object.keys(lab.vms ?? {}), ...endsOf(lab)],
    says: (name) => `state() knows no vNIC, VM, end of a link or property "${name}"`,
    place: vnicPlace,
  },
}

/** `all` is every flow for the words that take one. */
const isWord = (word: string, name: string): boolean => word === 'conserved' && name === 'all'

class NameSearch {
  readonly found: UnknownName[] = []

  constructor(private readonly lab: Lab) {}

  private name(kind: Kind, name: string, at: number): void {
    const naming = NAMINGS[kind]
    if (naming.isKnown(this.lab, name)) return
    const known = () => naming.known(this.lab)
    this.found.push({ says: naming.says(name), name, known, at, place: naming.place(name) })
  }

  private figure(says: string, name: string, known: readonly string[], at: number): void {
    this.found.push({ says, name, known: () => [...known], at, place: [] })
  }

  /** The steps of a path through a result, as far as their names are written in the check. */
  private figures(root: string, steps: readonly Step[], at: number): void {
    const place: string[] = [root]
    for (const [index, step] of steps.entries()) {
      const name = step.kind === 'each' ? '0' : nameOf(step)
      if (step.kind === 'index') this.expression(step.of)
      if (name === null) return
      const kind = index === 0 && step.kind !== 'each' ? ROWS[root] : undefined
      if (kind) this.name(kind, name, at)
      // a row of counters is asked for its counters directly
      if (root === 'counters' && index > 0) return
      const fields = fieldsAt(place, resultSchema)
      if (fields.length > 0 && !fields.includes(name)) {
        return this.figure(`${place.join('.')} has no "${name}"`, name, fields, at)
      }
      if (place[place.length - 1] === 'lostBy' && !DROP_REASON_CODES.includes(name as never)) {
        return this.figure(`there is no drop reason "${name}"`, name, DROP_REASON_CODES, at)
      }
      place.push(name)
      if (!schemaAt(place, resultSchema)) return
    }
  }

  private argument(of: Expression, kind: Kind | undefined, word: string): void {
    const isBare = of.kind === 'path' && !(ROOTS as readonly string[]).includes(of.root)
    const name = isBare ? of.text : of.kind === 'literal' && typeof of.value === 'string' ? of.value : null
    if (name === null) this.expression(of)
    else if (kind && !isWord(word, name)) this.name(kind, name, of.at)
  }

  expression(node: Expression): void {
    switch (node.kind) {
      case 'call':
        for (const [index, of] of node.positional.entries())
          this.argument(of, POSITIONAL[node.name]?.[index], node.name)
        for (const [key, of] of node.named) this.argument(of, NAMED[key], node.name)
        return
      case 'list':
        return node.items.forEach((item) => this.expression(item))
      case 'steps':
      case 'unary':
        return this.expression(node.of)
      case 'binary':
        this.expression(node.left)
        return this.expression(node.right)
      case 'path':
        if (node.root === 'lab') return
        if ((ROOTS as readonly string[]).includes(node.root)) return this.figures(node.root, node.steps, node.at)
        return this.figure(`a result has no "${node.root}"`, node.root, [...ROOTS, 'lab'], node.at)
      default:
    }
  }
}

const nameOf = (step: Exclude<Step, { kind: 'each' }>): string | null => {
  if (step.kind === 'name') return step.name
  if (step.of.kind !== 'literal') return null
  const { value } = step.of
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

export function unknownNames(expression: Expression, lab: Lab): UnknownName[] {
  const search = new NameSearch(lab)
  search.expression(expression)
  return search.found
}
