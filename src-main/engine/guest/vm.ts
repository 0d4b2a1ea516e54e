// A virtual machine: vCPUs on the cores of a host, memory there, and vNICs. It is started, stopped for an instant, and moved; what
// belongs to the guest (stacks, rings, addresses) goes with it, what belongs to the host (ports, functions) does not.
import type { VmModel } from '../../../src-shared/lab/lab-model'
import type { Reason } from '../../../src-shared/result/result'
import type { Host } from '../host/host'
import type { Simulator } from '../kernel/simulator'
import type { HardwareFunction } from '../nic/hardware-function'
import { Rss } from '../nic/rss'
import { reasonIndex } from '../observe/counter-table'
import type { Network } from './adapter/adapter-paths'
import type { DataPath } from './adapter/data-path'
import { pathsOf } from './adapter/paths-of'
import { RingPath } from './adapter/ring-path'
import { RegisterPath } from './adapter/register-path'
import { Vnic } from './adapter/vnic'
import { planPowerOn } from './power-on'
import { NetworkStack } from './stack/network-stack'
import { type SliceListener, Vcpu } from './vcpu'

const REMOVED = reasonIndex('device-removed')
const PAUSED = reasonIndex('vm-paused')

export type VmState = 'off' | 'running' | 'stunned' | 'migrating' | 'suspended'

export class Vm implements SliceListener {
  readonly path: string
  state: VmState = 'off'
  /** Why it could not be started. */
  reasons: Reason[] = []
  readonly vcpus: readonly Vcpu[]
  readonly vnics: readonly Vnic[]
  memoryBytes: number
  private onStunned: (() => void) | null = null

  constructor(
    private readonly sim: Simulator,
    readonly model: VmModel,
    /** Number of the VM in the lab. */
    readonly index: number,
    /** Where it is, or will be started. */
    public host: Host,
  ) {
    this.path = model.path
    this.memoryBytes = model.memoryBytes
    this.vcpus = Array.from(
      { length: model.vcpus },
      (_, i) => new Vcpu(sim, `${model.path}/vcpu${i}`, i, host.cpu, index, this),
    )
    const lanes = this.vcpus.map((vcpu) => vcpu.lane)
    for (const { world } of this.vcpus) {
      world.suspend()
      if (model.affinity.length > 0) host.cpu.bind(world, model.affinity)
    }
    this.vnics = model.nics.map((nic) => {
      const vnic = new Vnic(sim, this, nic)
      const stack = new NetworkStack(sim, `${nic.path}/stack`, nic.ip, lanes)
      if (nic.rss > 0) stack.rss = new Rss(Math.min(nic.rss, lanes.length))
      vnic.install(stack)
      return vnic
    })
  }

  /** Its vCPUs get cores. */
  get isRunning(): boolean {
    return this.state === 'running' || this.state === 'migrating'
  }

  /** The host guarantees all its memory: what it was given beside is guaranteed like the rest. */
  get isReserved(): boolean {
    return this.model.reservationBytes >= this.model.memoryBytes
  }

  /** Starts it, or logs every reason why not. */
  powerOn(): void {
    const { sim, host } = this
    const plan = planPowerOn(this, host)
    this.reasons = plan.refusals
    if (plan.refusals.length > 0) {
      sim.log.add('error', this.path, 'vm-power-on-refused', `${this.path} stays off`)
      for (const { path, code, says } of plan.refusals) sim.log.add('error', path, code, says)
      return
    }
    for (const { path, code, says } of plan.kept) {
      sim.log.add('warning', path, 'mode-kept', 'stays in emulation')
      sim.log.add('warning', path, code, says)
    }
    this.enter(host)
    this.vnics.forEach((vnic, i) => {
      const { network } = vnic.model
      const there = network === null ? null : host.networkOf(network)
      this.plug(vnic, there)
      const fn = plan.functions[i]
      vnic.devices.powerOn()
      const isCarried = fn !== null && this.assign(vnic, fn, there) !== null && this.introduce(vnic, fn)
      const path = isCarried ? vnic.passthrough : vnic.emulation
      if (path !== null) vnic.use(path)
    })
    this.state = 'running'
    for (const vcpu of this.vcpus) {
      vcpu.isStunned = false
      vcpu.world.resume()
    }
    sim.log.add('info', this.path, 'vm-powered-on', `runs on ${host.path}`)
  }

  /** Stops it for good: functions, ports and memory are its host's again. */
  powerOff(): void {
    const isAsleep = this.state === 'suspended'
    this.stun(() => {
      for (const vnic of this.vnics) {
        for (const path of [vnic.emulation, vnic.passthrough]) if (path !== null) path.onDrained = null
        vnic.release(null, PAUSED)
        vnic.devices.powerOff()
        this.unassign(vnic)
      }
      if (!isAsleep) this.detach()
      this.state = 'off'
      this.sim.log.add('info', this.path, 'vm-powered-off', `has left ${this.host.path}`)
    })
  }

  /** Suspended: a stopped VM without functions leaves its host. What its rings hold is in its memory, and stays. */
  sleep(): void {
    this.detach()
    this.state = 'suspended'
  }

  /** A suspended VM is on its host again, stopped, and in emulation. */
  wake(): void {
    this.attach(this.host)
    this.state = 'stunned'
  }

  addMemory(bytes: number): void {
    this.memoryBytes += bytes
    this.host.memory.add(bytes)
  }

