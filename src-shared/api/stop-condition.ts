// What a run can be made to wait for: it runs until this has happened, and stands still right after the event that brought it.
import { z } from 'zod'

export const stopCondition = z.discriminatedUnion('kind', [
  /** A counter of a component, by its name in the live layout (`rxFrames`, `drops.queue-full`), stands at this or above. */
  z.strictObject({ kind: z.literal('counter'), path: z.string(), counter: z.string(), reaches: z.number() }),
  /** One more frame is lost: of this flow, or of any. */
  z.strictObject({ kind: z.literal('loss'), flow: z.string().optional() }),
  /** One more entry of the log: with this code, or any warning or error. */
  z.strictObject({ kind: z.literal('log'), code: z.string().optional() }),
])
export type StopCondition = z.infer<typeof stopCondition>

export function stopWords(condition: StopCondition): string {
  switch (condition.kind) {
    case 'counter':
      return `${condition.counter} of ${condition.path} is at ${condition.reaches.toLocaleString('en-US')}`
    case 'loss':
      return condition.flow === undefined ? 'a frame is lost' : `a frame of ${condition.flow} is lost`
    case 'log':
      return condition.code === undefined
        ? 'there is a warning or an error'
        : `the log says ${condition.code.replaceAll('-', ' ')}`
  }
}
