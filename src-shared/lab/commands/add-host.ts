// Hosts, and what is put into them: NICs, vSwitches, uplinks, port groups, vmkernel interfaces.
import { z } from 'zod'
import { DEFAULT_NIC_MODEL } from '../../catalogue/nic-models'
import { DEFAULTS } from '../defaults'
import { patch, setAt } from '../edit'
import { has, own } from '../maps'
import type { Lab, LabHost, LabVswitch } from '../schema'
import { command, done, expectKind, idSchema, pointerSchema, positionSchema, refused } from './command'
import { countUp, FIRST_VMKERNEL, FreshIps, isMachine, refuseName } from './fresh'
import { placed } from './place-on-canvas'

export const addHost = command({
  id: 'add-host',
  payload: z.strictObject({ id: idSchema.optional(), position: positionSchema.optional() }),
  label: () => 'Add host',
  apply(lab, { id = countUp('host-', 1, (name) => isMachine(lab, name)), position }) {
    const refusal = refuseName(id, (name) => isMachine(lab, name))
    if (refusal) return refusal
    const host = {
      cpu: { cores: DEFAULTS.hostCores, clock: DEFAULTS.hostClock },
      memory: DEFAULTS.hostMemory,
      iommu: DEFAULTS.iommu,
      vswitches: { vSwitch0: { uplinks: { active: [] }, portGroups: { 'VM Network': {} } } },
    }
    return done(placed(setAt(lab, ['hosts', id], host), id, position), ['hosts', id])
  },
})

/** NICs, vSwitches and vmkernel interfaces of a host share one set of names. */
const isPart = (lab: Lab, host: string, id: string): boolean => {
  const entry = own(lab.hosts, host)
  return has(entry?.nics, id) || has(entry?.vswitches, id) || has(entry?.vmkernel, id)
}

export const addNic = command({
  id: 'add-nic',
  payload: z.strictObject({
    host: idSchema,
    id: idSchema.optional(),
    model: z.string().optional(),
    vfs: z.number().int().min(0).optional(),
  }),
  label: () => 'Add NIC',
  apply(lab, { host, id = countUp('vmnic', 0, (name) => isPart(lab, host, name)), model = DEFAULT_NIC_MODEL, vfs }) {
    const at = ['hosts', host, 'nics', id]
    const refusal = expectKind(lab, ['hosts', host], 'host') ?? refuseName(id, (name) => isPart(lab, host, name))
    if (refusal) return refusal
    const made = setAt(lab, at, vfs === undefined ? { model } : { model, vfs })
    const vswitch = waitingVswitch(own(lab.hosts, host)!)
    return done(
      vswitch === null ? made : setAt(made, ['hosts', host, 'vswitches', vswitch, 'uplinks'], { active: [id] }),
      at,
    )
  },
})

/** Whose uplink the first NIC of a host becomes: else the host looks as if it were on the network, and is not. */
function waitingVswitch({ nics, vswitches }: LabHost): string | null {
  if (Object.keys(nics ?? {}).length > 0) return null
  const hasNone = ({ uplinks }: LabVswitch): boolean => !uplinks?.active?.length && !uplinks?.standby?.length
  return Object.entries(vswitches ?? {}).find(([, vswitch]) => hasNone(vswitch))?.[0] ?? null
}

export const addVswitch = command({
  id: 'add-vswitch',
  payload: z.strictObject({ host: idSchema, id: idSchema.optional() }),
  label: () => 'Add vSwitch',
  apply(lab, { host, id = countUp('vSwitch', 0, (name) => isPart(lab, host, name)) }) {
    const at = ['hosts', host, 'vswitches', id]
    const refusal = expectKind(lab, ['hosts', host], 'host') ?? refuseName(id, (name) => isPart(lab, host, name))
    if (refusal) return refusal
    return done(setAt(lab, at, { uplinks: { active: [] }, portGroups: {} }), at)
  },
})

