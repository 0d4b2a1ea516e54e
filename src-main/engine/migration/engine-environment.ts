// Hosts and VMs of a running lab as a migration sees them: facts for the verdict, the channel, the VM to stop and move.
import type { LabModel, VmkernelModel } from '../../../src-shared/lab/lab-model'
import { drives } from '../guest/adapter/drives'
import type { Vnic } from '../guest/adapter/vnic'
import type { Vm } from '../guest/vm'
import type { Host } from '../host/host'
import type { Simulator } from '../kernel/simulator'
import type { HardwareFunction } from '../nic/hardware-function'
import type { PhysicalFunction } from '../nic/physical-function'
import { stageIndex } from '../observe/cycle-ledger'
import type { Vswitch } from '../vswitch/vswitch'
import type { Link } from '../wire/link'
import { type CompatibilityFacts, type NicFacts, type NicPlan, planNic, RECORDING } from './compatibility'
import { DirtyMemory } from './dirty-memory'
import type { MigratingVm, MigrationChannel, MigrationEnvironment } from './migration-environment'
import { HotPlug } from './hot-plug'
import { ModeSwitch } from './mode-switch'
import type { NicSwitch } from './nic-switch'
import { VmkernelChannel } from './vmkernel-channel'
import { canReach } from './vmotion-reach'

const DIRTY_LOG = stageIndex('dirty-log')
const SUSPEND = stageIndex('suspend-latency')
const ANNOUNCE = stageIndex('announce-latency')

export interface MigrationRooms {
  sim: Simulator
  model: LabModel
  costs: Float64Array
  hosts: readonly Host[]
  vms: readonly Vm[]
  links: readonly Link[]
}

/** What is being done to a VM, by its path. */
export interface VmStanding {
  isMigrating(vm: string): boolean
  isOperatedOn(vm: string): boolean
  isRecorded(vm: string): boolean
}

/** A VM with its dirty memory and the switches of its vNICs. */
export class MovableVm implements MigratingVm {
  readonly path: string
  readonly memory: DirtyMemory
  readonly nics: readonly NicSwitch[]

  constructor(
    private readonly rooms: MigrationRooms,
    readonly vm: Vm,
    changed: (nic: NicSwitch) => void,
  ) {
    const { workingSetBytes, dirtyPagesPerSecond, moreDirty } = vm.model
    this.path = vm.path
    this.memory = new DirtyMemory(vm.memoryBytes, workingSetBytes, dirtyPagesPerSecond, moreDirty)
    this.nics = vm.vnics.map((vnic) => {
      const other = (): HardwareFunction | null => freeFunctionFor(vnic, vm.host)
      if (vnic.entry.leaves !== 'unplugged') return new ModeSwitch(rooms.sim, vm, vnic, rooms.costs, changed, other)
      const plug = new HotPlug(rooms.sim, vm, vnic, rooms.costs, changed, other)
      plug.unplugTimeoutPs = rooms.model.migration.unplugTimeoutPs
      return plug
    })
  }

  stun(done: () => void): void {
    this.vm.stun(done)
  }

  unstun(): void {
    this.vm.unstun('running')
  }

  moveTo(host: string): void {
    const target = this.rooms.hosts.find((candidate) => candidate.path === host)!
    this.vm.detach()
    this.vm.attach(target)
  }

  announce(): void {
    this.vm.announce()
  }

  /** More memory, which the guest does not write in its working sets. */
  addMemory(bytes: number): void {
    this.vm.addMemory(bytes)
    this.memory.grow(bytes)
  }

  chargeDirtyPages(pages: number): void {
    this.vm.vcpus[0].lane.overhead(DIRTY_LOG, pages)
  }
}

export class EngineEnvironment implements MigrationEnvironment {
  readonly suspendLatencyPs: number
  readonly announceLatencyPs: number
  readonly movables: readonly MovableVm[]
  private channels = 0

  constructor(
    private readonly rooms: MigrationRooms,
    changed: (nic: NicSwitch) => void,
    private readonly standing: VmStanding,
  ) {
    this.suspendLatencyPs = rooms.costs[SUSPEND]
    this.announceLatencyPs = rooms.costs[ANNOUNCE]
    this.movables = rooms.vms.map((vm) => new MovableVm(rooms, vm, changed))
  }

  vm(path: string): MovableVm {
    return this.movables.find((movable) => movable.path === path)!
  }

  hostOf(vm: string): string {
    return this.vm(vm).vm.host.path
  }

