// A vNIC gives its function up and gets another one while the guest runs (RULES.md G6, G10). Here is what all designs have in
// common: one change at a time, which function is taken, and what is kept for a VM that may come back. How the guest is
// carried from one path to the other: `mode-switch.ts` (it is not asked) and `hot-plug.ts` (it has to help).
import type { Vnic } from '../guest/adapter/vnic'
import type { Vm } from '../guest/vm'
import type { HardwareFunction } from '../nic/hardware-function'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import { stageIndex } from '../observe/cycle-ledger'
import type { DataPath } from '../guest/adapter/data-path'
import { EMULATION_PLUGIN } from '../../../src-shared/catalogue/plugins'
import type { Host } from '../host/host'
import type { NicPlan } from './compatibility'
import { DmaPages } from './dma-pages'
import type { SwitchableNic } from './migration-environment'

const NOTICE_LATENCY = stageIndex('vf-mailbox-latency')
const RESET_LATENCY = stageIndex('function-reset-latency')

const LEAVE = 1
const TAKE = 2
const ENTER = 3
const FALL = 4

export abstract class NicSwitch extends Component implements SwitchableNic {
  /** Between the order and its end. */
  isBusy = false
  /** Told when it has left a function that failed. */
  onFallen: (() => void) | null = null
  abstract readonly isSeen: boolean
  /** Number of the change under way: what was put off for one that was withdrawn means nothing. */
  private change = 0
  private isFalling = false
  private done: ((taken: boolean) => void) | null = null
  private wanted: NicPlan | null = null
  /** The mode at the order. */
  private before: NicPlan['mode'] = 'emulation'
  /** Given back, and not yet anybody's: the VM may come back to it. */
  private kept: { host: Host; fn: HardwareFunction } | null = null

  constructor(
    sim: Simulator,
    protected readonly vm: Vm,
    protected readonly vnic: Vnic,
    protected readonly costs: Float64Array,
    /** Told after every change of mode. */
    private readonly changed: (nic: NicSwitch) => void,
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
    const { active, path, entry } = this.vnic
    const plan: NicPlan = { nic: path, mode: active?.kind ?? (entry.id === 'replug' ? 'absent' : 'emulation') }
    if (active?.functionPath) plan.function = active.functionPath
    if (active?.plugin) plan.plugin = active.plugin
    return plan
  }

  held(): NicPlan | null {
    const { passthrough, path } = this.vnic
    if (passthrough === null || passthrough.functionPath === null) return null
    const plan: NicPlan = { nic: path, mode: 'passthrough', function: passthrough.functionPath }
    if (passthrough.plugin) plan.plugin = passthrough.plugin
    return plan
  }

  toEmulation(done: (left: boolean) => void): void {
    if (this.isFalling) {
      // it is on its way there already
      this.done = done
      return
    }
    this.begin(done)
    this.after(this.leaveLatencyPs, LEAVE)
  }

  toPassthrough(plan: NicPlan, done: (taken: boolean) => void): void {
    this.begin(done)
    this.wanted = plan
    this.after(0, TAKE)
  }

  dmaPages(): DmaPages | null {
    const { active, stack } = this.vnic
    if (active?.kind !== 'passthrough') return null
    return new DmaPages(active.rxRing * stack.lanes.length, () => this.vnic.received)
  }

  letGo(): void {
    const { kept } = this
    this.kept = null
    if (kept !== null && kept.fn.pci.keptFor === this.vm.path) kept.host.letGo(kept.fn)
  }

  /** A function that was kept for it, and that it did not take, is anybody's again. */
  forgo(plan: NicPlan): void {
    const { host, path } = this.vm
    const fn = host.functionAt(plan.function!)
    if (fn !== null && fn.pci.keptFor === path) host.letGo(fn)
  }

  stopAsking(): void {
    // only a guest that has to help is asked
  }

  /** The function that it has failed: what can do without goes without. */
  functionFailed(): void {
    const latency = this.fallLatencyPs
    if (this.isBusy || latency === null) return
    this.begin(() => undefined)
    this.isFalling = true
    this.after(this.costs[NOTICE_LATENCY] + latency, FALL)
  }

