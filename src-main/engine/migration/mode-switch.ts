// A vNIC changes between its function and the emulation while the guest runs (RULES.md G6, G10, G12). The hypervisor does it:
// the address filter moves, the old path drains what the guest had handed over, the new one takes over in the same instant.
// `upt` keeps its rings; an `npa` shell is given another plug-in, whose image is copied before and whose rings cost cycles.
// A function that fails is left in the same way, with what it held. Leaves out a guest that refuses: neither design asks the guest.
import type { DataPath } from '../guest/adapter/data-path'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { NicSwitch } from './nic-switch'

const PLUGIN_LOAD = stageIndex('plugin-load')
const PLUGIN_LATENCY = stageIndex('plugin-load-latency')
const START_LATENCY = stageIndex('vf-start-latency')
const REMOVED = reasonIndex('device-removed')
const FAILED = reasonIndex('function-failed')

export class ModeSwitch extends NicSwitch {
  readonly isSeen = false

  /** An NPA shell is given its plug-in while the former one still runs. */
  protected get leaveLatencyPs(): number {
    return this.vnic.model.adapter === 'npa' ? this.costs[PLUGIN_LATENCY] : 0
  }

  protected enterLatencyPs(): number {
    return this.leaveLatencyPs + this.costs[START_LATENCY]
  }

  protected leave(): void {
    const { vnic } = this
    this.changePath(vnic.passthrough!, vnic.emulation!, () => {
      this.giveBack()
      this.end(true)
    })
  }

  protected enter(): void {
    const { vnic } = this
    this.changePath(vnic.emulation!, vnic.passthrough!, () => this.end(true))
  }

  /** A fixed function has nothing that could stand in. */
  protected get fallLatencyPs(): number | null {
    const { entry, emulation } = this.vnic
    return entry.leaves === 'never' || emulation === null ? null : this.leaveLatencyPs
  }

  /** What the failed function held is lost; the rings of the vNIC stay. */
  protected fall(): void {
    const { vnic, vm } = this
    const from = vnic.passthrough!
    from.quiesce()
    from.stop(FAILED)
    if (vnic.active === from) {
      if (vnic.model.adapter === 'npa') vm.vcpus[0].lane.overhead(PLUGIN_LOAD, 1)
      vnic.use(vnic.emulation!)
    }
    vm.unassign(vnic)
    this.end(true)
  }

  private changePath(from: DataPath, to: DataPath, done: () => void): void {
    const { vnic, vm } = this
    this.exchange(from, to, () => {
      from.stop(REMOVED)
      if (vnic.model.adapter === 'npa') vm.vcpus[0].lane.overhead(PLUGIN_LOAD, 1)
      vnic.use(to)
      done()
    })
  }
}
