// A VM to another host while nothing runs, and what its vNICs are plugged into: networks and functions.
import { z } from 'zod'
import { adapter } from '../../catalogue/adapters'
import { nicModel } from '../../catalogue/nic-models'
import { EMULATION_PLUGIN } from '../../catalogue/plugins'
import { DEFAULTS } from '../defaults'
import { mapValues, patch, setAt } from '../edit'
import { entries, own } from '../maps'
import { formatFunction, parseFunction, parseNetwork } from '../path'
import { functionPath } from '../references'
import { HostIndex } from '../resolve/lab-index'
import { ADAPTERS, type Lab, type LabVnic } from '../schema'
import { firstNetwork } from './add-vm'
import { command, done, expectKind, idSchema, pointerSchema, refused } from './command'

/** The network of a host that goes by the same text, or else by the same label; undefined: there is none. */
export function sameNetwork(index: HostIndex, text: string): string | undefined {
  if (index.network(text)) return text
  const { label } = parseNetwork(text)
  return index.network(label) ? label : index.networkNames().find((name) => name.endsWith(`/${label}`))
}

/** Functions that vNICs on a host name, by component path. */
export function usedFunctions(lab: Lab, host: string): Set<string> {
  const used = new Set<string>()
  for (const vm of Object.values(lab.vms ?? {})) {
    if (vm.host !== host) continue
    for (const vnic of Object.values(vm.nics ?? {})) {
      const path = vnic.function === undefined ? null : functionPath(host, vnic.function)
      if (path !== null) used.add(path)
    }
  }
  return used
}

/** The function as it can be on another host: the same where it is free there, else any. */
export function functionOn(lab: Lab, host: string, text: string | undefined): string | undefined {
  if (text === undefined || text === 'auto') return text
  const name = parseFunction(text)
  const nic = name && own(own(lab.hosts, host)?.nics, name.nic)
  if (!name || !nic || (name.vf !== null && name.vf >= (nic.vfs ?? 0))) return 'auto'
  const local = formatFunction(name.nic, name.vf)
  return usedFunctions(lab, host).has(`${host}/${local}`) ? 'auto' : local
}

export const moveVm = command({
  id: 'move-vm',
  payload: z.strictObject({ vm: idSchema, host: idSchema }),
  label: ({ vm, host }) => `Move ${vm} to ${host}`,
  apply(lab, { vm: id, host }) {
    const refusal = expectKind(lab, ['vms', id], 'VM') ?? expectKind(lab, ['hosts', host], 'host')
    if (refusal) return refusal
    const vm = own(lab.vms, id)!
    if (vm.host === host) return done(lab)
    const index = new HostIndex(own(lab.hosts, host)!)
    for (const [name, vnic] of entries(vm.nics)) {
      if (vnic.network === undefined || sameNetwork(index, vnic.network) !== undefined) continue
      const { label } = parseNetwork(vnic.network)
      return refused(
        'no-network',
        `${host} has no network "${label}", which ${id}/${name} is on. Add a port group of that name there first.`,
        ['vms', id, 'nics', name, 'network'],
      )
    }
    const nics = mapValues(vm.nics, (vnic) =>
      patch(vnic, {
        network: vnic.network === undefined ? undefined : sameNetwork(index, vnic.network),
        function: functionOn(lab, host, vnic.function),
      }),
    )
    return done(setAt(lab, ['vms', id], patch(vm, { host, nics })))
  },
})

export const attachNetwork = command({
  id: 'attach-network',
  payload: z.strictObject({ vnic: pointerSchema, network: z.string() }),
  label: ({ network }) => `Attach to ${parseNetwork(network).label}`,
  apply(lab, { vnic, network }) {
    const refusal = expectKind(lab, vnic, 'vNIC')
    return refusal ?? done(setAt(lab, [...vnic, 'network'], network))
  },
})

/** The plug-ins that a shell needs for a function: its vendor's, and the one for emulation. */
function pluginsFor(lab: Lab, host: string, text: string): string[] | undefined {
  const nics = own(lab.hosts, host)?.nics
  const name = text === 'auto' ? null : parseFunction(text)
  const models = name ? [own(nics, name.nic)?.model] : Object.values(nics ?? {}).map((nic) => nic.model)
  const ihvs = models.flatMap((model) => (model === undefined ? [] : (nicModel(model)?.ihv ?? [])))
  return ihvs.length > 0 ? [...new Set(ihvs), EMULATION_PLUGIN] : undefined
}

export const assignFunction = command({
  id: 'assign-function',
  payload: z.strictObject({
    vnic: pointerSchema,
    function: z.string().nullable(),
    adapter: z.enum(ADAPTERS).optional(),
  }),
  label: (payload) => (payload.function === null ? 'Take function away' : `Assign ${payload.function}`),
  apply(lab, payload) {
    const refusal = expectKind(lab, payload.vnic, 'vNIC')
    if (refusal) return refusal
    const vm = own(lab.vms, String(payload.vnic[1]))!
    const vnic = own(vm.nics, String(payload.vnic[3]))!
    const before = vnic.adapter ?? DEFAULTS.adapter
    let changed: LabVnic
    if (payload.function === null) {
      const kind = payload.adapter ?? (adapter(before).function === 'required' ? DEFAULTS.adapter : before)
      const network = vnic.network ?? (adapter(kind).network ? firstNetwork(lab, vm.host) : undefined)
      changed = patch(vnic, { adapter: kind, function: undefined, network })
    } else {
      const kind = payload.adapter ?? (adapter(before).function === 'none' ? 'passthrough' : before)
      const plugins = vnic.plugins ?? (kind === 'npa' ? pluginsFor(lab, vm.host, payload.function) : undefined)
      changed = patch(vnic, { adapter: kind, function: payload.function, plugins })
    }
    // only a shell loads plug-ins
    if (changed.adapter !== 'npa') changed = patch(changed, { plugins: undefined })
    return done(setAt(lab, payload.vnic, changed))
  },
})
