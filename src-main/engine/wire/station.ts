// A machine that is not virtualized: one NIC, one stack. With a CPU it has a lane a core and pays native costs; without one
// it answers at once and is never the bottleneck.
import type { StationModel } from '../../../src-shared/lab/lab-model'
import { NetworkStack } from '../guest/stack/network-stack'
import { StackLane } from '../guest/stack/stack-lane'
import { Cpu } from '../host/cpu'
import { World } from '../host/world'
import type { Simulator } from '../kernel/simulator'
import { Rss } from '../nic/rss'
import { CycleLedger, STAGE_COUNT, stageIndex } from '../observe/cycle-ledger'
import type { LinkEnd } from './link-end'
import type { WireMachine } from './link'
import { StationNic } from './station-nic'

/** A CPU that is never busy: its clock does not matter. */
const NOMINAL_CLOCK = 3e9

const TIMER_SLACK = stageIndex('timer-slack')

export class Station implements WireMachine {
  readonly path: string
  readonly nic: StationNic
  readonly stack: NetworkStack
  readonly cpu: Cpu
  readonly ledger = new CycleLedger(0)

  constructor(
    sim: Simulator,
    readonly model: StationModel,
    /** By stage index, from `costArray`. */
    costs: Float64Array,
  ) {
    const { path, cpu } = model
    this.path = path
    const cores = cpu?.cores ?? 1
    const prices = cpu ? costs : new Float64Array(STAGE_COUNT)
    const clockHz = cpu?.clockHz ?? NOMINAL_CLOCK
    this.cpu = new Cpu(sim, `${path}/cpu`, cores, clockHz, prices, this.ledger, cpu?.idle ?? 'off')
    const lanes = Array.from({ length: cores }, (_, index) => {
      const lane = new StackLane(sim, index)
      lane.world = new World(sim, `${path}/core${index}`, this.cpu, -1, lane, index)
      lane.timerSlackPs = prices[TIMER_SLACK]
      return lane
    })
    this.nic = new StationNic(sim, model, prices)
    this.stack = new NetworkStack(sim, `${path}/stack`, model.ip, lanes)
    this.stack.forwards = model.forwarding
    this.stack.neighbors.gateway = model.gateway
    if (model.rss > 0) this.stack.rss = new Rss(Math.min(model.rss, cores))
    this.nic.install(this.stack, cpu !== null)
  }

  get landingPs(): number {
    return this.nic.landingPs
  }

  attachLink(index: number, egress: LinkEnd): void {
    this.nic.attachLink(index, egress)
  }

  linkChanged(): void {
    this.nic.linkChanged()
  }

  receive(frame: number): void {
    this.nic.receive(frame)
  }
}
