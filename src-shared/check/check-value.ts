// What a check computes with: plain data of a result, or the problem that stopped it. Problems are values and travel up.
import { suggest } from '../lab/nearest'

/** Why an expression has no value. */
export class CheckProblem {
  /** Where in the text of the check, from 0; null: nobody has said yet. */
  at: number | null = null

  constructor(readonly says: string) {}
}

/** Plain data: number, text, truth, nothing, a list or a record of these. */
export type CheckValue = unknown

export type Evaluated = CheckValue | CheckProblem

export const isProblem = (value: Evaluated): value is CheckProblem => value instanceof CheckProblem

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What to read in a message: numbers with at most six digits. */
export const shown = (value: CheckValue): string => {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)))
  if (Array.isArray(value) && value.length <= 24 && !value.some((one) => isRecord(one) || Array.isArray(one))) {
    return `[${value.map(shown).join(', ')}]`
  }
  return describe(value)
}

/** For messages: never long, never `[object Object]`. */
export function describe(value: CheckValue): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (isRecord(value)) return `a group of ${Object.keys(value).length} values`
  return String(value)
}

/** Equality of data; records and lists by content. */
export function same(a: CheckValue, b: CheckValue): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
}

/** What a problem says after it has named what is not known. */
export const suggestion = (written: string, known: readonly string[]): string =>
  ` ${suggest(written, known, 'There is none.')}`
