// The canonical text of a result: what the digest is taken over. Keys in the order of their code points, numbers in the
// shortest text that reads back as the same number (ECMAScript prescribes it), lists in their own order.
import type { EngineResult } from './result'

export function canonicalResult(result: EngineResult): string {
  return canonicalText(result)
}

/** Of any value that JSON knows; other numbers (infinite, not a number) are an error: no result may hold them. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`a result holds ${value}`)
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const rows = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`)
    return `{${rows.join(',')}}`
  }
  return JSON.stringify(value)
}
