// A host: its cores, memory, IOMMU, NICs, vSwitches and vmkernel interfaces, and who has which function. VMs come and go.
// Read first: cpu.ts for the cores, ../nic/physical-function.ts and ../vswitch/vswitch.ts for the network.
import type { FunctionRef, HostModel, LabModel, NetworkRef } from '../../../src-shared/lab/lab-model'
import type { Settable } from '../actions'
import type { Network } from '../guest/adapter/adapter-paths'
import { vectorsOf } from '../guest/power-on'
import type { Vm } from '../guest/vm'
import type { Simulator } from '../kernel/simulator'
import type { HardwareFunction } from '../nic/hardware-function'
import { PhysicalFunction } from '../nic/physical-function'
import type { VirtualFunction } from '../nic/virtual-function'
import { CycleLedger, stageIndex } from '../observe/cycle-ledger'
import { Vswitch } from '../vswitch/vswitch'
import { hostSettables } from './host-settables'
import { Iommu } from './iommu'
import { HostMemory } from './memory'
import type { PciFunction, ResetListener } from './pci-function'
import { VmkernelPort } from './vmkernel-port'
import { Cpu } from './cpu'

const FUNCTION_START = stageIndex('vf-start-latency')

export class Host implements ResetListener {
  readonly path: string
  readonly model: HostModel
  readonly ledger: CycleLedger
  readonly cpu: Cpu
  readonly memory: HostMemory
  readonly iommu: Iommu
  /** By index of the document. */
  readonly nics: readonly PhysicalFunction[]
  readonly vswitches: readonly Vswitch[]
  readonly vmkernel: readonly VmkernelPort[]
  /** VMs that are on this host, powered on. */
  readonly vms = new Set<Vm>()
  /** How interrupts of a guest's function reach it. */
  readonly interrupts: HostModel['interrupts']
  /** Told when a function has become free. */
  onFunctionFree: ((host: Host) => void) | null = null
  /** Of `../islands.ts`. */
  readonly island: number
  /** Functions are attached to VMs one after the other: when the last of them is done. */
  attachingUntilPs = 0
  private settable: Map<string, Settable> | null = null

  constructor(sim: Simulator, lab: LabModel, index: number, costs: Float64Array) {
    const model = lab.hosts[index]
    this.model = model
    this.path = model.path
    this.island = sim.building
    this.interrupts = model.interrupts
    this.ledger = new CycleLedger(lab.vms.length)
    const { cores, clockHz, idle } = model.cpu
    this.cpu = new Cpu(sim, `${model.path}/cpu`, cores, clockHz, costs, this.ledger, idle)
    for (const nic of model.nics) for (const core of nic.affinity) this.cpu.share(core)
    this.memory = new HostMemory(model.memoryBytes, model.overcommit)
    this.iommu = new Iommu(sim, `${model.path}/iommu`, model.iommu, this.memory, costs)
    this.nics = model.nics.map((nic) => new PhysicalFunction(sim, nic, this.cpu, this.iommu))
    for (const pf of this.nics) {
      pf.onVfs = () => {
        this.settable = null
        this.onFunctionFree?.(this)
      }
    }
    this.vswitches = model.vswitches.map((vswitch) => new Vswitch(sim, vswitch, this.nics))
    this.vmkernel = model.vmkernel.map((vmk) => {
      const { vswitch, group } = this.networkOf(vmk.network)
      return new VmkernelPort(sim, vmk, this.cpu, vswitch, group)
    })
  }

  /** Every virtual function, in the order of the document. */
  functions(): VirtualFunction[] {
    return this.nics.flatMap((pf) => [...pf.vfs])
  }

  /** The function with this path, or null. */
  functionAt(path: string): HardwareFunction | null {
    for (const pf of this.nics) {
      if (pf.path === path) return pf.whole
      for (const vf of pf.vfs) if (vf.path === path) return vf
    }
    return null
  }

  /** What a document asks for; `auto`: the first free virtual function. Null: there is none. */
  functionOf(ref: FunctionRef): HardwareFunction | null {
    if (ref.auto) return this.functions().find((vf) => vf.isFree) ?? null
    const pf = this.nics[ref.nic]
    return ref.vf === null ? pf.whole : (pf.vfs[ref.vf] ?? null)
  }

  /** Interrupt vectors of the functions that VMs have. */
  get vectorsUsed(): number {
    const all: HardwareFunction[] = [...this.functions(), ...this.nics.map((pf) => pf.whole)]
    return all.reduce((sum, fn) => (fn.pci.owner === null ? sum : sum + vectorsOf(fn)), 0)
  }

  /** The NIC of a function, or null where it is another host's. */
  nicOf(fn: HardwareFunction): PhysicalFunction | null {
    return this.nics.find((pf) => pf.whole === fn || pf.vfs.some((vf) => vf === fn)) ?? null
  }

  /** Gives a free function to a VM; false: somebody has it, or it is being reset. */
  claim(fn: HardwareFunction, vm: string): boolean {
    if (!fn.pci.isFreeFor(vm)) return false
    fn.pci.owner = vm
    fn.pci.keptFor = null
    return true
  }

  /** Takes a function back: it is reset, and free when that is over. One that has failed stays so. Its data path must be stopped. */
  release(fn: HardwareFunction): void {
    if (fn.pci.hasFailed) fn.pci.owner = null
    else if (fn.pci.resetMethod === 'none') this.functionReady(fn.pci)
    else fn.pci.reset(this)
  }

  /** Resets a function that has failed; the driver of who has it sets it up again. */
  recover(fn: HardwareFunction, recovered: () => void): void {
    const { owner } = fn.pci
    const functionReady = (): void => {
      if (fn.pci.owner === null) this.onFunctionFree?.(this)
      else fn.restart()
      recovered()
    }
    fn.pci.reset({ functionReady }, owner === null ? 0 : this.cpu.costs[FUNCTION_START])
  }

  functionReady(fn: PciFunction): void {
    fn.owner = null
    this.onFunctionFree?.(this)
  }

  /** A function that was kept for a VM is anybody's again. */
  letGo(fn: HardwareFunction): void {
    fn.pci.keptFor = null
    if (fn.pci.isFreeFor(null)) this.onFunctionFree?.(this)
  }

  networkOf(ref: NetworkRef): Network {
    const vswitch = this.vswitches[ref.vswitch]
    return { vswitch, group: vswitch.portGroups[ref.portGroup] }
  }

  /** A network by the name of its port group, as a migration looks for it. */
  findNetwork(label: string): Network | null {
    for (const vswitch of this.vswitches) {
      for (const group of vswitch.portGroups) if (group.label === label) return { vswitch, group }
    }
    return null
  }

  /** No vCPU has to share its core with another. */
  get hasCoreForEveryVcpu(): boolean {
    let vcpus = 0
    for (const { model } of this.vms) {
      if (model.affinity.length > 0 && model.affinity.length < model.vcpus) return false
      vcpus += model.vcpus
    }
    return vcpus < this.cpu.cores
  }

  /** What may be changed while the host works, by path. */
  settables(): Map<string, Settable> {
    this.settable ??= hostSettables(this)
    for (const vm of this.vms) for (const vnic of vm.vnics) this.settable.set(vnic.path, vnic)
    return this.settable
  }
}
