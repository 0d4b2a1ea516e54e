// Names: what they may be made of, and that no two things share a component path.
import type { Pointer } from '../../api/lab-api'
import { entries } from '../maps'
import { isIdentifier, looksLikeVf } from '../path'
import type { Lab } from '../schema'
import { shorten } from '../units'
import type { CheckContext } from './check-context'

const ALLOWED = 'Use letters, digits, spaces, dots, underscores and hyphens; begin with a letter or digit; at most 64.'

function identifier(context: CheckContext, pointer: Pointer): void {
  const id = String(pointer[pointer.length - 1])
  if (!isIdentifier(id)) {
    context.report('bad-identifier', pointer, `"${shorten(id)}" cannot be a name`, ALLOWED)
  } else if (looksLikeVf(id)) {
    context.report(
      'bad-identifier',
      pointer,
      `"${shorten(id)}" reads as a virtual function`,
      'Choose a name that does not end in .vf and a number.',
    )
  }
}

/** Checks the names of one map, and that none of them is `taken`; what `taken` maps to says by what. */
function names(context: CheckContext, at: Pointer, map: object | undefined, what: string, taken: Map<string, string>) {
  for (const id of Object.keys(map ?? {})) {
    const pointer = [...at, id]
    identifier(context, pointer)
    const other = taken.get(id)
    if (other === undefined) taken.set(id, what)
    else context.report('duplicate-name', pointer, `"${id}" is also the name of a ${other}`, 'Rename one of the two.')
  }
}

export function checkNames(lab: Lab, context: CheckContext): void {
  const machines = new Map<string, string>()
  names(context, ['hosts'], lab.hosts, 'host', machines)
  names(context, ['vms'], lab.vms, 'VM', machines)
  names(context, ['switches'], lab.switches, 'switch', machines)
  names(context, ['stations'], lab.stations, 'station', machines)
  names(context, ['flows'], lab.flows, 'flow', new Map())
  for (const [id, host] of entries(lab.hosts)) {
    const parts = new Map<string, string>()
    names(context, ['hosts', id, 'nics'], host.nics, 'NIC', parts)
    names(context, ['hosts', id, 'vswitches'], host.vswitches, 'vSwitch', parts)
    names(context, ['hosts', id, 'vmkernel'], host.vmkernel, 'vmkernel interface', parts)
    for (const [name, vswitch] of entries(host.vswitches)) {
      const at = ['hosts', id, 'vswitches', name, 'portGroups']
      names(context, at, vswitch.portGroups, 'port group', new Map())
    }
  }
  for (const [id, vm] of entries(lab.vms)) names(context, ['vms', id, 'nics'], vm.nics, 'NIC', new Map())
}
