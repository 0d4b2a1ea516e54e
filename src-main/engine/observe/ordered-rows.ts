// Rows in order of time, those of an instant by island: in which order islands had their turns (`kernel/simulator.ts`) leaves no
// trace in what a run reports.
import { toSeconds } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'

export class OrderedRows<T extends { at: number }> {
  readonly rows: T[] = []
  private readonly islands: number[] = []

  constructor(private readonly sim: Simulator) {}

  /** `at`: the present, in seconds. */
  add(content: Omit<T, 'at'>): T {
    const { rows, islands, sim } = this
    const at = toSeconds(sim.now)
    const { island } = sim
    let place = rows.length
    while (place > 0 && (rows[place - 1].at > at || (rows[place - 1].at === at && islands[place - 1] > island))) place--
    const row = { at, ...content } as T
    rows.splice(place, 0, row)
    islands.splice(place, 0, island)
    return row
  }

  /** Takes the last row away. */
  pop(): void {
    this.rows.pop()
    this.islands.pop()
  }
}
