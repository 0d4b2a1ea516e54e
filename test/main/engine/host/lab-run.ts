// A lab from YAML, running, with its counters and losses by name: for tests of hosts, NICs, vSwitches and adapters.
import { RunningLab } from '../../../../src-main/engine/running-lab'
import { stageIndex } from '../../../../src-main/engine/observe/cycle-ledger'
import { reasonIndex } from '../../../../src-main/engine/observe/counter-table'
import type { StageId } from '../../../../src-shared/catalogue/cost-model'
import type { DropReason } from '../../../../src-shared/result/drop-reasons'
import { modelFrom } from '../../../helper/lab-builder'

const SECOND = 1e12

export class LabRun {
  readonly lab: RunningLab

  constructor(yaml: string) {
    this.lab = new RunningLab(modelFrom(yaml))
    // what tests do to its machines is done from outside
    this.sim.unite()
  }

  get sim() {
    return this.lab.sim
  }

  /** Runs up to `seconds` of simulated time and checks that every frame is accounted for. */
  until(seconds: number): this {
    this.sim.run(Math.round(seconds * SECOND))
    this.sim.traffic.assertBalance()
    return this
  }

  counter(path: string, name: string): number {
    const block = this.block(path)
    const at = block.names.indexOf(name)
    if (at < 0) throw new Error(`${path} has no counter ${name}`)
    return this.sim.counters.data[block.base + at]
  }

  drops(path: string, reason: DropReason): number {
    const block = this.block(path)
    return this.sim.counters.data[block.base + block.names.length + reasonIndex(reason)]
  }

  flow(index = 0) {
    const account = this.sim.traffic.flows[index]
    return {
      sent: account.sent(0),
      delivered: account.delivered(0),
      lost: account.lost(0),
      lostBy: (reason: DropReason) => account.lostBy[reasonIndex(reason)],
    }
  }

  /** Payload bits a second of a flow up to now. */
  goodput(index = 0): number {
    return (this.lab.statistics[index].bytes * 8 * SECOND) / this.sim.now
  }

  /** Cycles of a host so far, of one stage or of all. */
  cycles(host: number, stage?: StageId): number {
    const { byStage } = this.lab.hosts[host].cpu.accounts()
    return stage === undefined ? byStage.reduce((sum, cycles) => sum + cycles, 0) : byStage[stageIndex(stage)]
  }

  codes(): string[] {
    return this.sim.log.entries.map((entry) => entry.code)
  }

  set(path: string, property: string, value: unknown): void {
    const refusal = this.lab.settable(path)?.set(property.split('/'), value)
    if (refusal !== null) throw new Error(`${path}/${property}: ${refusal?.says ?? 'no such thing'}`)
    this.sim.settle()
  }

  private block(path: string) {
    const block = this.sim.counters.blocks.find((candidate) => candidate.path === path)
    if (!block) throw new Error(`nothing counts at ${path}`)
    return block
  }
}

/** Like the engine's time: picoseconds. */
export const seconds = (value: number): number => Math.round(value * SECOND)
