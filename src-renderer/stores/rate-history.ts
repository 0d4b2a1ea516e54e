// The last counters of a run with their simulated times, from which rates and sparklines are read.
// Only what was reported: between two snapshots a rate is a mean, and before the second there is none.
import type { LiveLayout } from '../../src-shared/api/lab-api'
import { reasonIn } from '../../src-shared/result/drop-reasons'

/** Component path → counter name → place in `live.values`. */
export type CounterIndex = Map<string, Map<string, number>>

export function indexCounters(layout: LiveLayout): CounterIndex {
  const index: CounterIndex = new Map()
  let offset = 0
  for (const component of layout.components) {
    const names = new Map<string, number>()
    for (const counter of component.counters) names.set(counter, offset++)
    index.set(component.path, names)
  }
  return index
}

/** Component path → its drops by reason, which are asked for at every tick. */
export type DropIndex = Map<string, { reason: string; offset: number }[]>

export function indexDrops(counters: CounterIndex): DropIndex {
  const index: DropIndex = new Map()
  for (const [path, names] of counters) {
    const drops = [...names].flatMap(([name, offset]) => {
      const reason = reasonIn(name)
      return reason === null ? [] : [{ reason, offset }]
    })
    if (drops.length > 0) index.set(path, drops)
  }
  return index
}

interface Entry {
  time: number
  values: readonly number[]
}

const KEPT = 61
/** Snapshots (a tenth of a second of wall time each) that a rate is taken over. */
const SPAN = 5
/** Simulated seconds that say enough, and how much longer the stretch before may be for it to say something of the present. */
const ENOUGH = 0.005
const OF_THE_PRESENT = 5

export class RateHistory {
  private readonly entries: Entry[] = []

  add(time: number, values: readonly number[]): void {
    const last = this.entries[this.entries.length - 1]
    // time runs backwards after a seek or a reset: what was seen before has no meaning for a rate
    if (last && time < last.time) this.entries.length = 0
    else if (last && time === last.time) this.entries.pop()
    this.entries.push({ time, values })
    if (this.entries.length > KEPT) this.entries.shift()
  }

  rate(offset: number): number | null {
    const last = this.entries.length - 1
    return last < 1 ? null : this.between(this.firstOfPresent(last), last, offset)
  }

  /** One rate per pair of neighbouring snapshots, oldest first. */
  trail(offset: number): number[] {
    const rates: number[] = []
    for (let k = 1; k < this.entries.length; k++) rates.push(this.between(k - 1, k, offset))
    return rates
  }

  /** After a seek that is the snapshot shortly before its end: the one before is of another time. */
  private firstOfPresent(last: number): number {
    const end = this.entries[last].time
    let first = last - 1
    while (first > 0 && first > last - SPAN) {
      const stretch = end - this.entries[first].time
      const before = this.entries[first].time - this.entries[first - 1].time
      if (stretch >= ENOUGH && before > OF_THE_PRESENT * stretch) break
      first--
    }
    return first
  }

  private between(from: number, to: number, offset: number): number {
    const first = this.entries[from] as Entry
    const last = this.entries[to] as Entry
    const growth = (last.values[offset] ?? 0) - (first.values[offset] ?? 0)
    return Math.max(0, growth / (last.time - first.time))
  }
}
