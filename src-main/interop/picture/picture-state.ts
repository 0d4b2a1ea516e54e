// What the picture shows besides the lab itself: where each VM is and which way its vNICs go. Either as the document plans
// it, or as a run was at an instant.
import { nicModel } from '@shared/catalogue/nic-models'
import { hostAt, modeAt } from '@shared/check/check-moments'
import { type HostModel, type LabModel, type VmModel, type VnicModel } from '@shared/lab/lab-model'
import { type LabResult } from '@shared/result/result'
import { type Mode, shownMode } from '@shared/catalogue/modes'

export interface VnicState {
  mode: Mode
  /** Path of the function that carries the frames; null: the vSwitch does, or nobody. */
  function: string | null
}

export interface PictureState {
  /** Host id of each VM. */
  hosts: Map<string, string>
  /** By path of the vNIC. */
  vnics: Map<string, VnicState>
  /** Hosts to which each VM comes in the course of the story, its present one included. */
  visits: Map<string, Set<string>>
}

/** As the document asks for it, where the hosts can give it. The run has the last word on functions and resets. */
export function plannedState(model: LabModel): PictureState {
  const hosts = new Map<string, string>()
  const vnics = new Map<string, VnicState>()
  const taken = new Set<string>()
  const all = model.vms.flatMap((vm) => vm.nics.map((vnic) => ({ vm, vnic, host: model.hosts[vm.host]! })))
  const visits = new Map<string, Set<string>>()
  for (const vm of model.vms) {
    hosts.set(vm.id, model.hosts[vm.host]!.id)
    visits.set(vm.id, new Set([model.hosts[vm.host]!.id]))
  }
  for (const { vnic, host } of all) {
    const named = namedFunction(host, vnic)
    if (named !== null) taken.add(named)
  }
  for (const { vm, vnic, host } of all) {
    const wanted = namedFunction(host, vnic) ?? (vnic.function?.auto ? freeFunction(host, vnic, taken) : null)
    const carrier = wanted !== null && isServed(host, vm, vnic, wanted) ? wanted : null
    if (carrier !== null) taken.add(carrier)
    const mode = shownMode(vnic.adapter, carrier === null ? 'emulation' : 'passthrough')
    vnics.set(vnic.path, { mode, function: carrier })
  }
  return { hosts, vnics, visits }
}

function namedFunction(host: HostModel, vnic: VnicModel): string | null {
  if (vnic.function === null || vnic.function.auto) return null
  const nic = host.nics[vnic.function.nic]
  if (nic === undefined) return null
  return vnic.function.vf === null ? nic.path : (nic.vfs[vnic.function.vf]?.path ?? null)
}

function freeFunction(host: HostModel, vnic: VnicModel, taken: ReadonlySet<string>): string | null {
  const uplinks = vnic.network === null ? null : host.vswitches[vnic.network.vswitch]
  for (const [index, nic] of host.nics.entries()) {
    if (uplinks && ![...uplinks.activeUplinks, ...uplinks.standbyUplinks].includes(index)) continue
    const free = nic.vfs.find((vf) => !taken.has(vf.path))
    if (free) return free.path
  }
  return null
}

function isServed(host: HostModel, vm: VmModel, vnic: VnicModel, path: string): boolean {
  if (host.iommu === 'off') return false
  if (vnic.adapter === 'passthrough' || vnic.adapter === 'replug') return true
  const nic = host.nics.find((one) => path === one.path || one.vfs.some((vf) => vf.path === path))
  const model = nicModel(nic?.model ?? '')
  if (model === undefined || vm.reservationBytes < vm.memoryBytes) return false
  if (vnic.adapter === 'upt') return model.uniform
  if (vnic.adapter === 'failover') return path !== nic?.path && vnic.standby
  return vnic.adapter === 'npa' && path !== nic?.path && model.ihv !== null && vnic.plugins.includes(model.ihv)
}

/** As the run was at an instant (seconds). */
export function stateAt(model: LabModel, result: LabResult, at: number): PictureState {
  const state = plannedState(model)
  for (const vm of model.vms) {
    state.hosts.set(vm.id, hostAt(result, vm.id, model.hosts[vm.host]!.id, at))
    for (const move of result.migrations) {
      if (move.vm === vm.id && move.outcome === 'completed') state.visits.get(vm.id)!.add(move.to)
    }
    for (const vnic of vm.nics) {
      const present = modeAt(
        result.modes.filter((row) => row.nic === vnic.path),
        at,
      )
      if (present === null) continue
      const isPast = present.mode === 'passthrough'
      state.vnics.set(vnic.path, {
        mode: shownMode(vnic.adapter, present.mode),
        function: isPast ? (present.function ?? null) : null,
      })
    }
  }
  return state
}
