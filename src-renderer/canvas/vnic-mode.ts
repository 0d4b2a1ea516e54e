// Which of the five modes a vNIC shows: from what the run says where there is one, else from what the document asks for
// and the host can give. The run has the last word: it also knows about resets, services and functions in use.
import { adapter } from '../../src-shared/catalogue/adapters'
import { shownMode } from '../../src-shared/catalogue/modes'
import { nicModel } from '../../src-shared/catalogue/nic-models'
import { entries, own } from '../../src-shared/lab/maps'
import { parseFunction } from '../../src-shared/lab/path'
import type { AdapterKind, Lab, LabHost, LabVm, LabVnic } from '../../src-shared/lab/schema'
import type { ModeChange } from '../../src-shared/result/result'
import type { Mode } from '../ui/mode'

export interface VnicPath {
  mode: Mode
  /** Function that carries the frames; null: they go through the vSwitch, or nowhere. */
  function: { nic: string; vf: number | null } | null
}

/** `taken`: functions (`vmnic0.vf1`) that `auto` may not take, because the document gives them to somebody. */
export function documentPath(
  host: LabHost | undefined,
  vm: LabVm,
  vnic: LabVnic,
  taken: ReadonlySet<string>,
): VnicPath {
  const kind = vnic.adapter ?? 'vmxnet'
  const software: VnicPath = { mode: shownMode(kind, 'emulation'), function: null }
  if (adapter(kind).path !== 'direct') return software
  const direct = shownMode(kind, 'passthrough')
  const wanted = vnic.function === undefined ? null : wantedFunction(host, vnic.function, taken)
  if (adapter(kind).function === 'required') return { mode: direct, function: wanted }
  const model = wanted && nicModel(own(host?.nics, wanted.nic)?.model ?? '')
  const isReserved = vm.reservation === undefined || vm.reservation === vm.memory
  const isServed =
    kind === 'upt'
      ? model?.uniform
      : kind === 'failover'
        ? vnic.standby !== false
        : wanted?.vf !== null && (vnic.plugins ?? []).includes(model?.ihv ?? '')
  if (model && isServed && isReserved && host?.iommu !== 'off') return { mode: direct, function: wanted }
  return software
}

function wantedFunction(
  host: LabHost | undefined,
  text: string,
  taken: ReadonlySet<string>,
): { nic: string; vf: number | null } | null {
  if (text !== 'auto') {
    const name = parseFunction(text)
    return name && own(host?.nics, name.nic) ? { nic: name.nic, vf: name.vf } : null
  }
  for (const [nic, settings] of entries(host?.nics)) {
    for (let vf = 0; vf < (settings.vfs ?? 0); vf++) if (!taken.has(`${nic}.vf${vf}`)) return { nic, vf }
  }
  return null
}

/** What the run says of a vNIC at this instant. */
export function livePath(kind: AdapterKind, live: ModeChange): VnicPath {
  const carrier = live.mode === 'passthrough' ? live.function : undefined
  const name = carrier === undefined ? null : parseFunction(carrier)
  return { mode: shownMode(kind, live.mode), function: name && { nic: name.nic, vf: name.vf } }
}

/** Functions that the document gives by name, per host: `auto` takes another. */
export function namedFunctions(lab: Lab): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>()
  for (const [, vm] of entries(lab.vms)) {
    const set = named.get(vm.host) ?? new Set<string>()
    named.set(vm.host, set)
    for (const [, vnic] of entries(vm.nics)) {
      const name = vnic.function === undefined || vnic.function === 'auto' ? null : parseFunction(vnic.function)
      if (name) set.add(name.vf === null ? name.nic : `${name.nic}.vf${name.vf}`)
    }
  }
  return named
}
