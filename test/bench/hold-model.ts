// The event queue alone: the hold model (take one, insert one) at several numbers of pending events.
import { EventQueue } from '../../src-main/engine/kernel/event-queue'
import { RandomStream } from '../../src-main/engine/kernel/random-stream'

export interface HoldResult {
  gaps: string
  pending: number
  /** Million events taken and inserted per second. */
  rate: number
}

const GAPS: Record<string, (random: RandomStream) => number> = {
  exponential: (random) => Math.ceil(random.exponential(1e9)),
  'near and far': (random) => (random.chance(0.1) ? 2e11 : Math.ceil(random.exponential(1e6))),
  ties: (random) => 1_230_400 * (1 + random.integer(3)),
}

export function holdModel(pendings: readonly number[], events: number): HoldResult[] {
  const results: HoldResult[] = []
  for (const [gaps, draw] of Object.entries(GAPS)) {
    const random = new RandomStream(1, gaps)
    const drawn = Float64Array.from({ length: 65_536 }, () => draw(random))
    for (const pending of pendings) {
      const queue = new EventQueue()
      for (let i = 0; i < pending; i++) queue.insert(drawn[i & 65_535], i, 0, 0)
      const hold = (count: number) => {
        for (let i = 0; i < count; i++) {
          queue.take(Number.MAX_VALUE)
          queue.insert(queue.time + drawn[i & 65_535], queue.target, 0, 0)
        }
      }
      hold(Math.max(pending * 2, events / 4))
      const start = cpuMs()
      hold(events)
      results.push({ gaps, pending, rate: events / (cpuMs() - start) / 1000 })
    }
  }
  return results
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
