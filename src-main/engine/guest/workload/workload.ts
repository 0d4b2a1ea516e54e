// What applications of a flow have in common: when they start and stop, and their statistics.
import type { FlowModel } from '../../../../src-shared/lab/lab-model'
import { Component } from '../../kernel/component'
import type { Simulator } from '../../kernel/simulator'
import { FlowStatistics } from '../../observe/flow-statistics'
import type { NetworkStack } from '../stack/network-stack'

const START = 0
const STOP = 1
/** First kind of the events that a workload schedules for itself. */
export const OWN_EVENT = 2

export abstract class Workload extends Component {
  readonly statistics: FlowStatistics
  /** Between start and stop. */
  active = false

  constructor(
    sim: Simulator,
    readonly model: FlowModel,
    /** Index of the flow in the traffic ledger. */
    readonly flow: number,
    protected readonly from: NetworkStack,
    protected readonly to: NetworkStack,
  ) {
    super(sim, `flows/${model.id}`)
    this.statistics = new FlowStatistics(sim, flow, model.startPs, model.stopPs)
  }

  /** Sets start and stop of the flow on the clock. Once, before the time of the start. */
  start(): void {
    const { sim, model } = this
    sim.post(model.startPs, this, START, 0)
    if (model.stopPs !== Infinity) sim.post(model.stopPs, this, STOP, 0)
  }

  override handle(kind: number, argument: number): void {
    if (kind === START) this.startFlow()
    else if (kind === STOP) this.stopFlow()
    else this.timer(kind, argument)
  }

  /** The flow begins; both stacks have a device and an address. */
  protected abstract begin(): void

  /** Nothing more is sent from here on. */
  protected abstract finish(): void

  /** An event that the workload scheduled for itself. */
  protected abstract timer(kind: number, argument: number): void

  private startFlow(): void {
    const { sim, from, to, path } = this
    const missing = [from, to].find((stack) => stack.device === null || stack.ip === null)
    if (missing) {
      const lacks = missing.device === null ? 'is not there' : 'has no IP address'
      sim.log.add('warning', path, 'flow-blocked', `${missing.path} ${lacks}`)
      return
    }
    sim.log.add('info', path, 'flow-started', `${this.model.type} from ${from.device!.path} to ${to.device!.path}`)
    this.active = true
    this.begin()
  }

  private stopFlow(): void {
    if (!this.active) return
    this.active = false
    this.sim.log.add('info', this.path, 'flow-ended', 'stopped sending')
    this.finish()
  }
}
