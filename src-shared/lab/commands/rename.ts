// Another name for a thing; everything that refers to it follows.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { mapList, patch, renameKey, setAt, valueAt } from '../edit'
import { has } from '../maps'
import { componentPathOf } from '../path'
import { mapReferences, renaming } from '../references'
import type { Lab } from '../schema'
import { command, done, expectKind, idSchema, kindOf, pointerSchema } from './command'
import { isMachine, refuseName } from './fresh'

const NAMED = [
  'host',
  'VM',
  'switch',
  'station',
  'flow',
  'NIC',
  'vSwitch',
  'vmkernel interface',
  'port group',
  'vNIC',
] as const

/** Names that the thing may not take: its siblings', and for machines those of all machines. */
function isTaken(lab: Lab, pointer: Pointer, id: string): boolean {
  if (id === pointer[pointer.length - 1]) return false
  const map = valueAt(lab, pointer.slice(0, -1))
  if (has(map as object, id)) return true
  if (pointer.length === 2 && pointer[0] !== 'flows') return isMachine(lab, id)
  if (pointer[0] !== 'hosts' || pointer.length !== 4) return false
  return ['nics', 'vswitches', 'vmkernel'].some((part) => has(valueAt(lab, ['hosts', pointer[1], part]) as object, id))
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** In the text of a check a name stands in quotes, or behind a dot as in `flows.web.lost`. */
function mapChecks(lab: Lab, from: string, to: string): Lab {
  const quoted = new RegExp(`(["'])${escaped(from)}(?=\\1|/|\\.vf\\d)`, 'g')
  const dotted = /^[a-z_][a-z0-9_-]*$/i.test(to)
    ? new RegExp(`((?:flows|cpu|memory|counters|capabilities|vms|hosts)\\.)${escaped(from)}(?![\\w-])`, 'gi')
    : null
  const checks = mapList(lab.checks, (check) => {
    const that = check.that.replace(quoted, (_, quote: string) => quote + to)
    return patch(check, { that: dotted ? that.replace(dotted, (_, root: string) => root + to) : that })
  })
  return patch(lab, { checks })
}

export const rename = command({
  id: 'rename',
  payload: z.strictObject({ pointer: pointerSchema, id: idSchema }),
  label: ({ pointer, id }) => `Rename ${kindOf(pointer) ?? ''} to ${id}`.replace('  ', ' '),
  apply(lab, { pointer, id }) {
    const refusal = expectKind(lab, pointer, ...NAMED) ?? refuseName(id, (name) => isTaken(lab, pointer, name))
    if (refusal) return refusal
    const old = String(pointer[pointer.length - 1])
    const at = pointer.slice(0, -1)
    const target = [...at, id]
    if (id === old) return done(lab, target)
    const path = componentPathOf(pointer)
    const newPath = componentPathOf(target)
    const mapped = path === null || newPath === null ? lab : mapReferences(lab, renaming(path, newPath))
    const map = valueAt(mapped, at) as Record<string, unknown>
    return done(mapChecks(setAt(mapped, at, renameKey(map, old, id)), path ?? old, newPath ?? id), target)
  },
})
