// How many virtual functions a NIC has. What is beyond the count loses its settings; what is in use cannot go.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { filterMap, patch, setAt } from '../edit'
import { entries, own } from '../maps'
import { parseFunction } from '../path'
import type { Lab } from '../schema'
import { type Applied, command, done, expectKind, pointerSchema, refused } from './command'

/** The first vNIC that names a function of the NIC from number `first` on; null: none does. */
function functionUser(lab: Lab, host: string, nic: string, first: number | null): { path: string; fn: string } | null {
  for (const [id, vm] of entries(lab.vms)) {
    if (vm.host !== host) continue
    for (const [name, vnic] of entries(vm.nics)) {
      const parsed = vnic.function === undefined || vnic.function === 'auto' ? null : parseFunction(vnic.function)
      if (parsed?.nic !== nic) continue
      if (first === null || (parsed.vf !== null && parsed.vf >= first))
        return { path: `${id}/${name}`, fn: vnic.function! }
    }
  }
  return null
}

export function withVfs(lab: Lab, pointer: Pointer, count: number): Applied {
  const [host, id] = [String(pointer[1]), String(pointer[3])]
  const user = functionUser(lab, host, id, count)
  if (user) {
    return refused('in-use', `${user.path} uses ${user.fn}. Give it another function first.`, pointer)
  }
  const nic = own(own(lab.hosts, host)!.nics, id)!
  const kept = filterMap(nic.vf, (key) => Number(key) < count)
  const vf = kept && Object.keys(kept).length === 0 ? undefined : kept
  const changed = patch(nic, { vf })
  // through `setAt`, so that a first count stands where the schema has it
  return done(setAt(changed === nic ? lab : setAt(lab, pointer, changed), [...pointer, 'vfs'], count))
}

export const setVfs = command({
  id: 'set-vfs',
  payload: z.strictObject({ nic: pointerSchema, count: z.number().int().min(0) }),
  label: ({ count }) => `Set virtual functions to ${count}`,
  apply: (lab, { nic, count }) => expectKind(lab, nic, 'NIC') ?? withVfs(lab, nic, count),
})
