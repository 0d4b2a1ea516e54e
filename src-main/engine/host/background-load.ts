// What powered-on VMs cost although they do nothing: timer ticks, idle exits. A share of a core for each, spread over all cores.
// It takes no core away from others: half a percent would not be seen there.
import { SECOND } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { type CycleAccounts, type CycleLedger, stageIndex } from '../observe/cycle-ledger'

const VM_BACKGROUND = stageIndex('vm-background')

export class BackgroundLoad {
  private readonly vms = new Set<number>()
  /** Busy time of all VMs until the last of them came or went, and when that was, ps. */
  private settledPs = 0
  private sincePs = 0

  constructor(
    private readonly sim: Simulator,
    private readonly share: number,
    private readonly clockHz: number,
    private readonly ledger: CycleLedger,
  ) {}

  static on(sim: Simulator, clockHz: number, costs: Float64Array, ledger: CycleLedger): BackgroundLoad {
    return new BackgroundLoad(sim, costs[VM_BACKGROUND], clockHz, ledger)
  }

  /** The VM of this index was started here, or has come. */
  add(vm: number): void {
    this.settle()
    this.vms.add(vm)
  }

  /** It has gone. */
  remove(vm: number): void {
    this.settle()
    this.vms.delete(vm)
  }

  /** Busy time of all VMs up to now, ps. */
  get busyPs(): number {
    return this.settledPs + this.pendingPs * this.vms.size
  }

  /**
   * Adds what is not in the ledger yet to a copy of its accounts. The ledger itself is changed by who comes or goes alone: a
   * look must not split a sum, whose last digit would then depend on when somebody looked.
   */
  addTo({ byStage, byVm }: CycleAccounts): void {
    const cycles = (this.pendingPs / SECOND) * this.clockHz
    for (const vm of this.vms) byVm[vm] += cycles
    byStage[VM_BACKGROUND] += cycles * this.vms.size
  }

  private get pendingPs(): number {
    return (this.sim.now - this.sincePs) * this.share
  }

  private settle(): void {
    this.addTo(this.ledger)
    this.settledPs = this.busyPs
    this.sincePs = this.sim.now
  }
}