export const addUplink = command({
  id: 'add-uplink',
  payload: z.strictObject({ vswitch: pointerSchema, nic: z.string(), standby: z.boolean().optional() }),
  label: ({ nic }) => `Add uplink ${nic}`,
  apply(lab, { vswitch, nic, standby = false }) {
    const refusal = expectKind(lab, vswitch, 'vSwitch')
    if (refusal) return refusal
    const host = own(lab.hosts, String(vswitch[1]))!
    if (!has(host.nics, nic)) return refused('not-found', `${vswitch[1]} has no NIC "${nic}". Add it first.`, vswitch)
    const { uplinks } = own(host.vswitches, String(vswitch[3]))!
    if (uplinks?.active?.includes(nic) || uplinks?.standby?.includes(nic)) {
      return refused('already-there', `${nic} is an uplink of ${vswitch[3]} already.`, vswitch)
    }
    const list = standby ? 'standby' : 'active'
    return done(setAt(lab, [...vswitch, 'uplinks', list], [...(uplinks?.[list] ?? []), nic]))
  },
})

export const removeUplink = command({
  id: 'remove-uplink',
  payload: z.strictObject({ vswitch: pointerSchema, nic: z.string() }),
  label: ({ nic }) => `Remove uplink ${nic}`,
  apply(lab, { vswitch, nic }) {
    const refusal = expectKind(lab, vswitch, 'vSwitch')
    if (refusal) return refusal
    const entry = own(own(lab.hosts, String(vswitch[1]))!.vswitches, String(vswitch[3]))!
    const changed = withoutUplinks(entry, (id) => id === nic)
    if (changed === entry) return refused('not-there', `${nic} is not an uplink of ${vswitch[3]}.`, vswitch)
    return done(setAt(lab, vswitch, changed))
  },
})

/** The same vSwitch without some of its uplinks; the same object if it had none of them. */
export function withoutUplinks(vswitch: LabVswitch, isGone: (nic: string) => boolean): LabVswitch {
  const { uplinks } = vswitch
  if (!uplinks) return vswitch
  const keep = (list: string[] | undefined) => (list?.some(isGone) ? list.filter((nic) => !isGone(nic)) : list)
  return patch(vswitch, {
    uplinks: patch(uplinks, { active: keep(uplinks.active), standby: keep(uplinks.standby) }),
  })
}

export const addPortGroup = command({
  id: 'add-port-group',
  payload: z.strictObject({ vswitch: pointerSchema, id: idSchema.optional(), vlan: z.number().optional() }),
  label: () => 'Add port group',
  apply(lab, { vswitch, id, vlan }) {
    const refusal = expectKind(lab, vswitch, 'vSwitch')
    if (refusal) return refusal
    const host = own(lab.hosts, String(vswitch[1]))!
    const groups = own(host.vswitches, String(vswitch[3]))!.portGroups
    // labels are best unique on a host: a migration looks for them
    const onHost = (name: string) => Object.values(host.vswitches ?? {}).some((entry) => has(entry.portGroups, name))
    const name = id ?? countUp('network-', 1, onHost)
    const bad = refuseName(name, (other) => has(groups, other))
    if (bad) return bad
    const at = [...vswitch, 'portGroups', name]
    return done(setAt(lab, at, vlan === undefined ? {} : { vlan }), at)
  },
})

export const addVmkernel = command({
  id: 'add-vmkernel',
  payload: z.strictObject({
    host: idSchema,
    network: z.string(),
    ip: z.string().optional(),
    vmotion: z.boolean().optional(),
    id: idSchema.optional(),
  }),
  label: () => 'Add vmkernel interface',
  apply(lab, { host, network, ip = vmkernelIp(lab), vmotion, id = countUp('vmk', 0, (n) => isPart(lab, host, n)) }) {
    const refusal = expectKind(lab, ['hosts', host], 'host') ?? refuseName(id, (name) => isPart(lab, host, name))
    if (refusal) return refusal
    const at = ['hosts', host, 'vmkernel', id]
    return done(setAt(lab, at, vmotion === undefined ? { network, ip } : { network, ip, vmotion }), at)
  },
})

/** The hypervisor's own network, apart from that of the VMs. */
function vmkernelIp(lab: Lab): string {
  const other = Object.values(lab.hosts ?? {}).flatMap((host) => Object.values(host.vmkernel ?? {}))[0]
  return new FreshIps(lab).next(FIRST_VMKERNEL, other?.ip ?? '10.20.0.0/24') ?? '10.20.0.1/24'
}
