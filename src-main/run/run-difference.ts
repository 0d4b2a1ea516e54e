// Two documents run side by side: the first instant at which a counter or the log of one is not that of the other. Both run
// to their end in slices first; the slice in which they part is then run again, event by event.
// Leaves out differences that neither a counter, the log nor a latency tells, but for the first figure of the result that does.
import { firstDifference } from '@shared/check/first-difference'
import { COUNTERS } from '@shared/result/counters'
import { DROP_REASONS, reasonIn } from '@shared/result/drop-reasons'
import { canonicalResult } from '@shared/result/canonical'
import type { Lab } from '@shared/lab/schema'
import { own } from '@shared/lab/maps'
import type { EngineResult, FlowResult } from '@shared/result/result'
import type { DifferenceStep, FlowFigures, RunDifference } from '@shared/result/run-difference'
import { slotOf } from '../engine/observe/counter-table'
import type { Simulation } from '../engine/simulation'
import { buildSimulation } from './build-simulation'

const PS = 1e12
const SLICES = 1000
const SLICE_EVENTS = 20_000
const STEPS_TOLD = 8

/** Counters and log of one run, by keys that the other run has too. */
class Books {
  readonly slots = new Map<string, number>()
  private readonly latencies = new Map<string, () => number>()

  constructor(readonly simulation: Simulation) {
    const { sim, model, statistics } = simulation.lab
    simulation.layout().components.forEach(({ kind, path, counters }, at) => {
      const block = sim.counters.blocks[at]
      for (const name of counters) this.slots.set(`${kind} ${path} ${name}`, slotOf(block, name))
    })
    model.flows.forEach((flow, i) => this.latencies.set(flow.id, () => statistics[i].latency.sum))
  }

  value(key: string): number {
    const slot = this.slots.get(key)
    return slot === undefined ? 0 : this.simulation.lab.sim.counters.data[slot]
  }

  get log(): EngineResult['log'] {
    return this.simulation.lab.sim.log.entries
  }

  /** `logged`: entries that are known to be equal. */
  isLike(other: Books, keys: readonly string[], logged: number): boolean {
    if (this.log.length !== other.log.length) return false
    for (let i = logged; i < this.log.length; i++) {
      if (entryText(this.log[i]) !== entryText(other.log[i])) return false
    }
    for (const [flow, latency] of this.latencies) if ((other.latencies.get(flow)?.() ?? 0) !== latency()) return false
    return keys.every((key) => this.value(key) === other.value(key))
  }
}

type Entry = EngineResult['log'][number]
const entryText = ({ at, source, code, says }: Entry): string => `${at} ${source} ${code} ${says}`

/** What became of counters at one instant, and what was logged at it. */
interface Moment {
  atPs: number
  counters: Map<string, number>
  log: Entry[]
}

/** Documents without errors, with what was done in them as events. Yields often, so that others have their turn. */
export function* compareRuns(here: Lab, there: Lab): Generator<void, RunDifference> {
  const books: [Books, Books] = [new Books(buildSimulation(here)), new Books(buildSimulation(there))]
  const endPs = Math.min(books[0].simulation.endPs, books[1].simulation.endPs)
  const keys = [...new Set([...books[0].slots.keys(), ...books[1].slots.keys()])]
  const endOf = (slice: number): number => Math.round((endPs * slice) / SLICES)
  let apart: number | null = null
  let logged = 0
  let paused = 0
  for (let slice = 1; slice <= SLICES; slice++) {
    const untilPs = endOf(slice)
    for (const { simulation } of books) yield* advance(simulation, untilPs)
    const events = books[0].simulation.events + books[1].simulation.events
    if (events - paused > SLICE_EVENTS) {
      paused = events
      yield
    }
    if (apart !== null) continue
    if (!books[0].isLike(books[1], keys, logged)) apart = slice
    logged = books[0].log.length
  }
  const results = books.map(({ simulation }) => figuresOf(simulation)) as [EngineResult, EngineResult]
  const isSame = canonicalResult(results[0]) === canonicalResult(results[1])
  let first: RunDifference['first'] = null
  if (apart !== null) {
    const moments: Moment[][] = []
    for (const lab of [here, there]) {
      const again = new Books(buildSimulation(lab))
      yield* advance(again.simulation, endOf(apart - 1))
      moments.push(yield* momentsOf(again, endOf(apart)))
    }
    first = firstApart(moments as [Moment[], Moment[]])
  }
  return {
    until: endPs / PS,
    isSame,
    first,
    figure: first === null && !isSame ? figureApart(...results) : null,
    flows: flowsOf(results),
  }
}

/** Without what is no behaviour: the seed, and samples, whose interval depends on the duration. */
const figuresOf = (simulation: Simulation): EngineResult => ({
  ...simulation.result(),
  seed: 0,
  series: { times: [], flows: {}, cpu: {} },
})

