// The same lab with changes, as its `variants` name them: another run to compare with. What only people read (guide, checks,
// captures, view) stays out of it, so that a variant costs a run and nothing else.
import type { Pointer } from '../api/lab-api'
import { removeAt, setAt, valueAt } from './edit'
import { own } from './maps'
import type { Lab } from './schema'

/** Joined names to a pointer of this document: what stands in a list is meant by its position. */
function placeIn(document: unknown, text: string): Pointer {
  const pointer: Pointer = []
  for (const part of text.split('/')) {
    const isList = Array.isArray(valueAt(document, pointer))
    pointer.push(isList && /^\d+$/.test(part) ? Number(part) : part)
  }
  return pointer
}

/** The changes in their order; null takes a thing out. */
export function withChanges(lab: Lab, set: Readonly<Record<string, unknown>>): Lab {
  return Object.entries(set).reduce((changed, [place, value]) => {
    const pointer = placeIn(changed, place)
    return value === null ? removeAt(changed, pointer) : setAt(changed, pointer, value)
  }, lab)
}

/** What runs for a variant; null: the lab has none of that name. */
export function variantOf(lab: Lab, name: string): Lab | null {
  const variant = own(lab.variants, name)
  if (variant === undefined) return null
  const { checks: _checks, guide: _guide, captures: _captures, view: _view, variants: _variants, ...rest } = lab
  return withChanges(rest, variant.set)
}
