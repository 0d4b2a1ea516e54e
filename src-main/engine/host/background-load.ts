// What powered-on VMs cost although they do nothing: timer ticks, idle exits. A share of a core for each, spread over all cores and
// booked as time goes by. It takes no core away from others: half a percent would not be seen there.
import { SECOND } from '../kernel/sim-time'
import type { Simulator } from '../kernel/simulator'
import { type CycleLedger, stageIndex } from '../observe/cycle-ledger'

const VM_BACKGROUND = stageIndex('vm-background')

export class BackgroundLoad {
  private readonly vms = new Set<number>()
  private busyPs = 0
  private bookedPs = 0

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
    this.book()
    this.vms.add(vm)
  }

  /** It has gone. */
  remove(vm: number): void {
    this.book()
    this.vms.delete(vm)
  }

  /** Books what has passed; returns the busy time of all VMs up to now, ps. */
  book(): number {
    const { sim, ledger, vms } = this
    const busyPs = (sim.now - this.bookedPs) * this.share
    this.bookedPs = sim.now
    if (vms.size === 0 || busyPs === 0) return this.busyPs
    const cycles = (busyPs / SECOND) * this.clockHz
    for (const vm of vms) ledger.byVm[vm] += cycles
    ledger.byStage[VM_BACKGROUND] += cycles * vms.size
    this.busyPs += busyPs * vms.size
    return this.busyPs
  }
}
