// A function is taken from a guest that sees it go, and another one is given to it, which it sees come (RULES.md G13, G14): the
// designs that the plug-in architecture is compared with. `failover`: the standby device carries the frames meanwhile.
// `replug`: nothing does. Leaves out a guest that does not answer the request, and one that names its devices anew.
import type { HardwareFunction } from '../nic/hardware-function'
import { reasonIndex } from '../observe/counter-table'
import { stageIndex } from '../observe/cycle-ledger'
import { NicSwitch } from './nic-switch'

const HOTPLUG = stageIndex('hotplug-latency')
const ATTACH = stageIndex('attach-latency')
const START = stageIndex('vf-start-latency')
const REMOVED = reasonIndex('device-removed')

export class HotPlug extends NicSwitch {
  readonly isSeen = true

  override toEmulation(done: () => void): void {
    const { sim, vnic } = this
    const says = `the guest is asked to give ${this.held()?.function ?? 'its function'} back`
    sim.log.add('info', vnic.path, 'unplug-requested', says)
    super.toEmulation(done)
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
    } else {
      this.exchange(from, to, () => {
        from.stop(REMOVED)
        vnic.use(to)
        this.end(true)
      })
    }
  }
}
