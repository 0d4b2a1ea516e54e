// Where two plain values differ first, depth first: what checks and the verification of results say about two runs.
import { isRecord } from './check-value'

export interface Difference {
  path: string
  a: unknown
  b: unknown
}

/** Null: they are equal. `except` are paths that do not count. */
export function firstDifference(
  a: unknown,
  b: unknown,
  path = '',
  except: ReadonlySet<string> = new Set(),
): Difference | null {
  if (a === b || except.has(path)) return null
  const isList = Array.isArray(a) && Array.isArray(b)
  if (!isList && !(isRecord(a) && isRecord(b))) return { path, a, b }
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], path === '' ? key : `${path}.${key}`, except)
    if (found) return found
  }
  return null
}
