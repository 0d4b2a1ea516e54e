// The same lab with another design for the vNICs that use functions: what the comparison of the designs runs.
import { adapter } from '../catalogue/adapters'
import { PLUGIN_IDS } from '../catalogue/plugins'
import { DEFAULTS } from './defaults'
import { entries } from './maps'
import type { AdapterKind, Lab, LabVm, LabVnic } from './schema'

/** What can be compared: every adapter that can leave its function and come back to one. */
export const DESIGN_KINDS = ['npa', 'upt', 'failover', 'replug'] as const satisfies readonly AdapterKind[]

const usesFunction = (vnic: LabVnic): boolean =>
  vnic.function !== undefined && adapter(vnic.adapter ?? DEFAULTS.adapter).function !== 'none'

/** What they are held against: always through the hypervisor, and a function that is never given back. */
const BASELINE_KINDS = ['e1000', 'vmxnet', 'passthrough'] as const satisfies readonly AdapterKind[]

export const COMPARED_KINDS = [...BASELINE_KINDS, ...DESIGN_KINDS] as const
export type ComparedKind = (typeof COMPARED_KINDS)[number]

/** vNICs of the lab whose design can be exchanged. */
export const exchangeable = (lab: Lab): string[] =>
  entries(lab.vms).flatMap(([vm, { nics }]) =>
    entries(nics).flatMap(([id, vnic]) => (usesFunction(vnic) && vnic.network !== undefined ? [`${vm}/${id}`] : [])),
  )

/** Checks are left out: they ask for what the lab's own design does. */
export function withDesign(lab: Lab, kind: ComparedKind): Lab {
  const changed = (vnic: LabVnic): LabVnic => {
    if (!usesFunction(vnic) || vnic.network === undefined) return vnic
    const { plugins, standby, ...rest } = vnic
    if (adapter(kind).function === 'none') {
      const { function: _function, ...emulated } = rest
      return { ...emulated, adapter: kind }
    }
    if (kind === 'npa') return { ...rest, adapter: kind, plugins: plugins ?? [...PLUGIN_IDS] }
    if (kind === 'failover' && standby !== undefined) return { ...rest, adapter: kind, standby }
    return { ...rest, adapter: kind }
  }
  const vms: Record<string, LabVm> = {}
  for (const [id, vm] of entries(lab.vms)) {
    vms[id] = vm.nics === undefined ? vm : { ...vm, nics: mapValues(vm.nics, changed) }
  }
  const { checks: _, guide: __, captures: ___, ...rest } = lab
  return { ...rest, vms }
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
