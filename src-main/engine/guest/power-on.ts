// May a VM be started on its host, and with which functions? Data in, plan out: every reason at once, nothing is changed.
// `passthrough` and `replug` need their function or the VM stays off; `upt`, `npa` and `failover` fall back and say why.
import { adapter } from '../../../src-shared/catalogue/adapters'
import type { VnicModel } from '../../../src-shared/lab/lab-model'
import {
  MIGRATION_WARNINGS,
  type MigrationWarning,
  POWER_ON_REFUSALS,
  type PowerOnRefusal,
} from '../../../src-shared/result/migration-codes'
import type { Reason } from '../../../src-shared/result/result'
import type { Host } from '../host/host'
import type { HardwareFunction } from '../nic/hardware-function'
import type { VirtualFunction } from '../nic/virtual-function'
import { drives } from './adapter/drives'
import type { Vm } from './vm'

interface Cause<C extends string> extends Reason {
  code: C
  path: string
}

export interface PowerOnPlan {
  /** Why the VM stays off; empty: it starts. */
  refusals: Cause<PowerOnRefusal>[]
  /** Function of each vNIC, null: none. */
  functions: (HardwareFunction | null)[]
  /** Why a vNIC that could use a function runs in emulation. */
  kept: Cause<MigrationWarning>[]
}

const refusal = (code: PowerOnRefusal, path: string): Cause<PowerOnRefusal> => ({
  code,
  says: `${POWER_ON_REFUSALS[code].says} ${POWER_ON_REFUSALS[code].remedy}`,
  path,
})

const warning = (code: MigrationWarning, path: string): Cause<MigrationWarning> => ({
  code,
  says: `${MIGRATION_WARNINGS[code].says} ${MIGRATION_WARNINGS[code].remedy}`,
  path,
})

export function planPowerOn(vm: Vm, host: Host): PowerOnPlan {
  const plan: PowerOnPlan = { refusals: [], functions: vm.vnics.map(() => null), kept: [] }
  const taken = new Set<HardwareFunction>()
  // A function that must be there is chosen before those that may.
  vm.vnics.forEach((vnic, i) => {
    if (vnic.entry.function === 'required') plan.functions[i] = required(vnic.model, host, taken, plan.refusals)
  })
  const { memoryBytes, isReserved } = vm
  const needsPins = vm.vnics.some((vnic) => vnic.entry.function === 'required')
  const unreserved = needsPins && !isReserved
  const needed = plan.functions.reduce((sum, fn) => sum + (fn === null ? 0 : vectorsOf(fn)), 0)
  if (needed > 0 && host.vectorsUsed + needed > host.model.interruptVectors) {
    plan.refusals.push(refusal('no-vector', vm.path))
  }
  if (unreserved || !host.memory.admits(memoryBytes, needsPins ? memoryBytes : 0)) {
    plan.refusals.push(refusal('memory-overcommitted', vm.path))
  }
  vm.vnics.forEach((vnic, i) => {
    if (vnic.entry.function !== 'optional') return
    const isServed = vm.model.services.length > 0 && vnic.entry.leaves === 'switched'
    const found = optional(vnic.model, host, taken, isServed, isReserved && host.memory.canPin(memoryBytes))
    if (typeof found === 'string') plan.kept.push(warning(found, vnic.path))
    else plan.functions[i] = found
  })
  return plan
}

/** One for each pair of queues, and one for the mailbox; a whole port has as many as its RSS. */
export const vectorsOf = (fn: HardwareFunction): number =>
  (fn.pci.vf === null ? fn.model.rssQueues : fn.model.queuesPerVf) + 1

function required(
  model: VnicModel,
  host: Host,
  taken: Set<HardwareFunction>,
  refusals: Cause<PowerOnRefusal>[],
): HardwareFunction | null {
  const refuse = (code: PowerOnRefusal): void => void refusals.push(refusal(code, model.path))
  if (!host.iommu.isOn && !host.model.allowUnsafeDma) refuse('iommu-off')
  const ref = model.function ?? { auto: true }
  if (ref.auto) {
    const all = adapter(model.adapter).network ? candidatesFor({ ...model, function: ref }, host) : host.functions()
    const vf = all.find((candidate) => candidate.isFree && !taken.has(candidate))
    if (!vf) refuse('no-free-vf')
    else taken.add(vf)
    return vf ?? null
  }
  const fn = host.functionOf(ref)
  if (fn === null) {
    refuse('no-free-vf')
    return null
  }
  if (fn.pci.resetMethod === 'none' && !host.model.allowUnsafeReset) refuse('no-reset')
  if (fn.pci.hasFailed) refuse('function-failed')
  if (fn.pci.owner !== null || fn.pci.keptFor !== null || taken.has(fn)) refuse('function-in-use')
  const pf = host.nics[ref.nic]
  if (ref.vf === null && (pf.consumer !== null || pf.vfs.length > 0)) refuse('not-isolated')
  taken.add(fn)
  return fn
}

/** The function for a vNIC that can do without one, or why it gets none. */
function optional(
  model: VnicModel,
  host: Host,
  taken: Set<HardwareFunction>,
  isServed: boolean,
  canPin: boolean,
): HardwareFunction | MigrationWarning | null {
  if (model.function === null) return null
  if (isServed) return 'service-conflict'
  if (!host.iommu.isOn) return 'iommu-off'
  const candidates = candidatesFor(model, host)
  if (candidates.length === 0) return model.adapter === 'upt' ? 'uniform-hardware-missing' : 'no-sriov'
  const speaking = candidates.filter((vf) => drives(model, vf.model))
  if (speaking.length === 0) return model.adapter === 'upt' ? 'uniform-hardware-missing' : 'no-plugin'
  if (!canPin) return 'memory-not-reserved'
  const vf = speaking.find((candidate) => candidate.isFree && !taken.has(candidate))
  if (vf === undefined) return 'no-free-vf'
  taken.add(vf)
  return vf
}

/** The function that the document names, or every one behind an uplink of the vNIC's network. */
function candidatesFor(model: VnicModel, host: Host): VirtualFunction[] {
  const ref = model.function!
  if (!ref.auto) {
    const { vfs } = host.nics[ref.nic]
    return ref.vf === null ? [...vfs] : vfs.slice(ref.vf, ref.vf + 1)
  }
  const vswitch = model.network === null ? null : host.vswitches[model.network.vswitch]
  const nics = host.nics.filter((pf) => vswitch === null || pf.consumer === vswitch)
  return nics.flatMap((pf) => [...pf.vfs])
}
