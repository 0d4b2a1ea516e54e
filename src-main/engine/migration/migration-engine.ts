// All migrations of a lab: starts them, answers what would be possible, and keeps the modes of every vNIC over time.
import type { Destination, Refusal } from '../../../src-shared/api/lab-api'
import type { Capability, MigrationResult, ModeChange } from '../../../src-shared/result/result'
import { refuseAction } from '../../../src-shared/result/action-refusals'
import type { Host } from '../host/host'
import type { HardwareFunction } from '../nic/hardware-function'
import { checkCompatibility } from './compatibility'
import { EngineEnvironment, type MigrationRooms } from './engine-environment'
import { LiveMigration } from './live-migration'
import type { NicSwitch } from './nic-switch'
import { type OperationEvent, presentCapabilities, VmOperations } from './vm-operations'
import { OrderedRows } from '../observe/ordered-rows'
import { WaitingNics } from './waiting-nics'

export class MigrationEngine {
  private readonly environment: EngineEnvironment
  private readonly waiting = new Map<Host, WaitingNics>()
  private readonly operations: VmOperations
  private readonly migrations: LiveMigration[] = []
  private readonly changes: OrderedRows<ModeChange>
  private readonly current = new Map<string, ModeChange>()

  /** After all VMs were powered on: the modes at the start are the first rows. */
  constructor(private readonly rooms: MigrationRooms) {
    this.changes = new OrderedRows(rooms.sim)
    const isMigrating = (vm: string): boolean => this.running(vm) !== undefined
    const isOperatedOn = (vm: string): boolean => this.operations.isBusy(vm)
    const isRecorded = (vm: string): boolean => this.operations.isRecorded(vm)
    const standing = { isMigrating, isOperatedOn, isRecorded }
    this.environment = new EngineEnvironment(rooms, (nic) => this.note(nic), standing)
    this.operations = new VmOperations(rooms, this.environment, isMigrating, (vm) => this.look(vm.host))
    for (const { vm, nics } of this.environment.movables) {
      for (const nic of nics) {
        this.note(nic)
        nic.onFallen = () => this.look(vm.host)
      }
    }
    const isHeld = (vm: string): boolean => isMigrating(vm) || isOperatedOn(vm) || isRecorded(vm)
    for (const host of rooms.hosts) {
      const { sim } = rooms
      this.waiting.set(
        host,
        sim.on(host.island, () => new WaitingNics(sim, host, this.environment, isHeld)),
      )
    }
  }

  /** Starts a migration, or records its refusal with every reason. Names are those of the document. */
  request(vm: string, host: string): void {
    const { rooms, environment, migrations } = this
    const moved = rooms.vms.find((candidate) => candidate.path === vm)!
    const migration = new LiveMigration(rooms.sim, migrations.length, vm, host, rooms.model.migration, environment)
    migration.onArrival = () => {
      for (const nic of environment.vm(vm).nics) this.note(nic)
    }
    migration.onEnd = () => {
      if (moved.state === 'migrating') moved.state = 'running'
      this.look(moved.host)
    }
    migration.start()
    migrations.push(migration)
    if (migration.isRunning) moved.state = 'migrating'
  }

  /** False: no migration of the VM can be given up (none runs, or the VM has arrived). */
  abort(vm: string): boolean {
    return this.running(vm)?.abort() ?? false
  }

  /** False: it is off already. */
  powerOff(path: string): boolean {
    const vm = this.rooms.vms.find((candidate) => candidate.path === path)!
    if (vm.state === 'off') return false
    const { memory, nics } = this.environment.vm(path)
    this.operations.powerOff(vm)
    this.running(path)?.vmStopped()
    vm.powerOff()
    // giving a function up may have ended in taking it back
    for (const nic of nics) while (nic.isBusy) nic.withdraw()
    memory.resume(this.rooms.sim.now)
    return true
  }

  /** Begins an operation on a VM; why not, or null. */
  operate(event: OperationEvent): Refusal | null {
    return this.operations.start(event)
  }

  /** A virtual function stops to work; why that cannot be, or null. */
  failFunction(path: string): Refusal | null {
    const found = this.functionAt(path)
    if (found === null) return refuseAction('no-such-function', path)
    if (!found.fn.pci.isReady) return refuseAction('function-not-ready', path)
    found.fn.pci.fail()
    for (const nic of this.holders(path)) nic.functionFailed()
    return null
  }

  /** Its PF resets a function that has failed. */
  recoverFunction(path: string): Refusal | null {
    const found = this.functionAt(path)
    if (found === null) return refuseAction('no-such-function', path)
    if (!found.fn.pci.hasFailed) return refuseAction('function-works', path)
    found.host.recover(found.fn, () => {
      for (const nic of this.holders(path)) nic.functionRecovered()
    })
    return null
  }

  /** Something that may have kept vNICs from their functions is different: a link, a property. */
  conditionsChanged(): void {
    for (const waiting of this.waiting.values()) waiting.look()
    for (const { nics } of this.environment.movables) for (const nic of nics) nic.lookAtFunction()
  }

  destinations(vm: string): Destination[] {
    const { rooms, environment } = this
    const here = environment.hostOf(vm)
    return rooms.hosts
      .filter((host) => host.path !== here)
      .map((host) => {
        const { refusals, warnings, nics } = checkCompatibility(environment.facts(vm, host.path))
        const verdict = refusals.length > 0 ? 'refused' : warnings.length > 0 ? 'warning' : 'ok'
        return { host: host.path, verdict, refusals, warnings, modes: nics }
      })
  }

  /** Per vNIC, in the mode that it has: what its VM can do and what not, and why. */
  capabilities(): Record<string, Record<string, Capability>> {
    const table: Record<string, Record<string, Capability>> = {}
    for (const vm of this.rooms.vms) {
      for (const vnic of vm.vnics) table[vnic.path] = presentCapabilities(vnic)
    }
    return table
  }

  results(): MigrationResult[] {
    return this.migrations.map((migration) => migration.result())
  }

  /** Every change of mode, the start of the run first. */
  modes(): ModeChange[] {
    return this.changes.rows
  }

  /** The mode of every vNIC, with the time from which it has it. */
  currentModes(): ModeChange[] {
    return [...this.current.values()]
  }

  dirtyPages(): { vm: string; points: [number, number][] }[] {
    return this.migrations.map((migration) => ({ vm: migration.vmPath, points: migration.staircase }))
  }

  private functionAt(path: string): { host: Host; fn: HardwareFunction } | null {
    for (const host of this.rooms.hosts) {
      const fn = host.functionAt(path)
      if (fn !== null && fn.pci.vf !== null) return { host, fn }
    }
    return null
  }

  private holders(path: string): NicSwitch[] {
    return this.environment.movables.flatMap(({ nics }) => nics.filter((nic) => nic.held()?.function === path))
  }

  private running(vm: string): LiveMigration | undefined {
    return this.migrations.find((migration) => migration.isRunning && migration.vmPath === vm)
  }

  private note(nic: NicSwitch): void {
    const plan = nic.mode()
    const last = this.current.get(plan.nic)
    if (last && last.mode === plan.mode && last.function === plan.function && last.plugin === plan.plugin) return
    this.current.set(plan.nic, this.changes.add(plan))
  }

  private look(host: Host): void {
    this.waiting.get(host)!.look()
  }
}
