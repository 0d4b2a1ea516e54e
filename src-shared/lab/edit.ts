// Changing a document without touching it: everything that is not changed is shared with the one before.
import type { Pointer } from '../api/lab-api'
import { withEntry } from './lab-diff'
import { fieldsAt } from './schema-at'
import type { Lab } from './schema'

type Group = Record<string, unknown>

const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined: there is nothing. */
export function valueAt(document: unknown, pointer: Pointer): unknown {
  let value = document
  for (const key of pointer) {
    if (Array.isArray(value)) value = value[Number(key)]
    else if (isGroup(value) && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  return value
}

/** Where a known field stands among those that are there, in the order of the schema; unknown ones come last. */
function placeOf(group: Group, at: Pointer, key: string): number {
  const order = fieldsAt(at)
  const rank = order.indexOf(key)
  const keys = Object.keys(group)
  if (rank < 0) return keys.length
  const next = keys.findIndex((other) => order.indexOf(other) > rank)
  return next < 0 ? keys.length : next
}

function set(value: unknown, pointer: Pointer, depth: number, to: unknown): unknown {
  if (depth === pointer.length) return to
  const key = pointer[depth]
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value]
    copy[Number(key)] = set(value[Number(key)], pointer, depth + 1, to)
    return copy
  }
  const group = isGroup(value) ? value : {}
  const child = Object.hasOwn(group, key) ? group[key] : undefined
  const changed = set(child, pointer, depth + 1, to)
  if (changed === child) return value
  if (child !== undefined) return { ...group, [key]: changed }
  return withEntry(group, key, changed, placeOf(group, pointer.slice(0, depth), String(key)))
}

/** Groups on the way that are not there are made. */
export const setAt = (lab: Lab, pointer: Pointer, value: unknown): Lab => set(lab, pointer, 0, value) as Lab

function remove(value: unknown, pointer: Pointer, depth: number): unknown {
  const key = pointer[depth]
  const isLast = depth === pointer.length - 1
  if (Array.isArray(value)) {
    if (isLast) return value.filter((_, index) => index !== Number(key))
    return value.map((child, index) => (index === Number(key) ? remove(child, pointer, depth + 1) : child))
  }
  if (!isGroup(value) || !Object.hasOwn(value, key)) return value
  if (!isLast) {
    const child = remove(value[key], pointer, depth + 1)
    return child === value[key] ? value : { ...value, [key]: child }
  }
  const { [key]: _removed, ...rest } = value
  return rest
}

/** What is not there needs no removing. */
export const removeAt = (lab: Lab, pointer: Pointer): Lab => remove(lab, pointer, 0) as Lab

/** The same map with other values; the same object if nothing changed. */
export function mapValues<T>(map: Record<string, T> | undefined, change: (value: T, key: string) => T) {
  if (map === undefined) return undefined
  let changed = false
  const pairs = Object.entries(map).map(([key, value]): [string, T] => {
    const to = change(value, key)
    if (to !== value) changed = true
    return [key, to]
  })
  return changed ? Object.fromEntries(pairs) : map
}

export function filterMap<T>(map: Record<string, T> | undefined, keep: (key: string, value: T) => boolean) {
  if (map === undefined) return undefined
  const pairs = Object.entries(map)
  const kept = pairs.filter(([key, value]) => keep(key, value))
  return kept.length === pairs.length ? map : Object.fromEntries(kept)
}

/** The same list with other entries; the same object if nothing changed. */
export function mapList<T>(list: T[] | undefined, change: (value: T, index: number) => T): T[] | undefined {
  if (list === undefined) return undefined
  const changed = list.map(change)
  return changed.some((value, index) => value !== list[index]) ? changed : list
}

/** `group` with the given fields; fields that are undefined stay away. The same object if nothing changed. */
export function patch<T extends object>(group: T, fields: Partial<T>): T {
  let result = group
  for (const [key, value] of Object.entries(fields)) {
    const had = Object.hasOwn(group, key)
    if (value === undefined ? !had : had && (group as Group)[key] === value) continue
    if (result === group) result = { ...group }
    if (value === undefined) delete (result as Group)[key]
    else (result as Group)[key] = value
  }
  return result
}

/** The same map with one name replaced, at its old place. */
export function renameKey<T>(map: Record<string, T>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key === from ? to : key, value]))
}
