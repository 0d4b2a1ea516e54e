// A vNIC changes between its function and the emulation while the guest runs (RULES.md G6, G10, G12). The hypervisor does it:
// the address filter moves, the old path drains what the guest had handed over, the new one takes over in the same instant.
// `upt` keeps its rings; an `npa` shell is given another plug-in, whose image is copied before and whose rings cost cycles.
// Leaves out a guest that refuses: neither design asks the guest.
import { EMULATION_PLUGIN } from '../../../src-shared/catalogue/plugins'
import type { DataPath } from '../guest/adapter/data-path'
import type { Vnic } from '../guest/adapter/vnic'
import type { Vm } from '../guest/vm'
import type { HardwareFunction } from '../nic/hardware-function'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import type { NicPlan } from './compatibility'
import type { SwitchableNic } from './migration-environment'

const PLUGIN_LOAD = stageIndex('plugin-load')
const PLUGIN_LATENCY = stageIndex('plugin-load-latency')
const START_LATENCY = stageIndex('vf-start-latency')
const RESET_LATENCY = stageIndex('function-reset-latency')
const REMOVED = reasonIndex('device-removed')

const LEAVE = 1
const TAKE = 2
const ENTER = 3

export class ModeSwitch extends Component implements SwitchableNic {
  /** Between the order and its end. */
  isBusy = false
  private done: ((taken: boolean) => void) | null = null
  private wanted: NicPlan | null = null

  constructor(
    sim: Simulator,
    private readonly vm: Vm,
    private readonly vnic: Vnic,
    private readonly costs: Float64Array,
    /** Told after every change of mode. */
    private readonly changed: (nic: ModeSwitch) => void,
    /** A function to use instead of one that is gone; null: there is none. */
    private readonly alternative: (vnic: Vnic) => HardwareFunction | null,
  ) {
    super(sim, `${vnic.path}/mode`)
  }

  /** The path of the vNIC. */
  get nic(): string {
    return this.vnic.path
  }

  mode(): NicPlan {
    const { active, path } = this.vnic
    const plan: NicPlan = { nic: path, mode: active?.kind ?? 'emulation' }
    if (active?.functionPath) plan.function = active.functionPath
    if (active?.plugin) plan.plugin = active.plugin
    return plan
  }

  toEmulation(done: () => void): void {
    this.begin(done)
    this.sim.schedule(this.imageLatencyPs, this, LEAVE, 0)
  }

  toPassthrough(plan: NicPlan, done: (taken: boolean) => void): void {
    this.begin(done)
    this.wanted = plan
    this.sim.schedule(0, this, TAKE, 0)
  }

  override handle(kind: number): void {
    if (kind === LEAVE) this.leaveFunction()
    else if (kind === TAKE) this.takeFunction()
    else this.enterFunction()
  }

  /** An NPA shell is given its plug-in while the former one still runs. */
  private get imageLatencyPs(): number {
    return this.vnic.model.adapter === 'npa' ? this.costs[PLUGIN_LATENCY] : 0
  }

  private leaveFunction(): void {
    const { vnic, vm } = this
    this.exchange(vnic.passthrough!, vnic.emulation!, () => {
      vm.unassign(vnic)
      this.end(true)
    })
  }

  private takeFunction(): void {
    const { vm, vnic } = this
    const wanted = vm.host.functionAt(this.wanted!.function!)
    if (wanted !== null && !wanted.pci.isReady && wanted.pci.owner === vm.path) {
      // Given back a moment ago (a migration that was given up): it is this VM's again after its reset.
      this.sim.schedule(this.costs[RESET_LATENCY], this, TAKE, 0)
      return
    }
    const fn = wanted !== null && wanted.pci.owner === null && wanted.pci.isReady ? wanted : this.alternative(vnic)
    const { network } = vnic.model
    const there = network === null ? null : vm.host.findNetwork(network.label)
    if (fn === null || vm.assign(vnic, fn, there) === null) {
      this.end(false)
      return
    }
    this.sim.schedule(this.imageLatencyPs + this.costs[START_LATENCY], this, ENTER, 0)
  }

  private enterFunction(): void {
    const { vnic } = this
    this.exchange(vnic.emulation!, vnic.passthrough!, () => this.end(true))
  }

  /** Reception moves at once; what the guest had handed over leaves by the old path, then transmission moves. */
  private exchange(from: DataPath, to: DataPath, done: () => void): void {
    const { vnic, vm } = this
    const finish = (): void => {
      from.stop(REMOVED)
      if (vnic.model.adapter === 'npa') vm.vcpus[0].lane.overhead(PLUGIN_LOAD, 1)
      vnic.use(to)
      done()
    }
    from.quiesce()
    to.start()
    if (from.isDrained()) finish()
    else from.onDrained = finish
  }

  private begin(done: (taken: boolean) => void): void {
    if (this.isBusy) throw new Error(`${this.path} is asked for two changes at once`)
    this.isBusy = true
    this.done = done
  }

  private end(taken: boolean): void {
    const { done, sim, vnic } = this
    this.isBusy = false
    this.done = null
    if (taken) {
      const mode = this.mode()
      const by = mode.function ?? (mode.plugin === EMULATION_PLUGIN ? 'the emulation plug-in' : 'the emulation')
      sim.log.add('info', vnic.path, 'mode-changed', `${mode.mode}, by ${by}`)
      this.changed(this)
    }
    done?.(taken)
  }
}
