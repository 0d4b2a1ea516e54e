// Names in reasons, log entries and problems to elements of the document, where there is one.
import { elementId, pointerOf, pointerOfElement } from '../../src-shared/lab/path'
import { own } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'

const ROOTS = new Set(['hosts', 'vms', 'switches', 'stations', 'links', 'flows', 'events'])

/** `path` is a component path (`esx-a/vmnic0.vf3`), the id of a flow, or an element id with or without a property. */
export function elementOfPath(lab: Lab | null, path: string): string | null {
  if (!lab || path === '') return null
  const pointer = pointerOf(lab, path)
  if (pointer) return elementId(pointer)
  if (own(lab.flows, path)) return `flows/${path}`
  const outer = outerComponent(lab, path)
  if (outer) return outer
  const parts = pointerOfElement(path)
  if (!ROOTS.has(String(parts[0]))) return null
  // a property belongs to the nearest thing around it that can be selected
  const lengths = parts[0] === 'hosts' ? [6, 4, 2] : parts[0] === 'vms' ? [4, 2] : [2]
  for (const length of lengths) {
    if (parts.length < length) continue
    const candidate = parts.slice(0, length)
    if (isThere(lab, candidate) && isSelectable(candidate)) return elementId(candidate)
  }
  return null
}

/** A part of a component that is no element itself (`esx-a/vmnic0.vf0/pci`) belongs to what it is a part of. */
function outerComponent(lab: Lab, path: string): string | null {
  const parts = path.split('/')
  for (let length = parts.length - 1; length >= 1; length--) {
    const pointer = pointerOf(lab, parts.slice(0, length).join('/'))
    if (pointer) return elementId(pointer)
  }
  return null
}

function isThere(lab: Lab, parts: readonly (string | number)[]): boolean {
  let value: unknown = lab
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false
    value = (value as Record<string | number, unknown>)[part]
  }
  return true
}

const CHILDREN: Record<string, readonly string[]> = {
  hosts: ['nics', 'vswitches', 'vmkernel'],
  vms: ['nics'],
}

function isSelectable(parts: readonly (string | number)[]): boolean {
  if (parts.length === 2) return true
  if (!(CHILDREN[String(parts[0])] ?? []).includes(String(parts[2]))) return false
  return parts.length === 4 || parts[4] === 'vf' || parts[4] === 'portGroups'
}
