// VMs and their vNICs.
import { z } from 'zod'
import { setAt } from '../edit'
import { entries, has, own } from '../maps'
import { ADAPTERS, type Lab, type LabVnic } from '../schema'
import { command, done, expectKind, idSchema, positionSchema } from './command'
import { countUp, FIRST_VM, FreshIps, isMachine, refuseName } from './fresh'
import { placed } from './place-on-canvas'

/** The first network of a host that is not the hypervisor's own; the first at all where there is no other. */
export function firstNetwork(lab: Lab, hostId: string): string | undefined {
  const host = own(lab.hosts, hostId)
  const networks = entries(host?.vswitches).flatMap(([id, vswitch]) =>
    Object.keys(vswitch.portGroups ?? {}).map((label) => ({ full: `${id}/${label}`, label })),
  )
  const taken = new Set(entries(host?.vmkernel).map(([, entry]) => entry.network))
  const free = networks.filter(({ full, label }) => !taken.has(full) && !taken.has(label))
  return (free[0] ?? networks[0])?.full
}

/** Address of a vNIC that is on the same network already, so that a further one lands in the same subnet. */
function neighbourIp(lab: Lab, network: string | undefined): string | undefined {
  if (network === undefined) return undefined
  const label = network.slice(network.indexOf('/') + 1)
  for (const vm of Object.values(lab.vms ?? {})) {
    for (const vnic of Object.values(vm.nics ?? {})) {
      if (vnic.ip !== undefined && vnic.network?.slice(vnic.network.indexOf('/') + 1) === label) return vnic.ip
    }
  }
  return undefined
}

function makeVnic(lab: Lab, network: string | undefined, fields: Partial<LabVnic>): LabVnic {
  const ip = new FreshIps(lab).next(FIRST_VM, neighbourIp(lab, network))
  return {
    adapter: 'vmxnet',
    ...(network !== undefined && { network }),
    ...fields,
    ...(ip !== undefined && { ip }),
  }
}

export const addVm = command({
  id: 'add-vm',
  payload: z.strictObject({ host: idSchema, id: idSchema.optional(), position: positionSchema.optional() }),
  label: () => 'Add VM',
  apply(lab, { host, id = countUp('vm-', 1, (name) => isMachine(lab, name)), position }) {
    const refusal = expectKind(lab, ['hosts', host], 'host') ?? refuseName(id, (name) => isMachine(lab, name))
    if (refusal) return refusal
    const network = firstNetwork(lab, host)
    const nics = network === undefined ? {} : { eth0: makeVnic(lab, network, {}) }
    const made = setAt(lab, ['vms', id], { host, vcpus: 2, memory: '4GiB', nics })
    return done(placed(made, id, position), ['vms', id])
  },
})

export const addVnic = command({
  id: 'add-vnic',
  payload: z.strictObject({
    vm: idSchema,
    id: idSchema.optional(),
    network: z.string().optional(),
    adapter: z.enum(ADAPTERS).optional(),
    function: z.string().optional(),
  }),
  label: () => 'Add vNIC',
  apply(lab, payload) {
    const refusal = expectKind(lab, ['vms', payload.vm], 'VM')
    if (refusal) return refusal
    const vm = own(lab.vms, payload.vm)!
    const id = payload.id ?? countUp('eth', 0, (name) => has(vm.nics, name))
    const bad = refuseName(id, (name) => has(vm.nics, name))
    if (bad) return bad
    const adapter = payload.adapter ?? (payload.function === undefined ? 'vmxnet' : 'passthrough')
    const network = payload.network ?? (adapter === 'passthrough' ? undefined : firstNetwork(lab, vm.host))
    const fields = { adapter, ...(payload.function !== undefined && { function: payload.function }) }
    const at = ['vms', payload.vm, 'nics', id]
    return done(setAt(lab, at, makeVnic(lab, network, fields)), at)
  },
})