  /** The function that it has works again, and its driver has set it up. */
  functionRecovered(): void {
    // the guest goes on by itself, unless something stood in
  }

  /** Something may have happened to its function, also during a change, behind which it is dealt with. */
  lookAtFunction(): void {
    if (this.heldFunction?.pci.hasFailed) this.functionFailed()
  }

  /** The change under way ends as things stand: the VM is being powered off. */
  withdraw(): void {
    this.end(false)
  }

  override handle(kind: number, change: number): void {
    if (!this.isCurrent(change)) return
    if (this.vm.state === 'off') this.end(false)
    else if (kind === LEAVE) this.leave()
    else if (kind === TAKE) this.take()
    else if (kind === FALL) this.fall()
    else this.enter()
  }

  /** From the order to the moment at which the function is left, ps. */
  protected abstract get leaveLatencyPs(): number
  /** From taking a function to the moment at which it carries frames, ps. */
  protected abstract enterLatencyPs(fn: HardwareFunction): number
  protected abstract leave(): void
  protected abstract enter(): void
  /** From the notice of a failure to the moment at which the emulation serves, ps; null: nothing can stand in. */
  protected abstract get fallLatencyPs(): number | null
  /** Leaves a function that has failed. */
  protected abstract fall(): void

  /** The function is the host's again, and kept for this VM until `letGo`. */
  protected giveBack(): void {
    const { vm, vnic } = this
    const fn = vm.host.functionAt(vnic.passthrough!.functionPath!)
    if (fn !== null) this.kept = { host: vm.host, fn }
    vm.unassign(vnic, true)
  }

  /** Reception moves at once; what the guest had handed over leaves by the old path, then transmission moves. */
  protected exchange(from: DataPath, to: DataPath, done: () => void): void {
    from.quiesce()
    to.start()
    if (from.isDrained()) done()
    else from.onDrained = done
  }

  protected end(taken: boolean): void {
    const { done, sim, vnic, isFalling: hasFallen } = this
    this.isBusy = false
    this.isFalling = false
    this.done = null
    const mode = this.mode()
    if (taken && mode.mode !== this.before) {
      const by =
        mode.mode === 'absent'
          ? 'by no device'
          : `by ${mode.function ?? (mode.plugin === EMULATION_PLUGIN ? 'the emulation plug-in' : 'the emulation')}`
      sim.log.add('info', vnic.path, 'mode-changed', `${mode.mode}, ${by}`)
      this.changed(this)
    }
    done?.(taken)
    if (hasFallen) this.onFallen?.()
    if (taken) this.lookAtFunction()
  }

  protected isCurrent(change: number): boolean {
    return this.isBusy && change === this.change
  }

  protected after(delayPs: number, kind: number): void {
    this.sim.schedule(delayPs, this, kind, this.change)
  }

  protected get heldFunction(): HardwareFunction | null {
    const path = this.vnic.passthrough?.functionPath
    return path == null ? null : this.vm.host.functionAt(path)
  }

  private take(): void {
    const { vm, vnic } = this
    const wanted = vm.host.functionAt(this.wanted!.function!)
    if (wanted !== null && !wanted.pci.isReady && wanted.pci.owner === vm.path) {
      // Given back a moment ago (a migration that was given up): it is this VM's again after its reset.
      this.after(this.costs[RESET_LATENCY], TAKE)
      return
    }
    const fn = wanted !== null && wanted.pci.isFreeFor(vm.path) ? wanted : this.alternative(vnic)
    const { network } = vnic.model
    const there = network === null ? null : vm.host.findNetwork(network.label)
    if (fn === null || vm.assign(vnic, fn, there) === null) {
      this.end(false)
      return
    }
    this.after(this.enterLatencyPs(fn), ENTER)
  }

  protected begin(done: (taken: boolean) => void): void {
    if (this.isBusy) throw new Error(`${this.path} is asked for two changes at once`)
    this.isBusy = true
    this.change++
    this.before = this.mode().mode
    this.done = done
  }
}
