// A PCI function: its address, who owns it, and its reset. State of the last owner is gone only after a function-level reset:
// quiescing (the owner's queues are emptied), resetting (100 ms, nothing answers), ready. Leaves out bus and power resets.
import type { NicModelEntry, ResetMethod } from '../../../src-shared/catalogue/nic-models'
import { pciAddress } from '../../../src-shared/catalogue/pci-address'
import type { NicModel } from '../../../src-shared/lab/lab-model'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'

const RESET_LATENCY = stageIndex('function-reset-latency')

export type FunctionState = 'ready' | 'quiescing' | 'resetting' | 'failed'

/** The hardware behind a function, and who waits for it. */
export interface FunctionHardware {
  /** Frames of the function in queues are gone after this call. */
  discard(): void
}

export interface ResetListener {
  functionReady(fn: PciFunction): void
}

export class PciFunction extends Component {
  state: FunctionState = 'ready'
  /** Path of the VM that has it, null: the host. */
  owner: string | null = null
  /** Path of the VM that it is kept for although it has given it back, or not yet taken it: nobody else is given it. */
  keptFor: string | null = null
  /** `0000:03:10.2` */
  readonly address: string
  readonly resetMethod: ResetMethod
  resets = 0
  private listener: ResetListener | null = null

  constructor(
    sim: Simulator,
    path: string,
    port: { readonly model: NicModelEntry; readonly settings: NicModel },
    /** Null: the physical function. */
    readonly vf: number | null,
    private readonly hardware: FunctionHardware,
    private readonly costs: Float64Array,
  ) {
    super(sim, `${path}/pci`)
    this.address = pciAddress(port.settings, port.model, vf)
    this.resetMethod = port.settings.resetMethod
  }

  get isReady(): boolean {
    return this.state === 'ready'
  }

  /** Nobody has it, and it is kept for nobody but this VM. */
  isFreeFor(vm: string | null): boolean {
    return this.owner === null && this.isReady && (this.keptFor === null || this.keptFor === vm)
  }

  get hasFailed(): boolean {
    return this.state === 'failed'
  }

  /** It answers nothing more until it is reset. */
  fail(): void {
    this.state = 'failed'
    this.hardware.discard()
    this.sim.log.add('error', this.path.slice(0, -'/pci'.length), 'function-failed', `${this.address} does not answer`)
  }

  /**
   * Starts a function-level reset; the listener is told when the function answers again. One at a time.
   * `afterPs`: a driver that still has it needs so long to set it up again.
   */
  reset(listener: ResetListener | null, afterPs = 0): void {
    this.listener = listener
    if (this.state !== 'ready' && this.state !== 'failed') return
    this.resets++
    this.state = 'quiescing'
    this.hardware.discard()
    this.state = 'resetting'
    const latency = this.costs[RESET_LATENCY]
    const seconds = latency / 1e12
    this.sim.log.add('info', this.path, 'function-reset', `${this.address} is reset, which takes ${seconds} s`)
    this.sim.schedule(latency + afterPs, this, 0, 0)
  }

  override handle(): void {
    this.state = 'ready'
    const { listener } = this
    this.listener = null
    this.sim.log.add(
      'info',
      this.path,
      'function-ready',
      `${this.address} answers again; nothing of its last owner is left`,
    )
    listener?.functionReady(this)
  }
}
