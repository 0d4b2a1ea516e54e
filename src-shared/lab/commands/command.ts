// What a command is: an id, what it must be given, a name for the undo menu, and a pure change of the document.
import { z } from 'zod'
import type { Pointer, Refusal } from '../../api/lab-api'
import { elementId } from '../path'
import { valueAt } from '../edit'
import type { Lab } from '../schema'
import { refusal, type RefusalCode } from './refusals'

export type Applied = { ok: true; lab: Lab; created: Pointer[] } | { ok: false; refusal: Refusal }

export interface Command<P = unknown> {
  id: string
  payload: z.ZodType<P>
  /** For the undo menu, as a person says what was done: "Add NIC". */
  label(payload: P, lab: Lab): string
  apply(lab: Lab, payload: P): Applied
  /** Changes only how the lab is drawn, so that it cannot become wrong. */
  viewOnly?: boolean
}

/** Keeps the payload's type while the command is written, and forgets it for the table. */
export const command = <P>(entry: Command<P>): Command => entry as unknown as Command

export const done = (lab: Lab, ...created: Pointer[]): Applied => ({ ok: true, lab, created })

export const refused = (code: RefusalCode, says: string, pointer?: Pointer): Applied => ({
  ok: false,
  refusal: refusal(code, says, pointer && elementId(pointer)),
})

export const pointerSchema = z
  .array(z.union([z.string(), z.number().int().min(0)]))
  .min(1)
  .max(16)
export const idSchema = z.string().min(1).max(64)
export const positionSchema = z.tuple([z.number(), z.number()])

/** What people call the thing that a pointer leads to; null: it is no thing but a field or a group. */
export function kindOf(pointer: Pointer): string | null {
  const [map, , sub, , leaf] = pointer.map(String)
  const inHost: Record<string, string> = { nics: 'NIC', vswitches: 'vSwitch', vmkernel: 'vmkernel interface' }
  switch (map) {
    case 'hosts':
      if (pointer.length === 2) return 'host'
      if (pointer.length === 4 && Object.hasOwn(inHost, sub)) return inHost[sub]
      if (pointer.length === 6 && sub === 'nics' && leaf === 'vf') return 'virtual function'
      return pointer.length === 6 && sub === 'vswitches' && leaf === 'portGroups' ? 'port group' : null
    case 'vms':
      return pointer.length === 2 ? 'VM' : pointer.length === 4 && sub === 'nics' ? 'vNIC' : null
    case 'switches':
      return pointer.length === 2 ? 'switch' : pointer.length === 4 && sub === 'vlans' ? 'switch port' : null
    case 'stations':
      return pointer.length === 2 ? 'station' : null
    case 'links':
    case 'flows':
    case 'events':
    case 'captures':
    case 'checks':
      return pointer.length === 2 ? map.slice(0, -1) : null
    default:
      return null
  }
}

/** Refuses a pointer that does not lead to a thing of one of these kinds; null: it does. */
export function expectKind(lab: Lab, pointer: Pointer, ...kinds: string[]): Applied | null {
  const kind = kindOf(pointer)
  if (kind === null || !kinds.includes(kind)) {
    return refused('wrong-kind', `${elementId(pointer)} is not a ${kinds.join(' or ')}.`, pointer)
  }
  return valueAt(lab, pointer) === undefined
    ? refused('not-found', `There is no ${kind} ${pointer[pointer.length - 1]}.`, pointer)
    : null
}
