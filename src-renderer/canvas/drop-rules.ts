// What may be dropped where. The answer is the command that does it, or a sentence that says why not: shown at the pointer.
// The main side checks every command again; these rules only say early what it would say.
import { nicModel } from '../../src-shared/catalogue/nic-models'
import { own } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import { hostNameOf, kindOf, nicIdOf, vmNameOf, vswitchIdOf } from './lab-facts'

export const PALETTE_KINDS = [
  'host',
  'nic',
  'vf',
  'vswitch',
  'port-group',
  'vmkernel',
  'vm',
  'vnic',
  'switch',
  'station',
  'link',
  'flow',
] as const
export type PaletteKind = (typeof PALETTE_KINDS)[number]

/** Something of the palette, or a VM of the canvas that is dragged to another host. */
export type Dragged = { from: 'palette'; kind: PaletteKind } | { from: 'canvas'; id: string }

export interface LabCommand {
  id: string
  payload: unknown
}

export type DropAnswer =
  | { ok: true; says: string; command: LabCommand }
  /** Begins a connection at the target, whose other end is chosen next. */
  | { ok: true; says: string; connect: 'link' | 'flow' }
  | { ok: false; says: string }

const no = (says: string): DropAnswer => ({ ok: false, says })
const yes = (says: string, id: string, payload: unknown): DropAnswer => ({ ok: true, says, command: { id, payload } })

/** `target`: element under the pointer, null: the empty canvas; `at`: where, in canvas units. */
export function dropAnswer(
  lab: Lab,
  dragged: Dragged,
  target: string | null,
  at: readonly [number, number],
): DropAnswer {
  if (dragged.from === 'canvas') return moveAnswer(lab, dragged.id, target)
  const host = target === null ? null : hostNameOf(lab, target)
  const position = [Math.round(at[0]), Math.round(at[1])]
  switch (dragged.kind) {
    case 'host':
      return host === null
        ? yes('Add a host here', 'add-host', { position })
        : no('A host stands on its own: drop it on the empty canvas.')
    case 'switch':
      return host === null
        ? yes('Add a physical switch here', 'add-switch', { position })
        : no('A physical switch stands outside of hosts: drop it on the empty canvas.')
    case 'station':
      return host === null
        ? yes('Add a station here', 'add-station', { position })
        : no('A station is a machine of its own: drop it on the empty canvas.')
    case 'nic':
      return host === null
        ? no('A physical NIC is plugged into a host: drop it on one.')
        : yes(`Add a physical NIC to ${host}`, 'add-nic', { host })
    case 'vswitch':
      return host === null
        ? no('A vSwitch lives in the hypervisor of a host: drop it on one.')
        : yes(`Add a vSwitch to ${host}`, 'add-vswitch', { host })
    case 'vm':
      return host === null ? no('A VM runs on a host: drop it on one.') : yes(`Add a VM to ${host}`, 'add-vm', { host })
    case 'vf':
      return functionAnswer(lab, target)
    case 'port-group':
      return portGroupAnswer(lab, target, host)
    case 'vmkernel':
      return vmkernelAnswer(lab, target, host)
    case 'vnic': {
      const vm = target === null ? null : vmNameOf(target)
      return vm === null
        ? no('A vNIC belongs to a VM: drop it on one.')
        : yes(`Add a vNIC to ${vm}`, 'add-vnic', { vm })
    }
    case 'link':
      return linkAnswer(lab, target)
    case 'flow': {
      const kind = target === null ? null : kindOf(lab, target)
      return kind === 'vnic' || kind === 'station' || kind === 'vm'
        ? { ok: true, says: 'Traffic starts here: choose where it goes next', connect: 'flow' }
        : no('Traffic runs between vNICs and stations: drop it on one.')
    }
  }
}

function functionAnswer(lab: Lab, target: string | null): DropAnswer {
  const id = target === null ? null : nicIdOf(target)
  const [, hostName = '', , nicName = ''] = id?.split('/') ?? []
  const nic = own(own(lab.hosts, hostName)?.nics, nicName)
  if (!id || !nic) return no('A virtual function is a share of a physical NIC: drop it on one.')
  const model = nicModel(nic.model)
  if (!model || model.usableVfs === 0) {
    return no(`${nicName} is an ${model?.name ?? nic.model}, which has no virtual functions (no SR-IOV).`)
  }
  const count = (nic.vfs ?? 0) + 1
  if (count > model.usableVfs) return no(`${nicName} has all its ${model.usableVfs} virtual functions already.`)
  return yes(`Create ${nicName}.vf${count - 1}`, 'set-vfs', { nic: id.split('/'), count })
}

function portGroupAnswer(lab: Lab, target: string | null, host: string | null): DropAnswer {
  const under = target === null ? null : vswitchIdOf(target)
  const only = onlyKey(host === null ? undefined : own(lab.hosts, host)?.vswitches)
  const id = under ?? (host !== null && only !== null ? `hosts/${host}/vswitches/${only}` : null)
  if (id) return yes(`Add a port group to ${id.split('/')[3]}`, 'add-port-group', { vswitch: id.split('/') })
  if (host === null) return no('A port group is a part of a vSwitch: drop it on one.')
  return no(
    `${host} has ${own(lab.hosts, host)?.vswitches ? 'several vSwitches' : 'no vSwitch'}: drop it on a vSwitch.`,
  )
}

function vmkernelAnswer(lab: Lab, target: string | null, host: string | null): DropAnswer {
  if (host === null || target === null) {
    return no('A VMkernel adapter is an interface of the hypervisor: drop it on a port group.')
  }
  const parts = target.split('/')
  if (kindOf(lab, target) === 'port-group') {
    return yes(`Connect the hypervisor of ${host} to ${parts[5]}`, 'add-vmkernel', {
      host,
      network: `${parts[3]}/${parts[5]}`,
    })
  }
  const vswitch = onlyKey(own(lab.hosts, host)?.vswitches)
  const group = vswitch === null ? null : onlyKey(own(own(lab.hosts, host)?.vswitches, vswitch)?.portGroups)
  if (vswitch !== null && group !== null) {
    return yes(`Connect the hypervisor of ${host} to ${group}`, 'add-vmkernel', {
      host,
      network: `${vswitch}/${group}`,
    })
  }
  return no('Drop it on the port group that it shall use.')
}

function linkAnswer(lab: Lab, target: string | null): DropAnswer {
  const kind = target === null ? null : kindOf(lab, target)
  return kind === 'nic' || kind === 'vf' || kind === 'switch' || kind === 'station'
    ? { ok: true, says: 'The wire begins here: choose its other end next', connect: 'link' }
    : no('A link connects physical NICs, switches and stations: drop it on one.')
}

function moveAnswer(lab: Lab, id: string, target: string | null): DropAnswer {
  const vm = vmNameOf(id)
  const host = target === null ? null : hostNameOf(lab, target)
  if (vm === null) return no('This stays in its host.')
  if (host === null) return no('A VM runs on a host: drop it on one.')
  if (own(lab.vms, vm)?.host === host) return no(`${vm} is on ${host} already.`)
  return yes(`Move ${vm} to ${host}`, 'move-vm', { vm, host })
}

function onlyKey(map: object | undefined): string | null {
  const keys = Object.keys(map ?? {})
  return keys.length === 1 ? (keys[0] ?? null) : null
}

/** Elements on which the drop would be accepted. */
export function legalTargets(lab: Lab, dragged: Dragged, ids: readonly string[]): Set<string> {
  return new Set(ids.filter((id) => dropAnswer(lab, dragged, id, [0, 0]).ok))
}
