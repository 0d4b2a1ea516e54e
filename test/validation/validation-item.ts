// One thing that the engine is checked against: where it comes from, and how to measure it. Items that need the same runs are one.
// A finding says what was expected, within which limits, and what came out; limits are those of the source.
import type { ValidationEntry, ValidationGroup, ValidationRow } from '../../src-shared/fidelity/validation-table'

/** A row before it is judged; `because` says why it may miss, and is shown only where it does. */
export type Finding = Omit<ValidationRow, 'item' | 'verdict'>

export interface ValidationItem {
  /** What `--only` takes; unique. */
  id: string
  group: ValidationGroup
  title: string
  source: string
  profile: ValidationEntry['profile']
  measure(): Finding[]
}

/** Within a relative tolerance; 0: exactly. */
export const near = (expected: number, tolerance: number) => ({
  expected,
  low: tolerance === 0 ? expected : expected - Math.abs(expected) * tolerance,
  high: tolerance === 0 ? expected : expected + Math.abs(expected) * tolerance,
})

/** Within an absolute distance. */
export const within = (expected: number, distance: number) => ({
  expected,
  low: expected - distance,
  high: expected + distance,
})

export const atLeast = (expected: number) => ({ expected, low: expected, high: null })
export const atMost = (expected: number) => ({ expected, low: null, high: expected })

export function measureItem(item: ValidationItem): ValidationEntry {
  const { id, group, title, source, profile } = item
  const rows = item.measure().map(({ because, ...finding }) => {
    const { low, high, measured } = finding
    const verdict =
      !Number.isNaN(measured) && measured >= (low ?? -Infinity) && measured <= (high ?? Infinity)
        ? ('hit' as const)
        : ('miss' as const)
    const reason = because ?? 'the reason is not known'
    return { item: id, ...finding, verdict, ...(verdict === 'miss' ? { because: reason } : {}) }
  })
  return { item: id, group, title, source, profile, rows }
}
