// One property of one thing, or of the lab itself. The schema says which there are; what is wrong with the value is found
// by the check that every command's result goes through.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { removeAt, setAt, valueAt } from '../edit'
import { nearest } from '../nearest'
import { componentPathOf, elementId, pointerOf } from '../path'
import { fieldsAt, schemaAt } from '../schema-at'
import type { Lab } from '../schema'
import { type Applied, command, done, kindOf, pointerSchema, refused } from './command'

/** Maps and lists of things: these change by commands of their own. */
const COLLECTIONS = new Set(['hosts', 'vms', 'switches', 'stations', 'links', 'flows', 'events', 'captures', 'checks'])
const PARTS = new Set(['nics', 'vswitches', 'vmkernel', 'portGroups'])

/** The thing that the property belongs to; empty for the lab itself. */
function ownerOf(pointer: Pointer): Pointer {
  for (let length = pointer.length - 1; length >= 2; length--) {
    const part = pointer.slice(0, length)
    if (kindOf(part) !== null) return part
  }
  return []
}

/** Functions and switch ports are there before they have an entry of settings. */
function exists(lab: Lab, pointer: Pointer): boolean {
  switch (kindOf(pointer)) {
    case 'virtual function': {
      const path = componentPathOf(pointer)
      return path !== null && pointerOf(lab, path) !== null
    }
    case 'switch port':
      return valueAt(lab, pointer.slice(0, 2)) !== undefined
    default:
      return valueAt(lab, pointer) !== undefined
  }
}

function refuseUnknown(pointer: Pointer): Applied {
  const known = fieldsAt(pointer.slice(0, -1))
  const name = String(pointer[pointer.length - 1])
  const near = nearest(name, known)
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`
  return refused('unknown-field', `There is no property "${name}" here.${hint}`, pointer)
}

function refuse(lab: Lab, pointer: Pointer): Applied | null {
  const name = String(pointer[pointer.length - 1])
  if (elementId(pointer) === 'format') return refused('fixed-field', 'The format of a lab cannot be changed.', pointer)
  const isCollection = pointer.length === 1 ? COLLECTIONS.has(name) : pointer.length % 2 === 1 && PARTS.has(name)
  if (kindOf(pointer) !== null || isCollection) {
    return refused('wrong-kind', `${elementId(pointer)} is not a property. Add, rename or remove it instead.`, pointer)
  }
  const owner = ownerOf(pointer)
  if (owner.length > 0 && !exists(lab, owner)) {
    return refused('not-found', `There is no ${kindOf(owner) ?? 'thing'} ${elementId(owner)}.`, owner)
  }
  if (pointer[0] !== 'guide' && !schemaAt(pointer)) return refuseUnknown(pointer)
  return null
}

const nameOf = (pointer: Pointer, lab: Lab): string => {
  const owner = ownerOf(pointer)
  const path = owner.length > 0 ? (componentPathOf(owner, lab) ?? String(owner[1])) : 'the lab'
  return `${pointer.slice(owner.length).join(' ')} of ${path}`
}

export const setProperty = command({
  id: 'set-property',
  payload: z.strictObject({ pointer: pointerSchema, value: z.unknown().optional() }),
  label: ({ pointer, value }, lab) => `${value == null ? 'Reset' : 'Change'} ${nameOf(pointer, lab)}`,
  apply(lab, { pointer, value }) {
    const refusal = refuse(lab, pointer)
    if (refusal) return refusal
    return done(value == null ? removeAt(lab, pointer) : setAt(lab, pointer, value))
  },
})
