// Runs documents as people would write them: checked first, then resolved, with the default model of their profile.
import { Simulation } from '../../src-main/engine/simulation'
import { checkLab } from '../../src-shared/lab/check-lab'
import { resolveLab } from '../../src-shared/lab/resolve-lab'
import type { Lab } from '../../src-shared/lab/schema'
import type { EngineResult } from '../../src-shared/result/result'

export type Document = Omit<Lab, 'format' | 'name'>

export function open(document: Document): Simulation {
  const lab: Lab = { format: 'iov-lab/1', name: 'validation', ...document }
  const wrong = checkLab(lab).filter((problem) => problem.level === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(({ path, says }) => `${path}: ${says}`).join('\n'))
  return new Simulation(resolveLab(lab))
}

export function run(document: Document): EngineResult {
  const simulation = open(document)
  simulation.run(simulation.endPs)
  return simulation.result()
}

/** What happened between two moments of a run. */
export class Span {
  constructor(
    readonly seconds: number,
    readonly before: EngineResult,
    readonly after: EngineResult,
  ) {}

  /** Payload of a flow in bit/s. */
  goodput(flow: string): number {
    return ((this.after.flows[flow].bytes - this.before.flows[flow].bytes) * 8) / this.seconds
  }

  get totalGoodput(): number {
    return Object.keys(this.after.flows).reduce((sum, flow) => sum + this.goodput(flow), 0)
  }

  /** Frames of a flow that arrived, forward, a second. */
  delivered(flow: string): number {
    return (this.after.flows[flow].forward.delivered - this.before.flows[flow].forward.delivered) / this.seconds
  }

  /** Cycles that all stages of a machine took. */
  cycles(machine: string): number {
    const sum = (result: EngineResult) => Object.values(result.cpu[machine].byStage).reduce((a, b) => a + b, 0)
    return sum(this.after) - sum(this.before)
  }

  /** Cores of a machine that were busy, on average. */
  busyCores(machine: string): number {
    const busy = (result: EngineResult) => result.cpu[machine].utilization * result.simulated
    return (busy(this.after) - busy(this.before)) / this.seconds
  }

  cyclesPerByte(machine: string, flow: string): number {
    return this.cycles(machine) / (this.after.flows[flow].bytes - this.before.flows[flow].bytes)
  }

  counter(path: string, name: string): number {
    return this.after.counters[path].counters[name] - this.before.counters[path].counters[name]
  }
}

/** Runs to `to` seconds and looks at what happened from `from` seconds on. */
export function span(document: Document, from: number, to: number): Span {
  const simulation = open({ ...document, duration: to })
  simulation.run(Math.round(from * 1e12))
  const before = simulation.result()
  simulation.run(simulation.endPs)
  return new Span(to - from, before, simulation.result())
}
