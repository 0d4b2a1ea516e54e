// The headers of a frame at one stage of its life: the bytes that it has there, which stage made them so, and what they were before.
import type { Life } from './life-layout'

export interface HeadersAt {
  header: string
  /** Null: nobody has changed them yet. */
  before: string | null
  says: string
}

/** Null: nothing is known of its headers. */
export function headersAt(life: Life | undefined, stage: number): HeadersAt | null {
  const seen = (life?.stages ?? []).flatMap(({ header }, at) => (header === null ? [] : [{ header, at }]))
  const passed = seen.filter(({ at }) => at <= stage)
  const [first] = seen
  const last = passed[passed.length - 1]
  if (life === undefined || first === undefined) return null
  if (last === undefined) {
    const { stage: name, path } = life.stages[first.at]!
    return { header: first.header, before: null, says: `Not made yet: as ${name} leaves them at ${path}.` }
  }
  const earlier = passed.filter(({ header }) => header !== last.header)
  const { stage: name, path } = life.stages[last.at]!
  const before = last.at === stage ? (earlier[earlier.length - 1]?.header ?? null) : null
  const isNews = passed[passed.length - 2]?.header !== last.header
  const says = name === 'transmission' ? `As they go over ${path}.` : `As ${name} left them at ${path}.`
  return { header: last.header, before: isNews ? before : null, says }
}