function* advance(simulation: Simulation, untilPs: number): Generator<void, void> {
  while (simulation.run(untilPs, SLICE_EVENTS) === 'budget') yield
}

function* momentsOf(books: Books, untilPs: number): Generator<void, Moment[]> {
  const { simulation } = books
  const moments: Moment[] = []
  const slots = [...books.slots]
  const known = slots.map(([key]) => books.value(key))
  let logged = books.log.length
  // at time 0 everything that was started while the lab was built is told
  if (simulation.now === 0) {
    known.fill(0)
    logged = 0
  }
  let steps = 0
  for (;;) {
    note()
    if (!simulation.step() || simulation.now > untilPs) return moments
    if (++steps % SLICE_EVENTS === 0) yield
  }

  function note(): void {
    const { data } = simulation.lab.sim.counters
    const last = moments[moments.length - 1]
    let moment = last?.atPs === simulation.now ? last : null
    const here = (): Moment => {
      if (moment === null) moments.push((moment = { atPs: simulation.now, counters: new Map(), log: [] }))
      return moment
    }
    for (let k = 0; k < slots.length; k++) {
      const [key, slot] = slots[k]
      if (data[slot] === known[k]) continue
      known[k] = data[slot]
      here().counters.set(key, data[slot])
    }
    while (logged < books.log.length) here().log.push(books.log[logged++])
  }
}

function firstApart([here, there]: [Moment[], Moment[]]): RunDifference['first'] {
  for (let i = 0; i < Math.max(here.length, there.length); i++) {
    const [a, b] = [here[i], there[i]]
    const atPs = Math.min(a?.atPs ?? Infinity, b?.atPs ?? Infinity)
    const mine = a?.atPs === atPs ? a : null
    const theirs = b?.atPs === atPs ? b : null
    const steps = {
      here: stepsOf(mine, theirs, there.slice(i)),
      there: stepsOf(theirs, mine, here.slice(i)),
    }
    if (steps.here.length + steps.there.length > 0) return { at: atPs / PS, ...steps }
  }
  return null
}

/** What `moment` has and `other` has not; `later`: what the other run does from then on. */
function stepsOf(moment: Moment | null, other: Moment | null, later: readonly Moment[]): DifferenceStep[] {
  if (moment === null) return []
  const timeOf = (does: (one: Moment) => boolean): number | null => {
    const found = later.find(does)
    return found === undefined ? null : found.atPs / PS
  }
  const says = (entry: Entry) => (one: Moment) =>
    one.log.some((each) => each.source === entry.source && each.code === entry.code && each.says === entry.says)
  const logged = moment.log
    .filter((entry) => other === null || !says(entry)(other))
    .map((entry): DifferenceStep => {
      const { source: path, code: name } = entry
      return { path, name, value: null, says: entry.says, otherwise: timeOf(says(entry)) }
    })
  const counted = [...moment.counters]
    .filter(([key, value]) => other?.counters.get(key) !== value)
    .map(([key, value]): DifferenceStep => {
      // paths may have blanks, kinds and names have none
      const [, kind, path, name] = /^(\S+) (.*) (\S+)$/.exec(key)!
      const otherwise = timeOf((one) => one.counters.get(key) === value)
      return { path, name, value, says: sentenceOf(kind, name), otherwise }
    })
  // a reason says more than a count
  const weight = ({ name, value }: DifferenceStep): number => (value === null ? 0 : reasonIn(name) !== null ? 1 : 2)
  return [...logged, ...counted].sort((a, b) => weight(a) - weight(b)).slice(0, STEPS_TOLD)
}

function sentenceOf(kind: string, name: string): string {
  const reason = reasonIn(name)
  return reason !== null
    ? (own<{ says: string }>(DROP_REASONS, reason)?.says ?? name)
    : (own<string>(own<Record<string, string>>(COUNTERS, kind) ?? {}, name) ?? name)
}

/** The first figure, in the order of the result, that is not the same. */
function figureApart(here: EngineResult, there: EngineResult): RunDifference['figure'] {
  const found = firstDifference(here, there)
  const text = (value: unknown): string => JSON.stringify(value ?? null)
  return found && { path: found.path, here: text(found.a), there: text(found.b) }
}

function flowsOf([here, there]: [EngineResult, EngineResult]): RunDifference['flows'] {
  const figures = (flow: FlowResult | undefined): FlowFigures | null =>
    flow === undefined
      ? null
      : { delivered: flow.delivered, lost: flow.lost, goodput: flow.goodput, latency: flow.latency?.p50 ?? null }
  const names = new Set([...Object.keys(here.flows), ...Object.keys(there.flows)])
  return [...names].map((flow) => ({
    flow,
    here: figures(own(here.flows, flow)),
    there: figures(own(there.flows, flow)),
  }))
}
