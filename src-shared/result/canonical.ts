// The text of a result that the digest is taken over: the same result gives the same text on every platform.
// Fields are ordered by code unit, numbers are the shortest decimals that read back exactly (as the language defines them),
// and nothing depends on a locale. Left out is what differs from run to run: wall time, and who ran it.
import type { EngineResult } from './result'

function write(value: unknown, out: string[]): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`a result cannot hold ${value}`)
      // String(-0) is "0" already
      out.push(String(value))
      return
    case 'string':
    case 'boolean':
      out.push(JSON.stringify(value))
      return
    case 'object':
      if (value === null) out.push('null')
      else if (Array.isArray(value)) writeList(value, out)
      else writeGroup(value as Record<string, unknown>, out)
      return
    default:
      throw new Error(`a result cannot hold a ${typeof value}`)
  }
}

function writeList(list: readonly unknown[], out: string[]): void {
  out.push('[')
  for (const [index, value] of list.entries()) {
    if (index > 0) out.push(',')
    write(value, out)
  }
  out.push(']')
}

function writeGroup(group: Readonly<Record<string, unknown>>, out: string[]): void {
  out.push('{')
  let first = true
  // the default order of sort() is that of code units
  for (const key of Object.keys(group).sort()) {
    if (group[key] === undefined) continue
    if (!first) out.push(',')
    first = false
    out.push(JSON.stringify(key), ':')
    write(group[key], out)
  }
  out.push('}')
}

/** Any value that JSON can hold, in canonical order. */
export function canonicalJson(value: unknown): string {
  const out: string[] = []
  write(value, out)
  return out.join('')
}

/** One line a part of the result, so that two texts can be compared by eye. */
export function canonicalResult(result: EngineResult): string {
  const parts = Object.entries(result).filter(([, value]) => value !== undefined)
  const lines = parts.map(([name, value]) => `${name} ${canonicalJson(value)}`)
  return `${lines.sort().join('\n')}\n`
}
