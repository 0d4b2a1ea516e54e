// The first thing that two runs do differently, and what came of it: the answer to "why is this run not that one?".
import { z } from 'zod'

/** Something that one run did and the other did not at that instant. */
const differenceStep = z.strictObject({
  /** Component path, or the source of a log entry. */
  path: z.string(),
  /** Counter (`rxFrames`, `drops.no-buffer`) or the code of a log entry. */
  name: z.string(),
  /** What the counter became; null: a log entry. */
  value: z.number().nullable(),
  /** The sentence of the log entry, the drop reason or the counter. */
  says: z.string(),
  /** When the other run does the same, seconds; null: not soon. */
  otherwise: z.number().nullable(),
})

const figures = z.strictObject({
  delivered: z.number(),
  lost: z.number(),
  goodput: z.number(),
  /** Median, seconds. */
  latency: z.number().nullable(),
})

export const runDifference = z.strictObject({
  /** Both were run to this time, seconds. */
  until: z.number(),
  /** All figures of both are equal. */
  isSame: z.boolean(),
  first: z.strictObject({ at: z.number(), here: z.array(differenceStep), there: z.array(differenceStep) }).nullable(),
  /** Where no counter and no log entry differs: the first figure that does. */
  figure: z.strictObject({ path: z.string(), here: z.string(), there: z.string() }).nullable(),
  /** Null: that run has no such flow. */
  flows: z.array(z.strictObject({ flow: z.string(), here: figures.nullable(), there: figures.nullable() })),
})

export type DifferenceStep = z.infer<typeof differenceStep>
export type FlowFigures = z.infer<typeof figures>
export type RunDifference = z.infer<typeof runDifference>
