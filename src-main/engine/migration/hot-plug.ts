// A function is taken from a guest that sees it go, and another one is given to it, which it sees come (RULES.md G13, G14): the
// designs that the plug-in architecture is compared with. `failover`: the standby device carries the frames meanwhile.
// `replug`: nothing does. A guest may leave the request unanswered. Leaves out one that names its devices anew.
import type { DataPath } from '../guest/adapter/data-path'
import type { HardwareFunction } from '../nic/hardware-function'
import { SECOND } from '../kernel/sim-time'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { NicSwitch } from './nic-switch'

const HOTPLUG = stageIndex('hotplug-latency')
const ATTACH = stageIndex('attach-latency')
const START = stageIndex('vf-start-latency')
const REMOVED = reasonIndex('device-removed')
const FAILED = reasonIndex('function-failed')

const UNANSWERED = 5
/** libvirt waits so long for the removal of a device. */
const TOOLS_WAIT = 5 * SECOND

export class HotPlug extends NicSwitch {
  readonly isSeen = true
  /** A guest was asked that does not answer. */
  private isAsking = false
  /** As long as a guest that does not answer is given; null: as the tools of the design do. */
  unplugTimeoutPs: number | null = null

  override toEmulation(done: (left: boolean) => void): void {
    const { sim, vnic } = this
    const says = `the guest is asked to give ${this.held()?.function ?? 'its function'} back`
    sim.log.add('info', vnic.path, 'unplug-requested', says)
    if (vnic.model.answersUnplug) {
      super.toEmulation(done)
      return
    }
    this.begin(done)
    this.isAsking = true
    const timeout = this.unplugTimeoutPs ?? (vnic.emulation === null ? TOOLS_WAIT : Infinity)
    if (timeout < Infinity) this.after(timeout, UNANSWERED)
  }

  override stopAsking(): void {
    if (!this.isAsking) return
    this.end(false)
    this.lookAtFunction()
  }

  override handle(kind: number, change: number): void {
    if (kind !== UNANSWERED) super.handle(kind, change)
    else if (this.isCurrent(change)) {
      const says = `${this.held()?.function ?? 'the function'} is still with the guest`
      this.sim.log.add('warning', this.vnic.path, 'unplug-unanswered', says)
      this.end(false)
      this.lookAtFunction()
    }
  }

  /** The driver of the primary device reports its carrier gone, and the pair goes on with the standby device. */
  protected get fallLatencyPs(): number | null {
    const { active, emulation, passthrough } = this.vnic
    return emulation === null || active !== passthrough ? null : 0
  }

  protected fall(): void {
    const { vnic, works } = this
    if (this.heldFunction?.pci.hasFailed) {
      vnic.release(vnic.emulation, FAILED)
      this.end(true)
    } else if (works) this.end(false)
    else this.carry(vnic.passthrough!, vnic.emulation!)
  }

  override functionRecovered(): void {
    const { emulation, passthrough, active, devices } = this.vnic
    if (this.isBusy || !this.works || emulation === null || active !== emulation || !devices.isPaired) return
    this.begin(() => undefined)
    this.carry(emulation, passthrough!)
  }

  /** Its function, or the link of the port, is gone or back. */
  override lookAtFunction(): void {
    if (this.works) this.functionRecovered()
    else if (this.heldFunction !== null) this.functionFailed()
  }

  protected override end(taken: boolean): void {
    this.isAsking = false
    super.end(taken)
  }

  protected get leaveLatencyPs(): number {
    return this.costs[HOTPLUG]
  }

  /** Functions of a host are attached one after the other; then the guest finds the device, and its driver starts it. */
  protected enterLatencyPs(): number {
    const { costs, sim, vm } = this
    const attached = Math.max(sim.now, vm.host.attachingUntilPs) + costs[ATTACH]
    vm.host.attachingUntilPs = attached
    return attached - sim.now + costs[HOTPLUG] + costs[START]
  }

  protected leave(): void {
    const { sim, vnic } = this
    const fn = vnic.passthrough!.functionPath!
    // the address is taken off the function, and the standby device takes over where there is one
    if (vnic.active === vnic.passthrough) vnic.release(vnic.emulation)
    vnic.devices.unplug(fn)
    sim.log.add('info', vnic.path, 'device-unplugged', `${fn} is gone`)
    this.giveBack()
    this.end(true)
  }

  protected enter(): void {
    const { sim, vm, vnic } = this
    const to = vnic.passthrough!
    const fn = vm.host.functionAt(to.functionPath!) as HardwareFunction
    const isCarried = vm.introduce(vnic, fn)
    sim.log.add('info', vnic.path, 'device-plugged', `${fn.path} (${fn.pci.address})`)
    const from = vnic.emulation
    if (!isCarried) this.end(true)
    else if (from === null) {
      vnic.use(to)
      // a guest that gets its address back tells everybody
      to.announce()
      this.end(true)
    } else this.carry(from, to)
  }

  /** There is a primary device, and it has a carrier. */
  private get works(): boolean {
    const fn = this.heldFunction
    return fn !== null && fn.isUp && !fn.pci.hasFailed
  }

  /** The one device of the pair takes over from the other. */
  private carry(from: DataPath, to: DataPath): void {
    this.exchange(from, to, () => {
      from.stop(REMOVED)
      this.vnic.use(to)
      this.end(true)
    })
  }
}
