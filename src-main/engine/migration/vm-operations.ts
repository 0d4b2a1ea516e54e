// What a person may have a hypervisor do to a VM that runs, beside moving it. Each asks the capability table of every vNIC as it
// stands (RULES.md G20): what the table denies is refused with the cause that the table names, and nothing is changed.
// Recording is a state and no operation: it lasts until it is stopped, and keeps the vNICs of the VM in emulation.
import type { Refusal } from '../../../src-shared/api/lab-api'
import type { VmOperationEvent } from '../../../src-shared/lab/schema'
import { type ActionRefusal, refuseAction } from '../../../src-shared/result/action-refusals'
import type { CapabilityCode } from '../../../src-shared/result/capability-codes'
import type { Capability } from '../../../src-shared/result/result'
import type { Vnic } from '../guest/adapter/vnic'
import type { Vm } from '../guest/vm'
import { capabilitiesOf } from './capability-table'
import type { EngineEnvironment, MigrationRooms, MovableVm } from './engine-environment'
import { VmOperation } from './vm-operation'

export type OperationEvent = { do: 'hot-add'; vm: number; bytes: number } | { do: VmOperationEvent; vm: number }

/** What each needs of every vNIC; the others need nothing. */
const NEEDS: Partial<Record<OperationEvent['do'], CapabilityCode>> = {
  suspend: 'suspend',
  snapshot: 'snapshot',
  'storage-vmotion': 'storage-vmotion',
  'hot-add': 'hot-add',
  'record-start': 'record-replay',
}

/** What the VM of a vNIC can do and what not, in the mode that the vNIC has. */
export function presentCapabilities(vnic: Vnic): Record<string, Capability> {
  const fallback = vnic.model.adapter === 'passthrough' ? 'passthrough' : 'emulation'
  const without = vnic.model.adapter === 'replug' ? 'absent' : fallback
  return capabilitiesOf(vnic.model.adapter, vnic.active?.kind ?? without)
}

export class VmOperations {
  /** By path of the VM. */
  private readonly underWay = new Map<string, VmOperation>()
  /** Frames that the vNICs of a recorded VM had received when the recording began. */
  private readonly recorded = new Map<string, number>()
  private count = 0

  constructor(
    private readonly rooms: MigrationRooms,
    private readonly environment: EngineEnvironment,
    private readonly isMigrating: (vm: string) => boolean,
    /** An operation on a VM is over. */
    private readonly ended: (vm: Vm) => void,
  ) {}

  isBusy(vm: string): boolean {
    return this.underWay.has(vm)
  }

  isRecorded(vm: string): boolean {
    return this.recorded.has(vm)
  }

  /** Begins it, or says why not. */
  start(event: OperationEvent): Refusal | null {
    const { rooms, environment, underWay } = this
    const movable = environment.movables[event.vm]
    const { path, vm } = movable
    const code = this.obstacle(event, movable)
    if (code !== null) return refuseAction(code, path)
    const denied = deniedBy(vm, NEEDS[event.do])
    if (denied !== null) return denied
    if (event.do === 'record-start' || event.do === 'record-stop') {
      this.record(vm, event.do === 'record-start')
      return null
    }
    const bytes = event.do === 'hot-add' ? event.bytes : 0
    const end = (): void => {
      underWay.delete(path)
      this.ended(vm)
    }
    const name = `operation-${this.count++}`
    const operation = new VmOperation(rooms.sim, name, event.do, movable, environment, rooms.costs, bytes, end)
    underWay.set(path, operation)
    operation.start()
    return null
  }

  /** The VM is being powered off: what is under way ends, and so does a recording. */
  powerOff(vm: Vm): void {
    this.underWay.get(vm.path)?.cancel()
    if (this.isRecorded(vm.path)) this.record(vm, false)
  }

  private obstacle(event: OperationEvent, { path, vm, nics }: MovableVm): ActionRefusal | null {
    if (vm.state === 'off') return 'vm-off'
    if (this.isMigrating(path) || this.isBusy(path) || nics.some((nic) => nic.isBusy)) return 'vm-busy'
    if (event.do === 'resume') {
      if (vm.state !== 'suspended') return 'vm-not-suspended'
      return vm.host.memory.admits(vm.memoryBytes, 0) ? null : 'no-memory'
    }
    if (vm.state === 'suspended') return 'vm-suspended'
    if (vm.state !== 'running') return 'vm-busy'
    if (event.do === 'record-start' && this.isRecorded(path)) return 'vm-recorded'
    if (event.do === 'record-stop' && !this.isRecorded(path)) return 'vm-not-recorded'
    if (event.do === 'hot-add' && !vm.host.memory.admits(event.bytes, 0)) return 'no-memory'
    return null
  }

  private record(vm: Vm, begins: boolean): void {
    const { sim } = this.rooms
    const frames = vm.vnics.reduce((sum, vnic) => sum + vnic.received, 0)
    if (begins) {
      this.recorded.set(vm.path, frames)
      sim.log.add('info', vm.path, 'recording-started', 'every input of the VM is written to a log')
      return
    }
    const says = `the log has ${frames - this.recorded.get(vm.path)!} received frames`
    this.recorded.delete(vm.path)
    sim.log.add('info', vm.path, 'recording-ended', says)
    this.ended(vm)
  }
}

/** The first vNIC in whose mode the VM has not the capability. */
function deniedBy(vm: Vm, code: CapabilityCode | undefined): Refusal | null {
  if (code === undefined) return null
  for (const vnic of vm.vnics) {
    const { available, why } = presentCapabilities(vnic)[code]
    if (!available) return refuseAction('not-capable', vnic.path, `${code}: ${why}`)
  }
  return null
}