  /** Gives a vNIC a function of its host: its passthrough path, not yet in use. Null: somebody has the function. */
  assign(vnic: Vnic, fn: HardwareFunction, network: Network | null): DataPath | null {
    const { host, sim } = this
    if (!host.claim(fn, this.path)) return null
    vnic.passthrough = pathsOf(vnic.model.adapter).passthrough(vnic, host, fn, network)
    if (vnic.entry.function === 'required') vnic.limitOffloads(fn.tso, fn.checksum)
    sim.log.add('info', vnic.path, 'function-assigned', `${fn.path} (${fn.pci.address})`)
    if (vnic.passthrough?.plugin) sim.log.add('info', vnic.path, 'plugin-loaded', vnic.passthrough.plugin)
    return vnic.passthrough
  }

  /** The guest finds an assigned function. False: it is a device beside its pair, which nobody has set up. */
  introduce(vnic: Vnic, fn: HardwareFunction): boolean {
    if (vnic.entry.leaves === 'switched' || vnic.devices.plug(fn)) return true
    // mapped and pinned all the same
    vnic.passthrough?.start()
    vnic.passthrough?.quiesce()
    return false
  }

  /**
   * Takes the function of a vNIC back; its path must not be in use. The function is reset, and free when that is over;
   * `keep`: this VM may want it back, and nobody else is given it.
   */
  unassign(vnic: Vnic, keep = false): void {
    const { passthrough } = vnic
    if (passthrough === null || passthrough.functionPath === null) return
    passthrough.stop(REMOVED)
    vnic.passthrough = null
    const fn = this.host.functionAt(passthrough.functionPath)
    if (fn === null) return
    this.sim.log.add('info', vnic.path, 'function-released', fn.path)
    if (keep) fn.pci.keptFor = this.path
    this.host.release(fn)
  }

  /** Stops the vCPUs; `done` is called when the last of them has left its core. */
  stun(done: () => void): void {
    this.state = 'stunned'
    for (const vcpu of this.vcpus) {
      vcpu.world.suspend()
      vcpu.isStunned = true
    }
    this.onStunned = done
    this.sliceEnded()
  }

  /** Lets the vCPUs run, here or where it was moved to. */
  unstun(state: 'running' | 'migrating' = 'running'): void {
    this.state = state
    for (const vcpu of this.vcpus) {
      vcpu.isStunned = false
      vcpu.world.resume()
    }
  }

  /** A stopped VM leaves its host: ports and memory are given back. Functions must have been given back before. */
  detach(): void {
    const { host } = this
    for (const vnic of this.vnics) {
      vnic.emulation?.stop(REMOVED)
      const port = portOf(vnic)
      if (port !== null) port.vswitch.disconnect(port)
      vnic.emulation = null
      vnic.active = null
    }
    host.vms.delete(this)
    host.cpu.background.remove(this.index)
    host.memory.remove(this.memoryBytes)
    const freed = this.vcpus.filter(({ world }) => host.cpu.release(world))
    if (freed.length > 0) for (const vm of host.vms) vm.takeFreedCores()
  }

  /** A stopped VM enters another host, in emulation: its networks are looked up by their names. */
  attach(host: Host): void {
    this.host = host
    for (const vcpu of this.vcpus) vcpu.world.moveTo(host.cpu)
    this.enter(host)
    for (const vnic of this.vnics) {
      const { network } = vnic.model
      this.plug(vnic, network === null ? null : host.findNetwork(network.label))
      if (vnic.emulation !== null) vnic.use(vnic.emulation)
    }
  }

  /** Tells the physical network where the addresses of the VM are. */
  announce(): void {
    for (const vnic of this.vnics) vnic.active?.announce()
  }

  sliceEnded(): void {
    if (this.onStunned === null || this.vcpus.some((vcpu) => vcpu.isInSlice)) return
    const done = this.onStunned
    this.onStunned = null
    this.sim.soon({ resume: done }, 0)
  }

  private enter(host: Host): void {
    host.memory.add(this.memoryBytes)
    host.vms.add(this)
    host.cpu.background.add(this.index)
    const isAlone = this.model.neverHalts && this.reserveCores()
    if (this.model.neverHalts && !isAlone) this.sim.log.add('warning', this.path, 'cores-shared', this.whyShared())
    for (const vcpu of this.vcpus) vcpu.halts(host.cpu, !isAlone, host.model.haltPollPs)
  }

  /** Cores of its host are free again, which it may have been waiting for. */
  private takeFreedCores(): void {
    const { model, vcpus, host } = this
    if (!model.neverHalts || vcpus[0].world.pinned >= 0 || !this.reserveCores()) return
    for (const vcpu of vcpus) vcpu.halts(host.cpu, false, 0)
  }

  /** A core for each vCPU alone, or for none. */
  private reserveCores(): boolean {
    const { vcpus, host } = this
    if (this.model.affinity.length > 0 || !host.cpu.reserve(vcpus.map(({ world }) => world))) return false
    const own = vcpus.map(({ world }) => world.pinned).join(', ')
    const says = `${host.path}: ${vcpus.length === 1 ? 'core' : 'cores'} ${own}`
    this.sim.log.add('info', this.path, 'cores-reserved', says)
    return true
  }

  private whyShared(): string {
    const { affinity } = this.model
    if (affinity.length > 0) return `may run on cores ${affinity.join(', ')} alone, as others may`
    const { path, cpu } = this.host
    return `needs ${this.vcpus.length} of its own, ${path} has ${cpu.reservableCores} to give and must keep one for others`
  }

  private plug(vnic: Vnic, network: Network | null): void {
    if (network === null) return
    vnic.emulation = pathsOf(vnic.model.adapter).emulation(vnic, this.host, network)
  }
}

function portOf(vnic: Vnic) {
  const { emulation } = vnic
  return emulation instanceof RingPath || emulation instanceof RegisterPath ? emulation.port : null
}
