// vNICs of a host that could run on a function and have none (RULES.md G15): as soon as one is free there, or what was in the way
// has changed, they go back to passthrough by themselves. VMs are served in the order of the document.
import type { Host } from '../host/host'
import { Component } from '../kernel/component'
import type { Simulator } from '../kernel/simulator'
import type { EngineEnvironment } from './engine-environment'
import type { NicSwitch } from './nic-switch'

export class WaitingNics extends Component {
  private isDue = false

  constructor(
    sim: Simulator,
    private readonly host: Host,
    private readonly environment: EngineEnvironment,
    private readonly isHeld: (vm: string) => boolean,
  ) {
    super(sim, `${host.path}/waiting-nics`)
    host.onFunctionFree = () => this.look()
  }

  /** Looks at the vNICs of the host when everything else of this instant has happened. */
  look(): void {
    if (this.isDue || !this.someWaits()) return
    this.isDue = true
    this.sim.schedule(0, this, 0, 0)
  }

  override handle(): void {
    this.isDue = false
    for (const { path, vm, nics } of this.environment.movables) {
      if (vm.host !== this.host || vm.state !== 'running' || this.isHeld(path)) continue
      for (const nic of nics) if (!nic.isBusy && nic.held() === null) this.serve(path, nic)
    }
  }

  private someWaits(): boolean {
    return this.environment.movables.some(
      ({ vm, nics }) =>
        vm.host === this.host &&
        vm.vnics.some(
          (vnic, i) => vnic.entry.leaves !== 'never' && vnic.model.function !== null && nics[i].held() === null,
        ),
    )
  }

  private serve(vm: string, nic: NicSwitch): void {
    const plan = this.environment.offer(vm, nic)
    if (plan === null) return
    this.sim.log.add('info', nic.nic, 'function-available', `${plan.function} is free, and ${nic.nic} takes it`)
    nic.toPassthrough(plan, (taken) => {
      if (!taken) nic.forgo(plan)
    })
  }
}