  facts(path: string, destination: string): CompatibilityFacts {
    const { standing } = this
    const { vm, nics } = this.vm(path)
    const target = this.host(destination)
    const from = vmotionOf(vm.host)
    const to = vmotionOf(target)
    const taken = new Set<HardwareFunction>()
    const { memoryBytes } = vm
    return {
      vm: path,
      destination,
      isOff: vm.state === 'off' || vm.state === 'suspended',
      sameHost: vm.host === target,
      alreadyMigrating: standing.isMigrating(path),
      isOperatedOn: standing.isOperatedOn(path) || nics.some((nic) => nic.isBusy),
      sourceHasVmotion: from !== null,
      destinationHasVmotion: to !== null,
      vmotionReachable: from !== null && to !== null && this.reaches(vm.host, from, target, to),
      freeMemoryBytes: target.memory.limit - target.memory.configured,
      neededMemoryBytes: memoryBytes,
      destinationIommu: target.model.iommu,
      fullyReserved: vm.isReserved && (target.iommu.hasDomain(path) || target.memory.canPin(memoryBytes)),
      services: standing.isRecorded(path) ? [...vm.model.services, RECORDING] : vm.model.services,
      affinity: vm.model.affinity,
      nics: vm.vnics.map((vnic) => factsOfNic(vnic, target, taken)),
    }
  }

  /** What a vNIC without a function could have where its VM is: a free one, kept for it from here on; null: none. */
  offer(path: string, nic: NicSwitch): NicPlan | null {
    const { vm } = this.vm(path)
    const vnic = vm.vnics.find((candidate) => candidate.path === nic.nic)!
    const facts = this.facts(path, vm.host.path)
    const plan = planNic(facts, factsOfNic(vnic, vm.host, new Set()), [])
    if (plan.mode !== 'passthrough') return null
    vm.host.functionAt(plan.function!)!.pci.keptFor = path
    return plan
  }

  openChannel(_vm: string, from: string, to: string): MigrationChannel {
    const source = this.host(from)
    const target = this.host(to)
    const stackOf = (host: Host) => host.vmkernel.find((port) => port.model === vmotionOf(host))!.stack
    return new VmkernelChannel(this.rooms.sim, `channel-${this.channels++}`, stackOf(source), stackOf(target))
  }

  reserve(vm: string, host: string): void {
    this.host(host).memory.add(this.vm(vm).vm.memoryBytes)
  }

  release(vm: string, host: string): void {
    this.host(host).memory.remove(this.vm(vm).vm.memoryBytes)
  }

  private host(path: string): Host {
    return this.rooms.hosts.find((candidate) => candidate.path === path)!
  }

  private reaches(source: Host, from: VmkernelModel, target: Host, to: VmkernelModel): boolean {
    const { model, hosts, links } = this.rooms
    const end = (host: Host, vmkernel: VmkernelModel) => ({ host: hosts.indexOf(host), vmkernel })
    return canReach(model, (link) => links[link].up, end(source, from), end(target, to))
  }
}

function vmotionOf(host: Host): VmkernelModel | null {
  return host.model.vmkernel.find((vmk) => vmk.vmotion) ?? null
}

/** NICs whose functions lead to the network: its uplinks, or those that no vSwitch uses where no uplink has functions. */
function nicsFor(vswitch: Vswitch | null, host: Host): PhysicalFunction[] {
  const capable = host.nics.filter((pf) => pf.model.totalVfs > 0)
  const uplinks = capable.filter((pf) => vswitch !== null && pf.uplink?.consumer === vswitch)
  return uplinks.length > 0 ? uplinks : capable.filter((pf) => pf.uplink === null && pf.isUp)
}

function vswitchFor(vnic: Vnic, host: Host): Vswitch | null {
  const { network } = vnic.model
  return network === null ? null : (host.findNetwork(network.label)?.vswitch ?? null)
}

/** The first free function that the vNIC can drive, on a NIC of its network. */
function freeFunctionFor(vnic: Vnic, host: Host): HardwareFunction | null {
  const nics = nicsFor(vswitchFor(vnic, host), host).filter((pf) => drives(vnic.model, pf.model))
  return nics.flatMap((pf) => [...pf.vfs]).find((vf) => vf.isFree) ?? null
}

function factsOfNic(vnic: Vnic, host: Host, taken: Set<HardwareFunction>): NicFacts {
  const { network, adapter, plugins } = vnic.model
  const usesFunctions = vnic.entry.leaves !== 'never' && vnic.model.function !== null
  const nics = usesFunctions ? nicsFor(vswitchFor(vnic, host), host) : []
  let isServed = false
  return {
    path: vnic.path,
    adapter,
    network: network?.label ?? null,
    networkFound: network === null || host.findNetwork(network.label) !== null,
    wantsFunction: usesFunctions,
    plugins,
    sriovNics: nics.map((pf) => {
      const free = pf.vfs.find((vf) => vf.isFree && !taken.has(vf)) ?? null
      if (free !== null && !isServed && drives(vnic.model, pf.model)) {
        taken.add(free)
        isServed = true
      }
      return { path: pf.path, ihv: pf.model.ihv, uniform: pf.model.uniform, freeFunction: free?.path ?? null }
    }),
  }
}
