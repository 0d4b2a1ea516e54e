// What a trainer keeps beside a lab, as `NAME.solution.yaml` beside `NAME.iovlab.yaml`: the changes that solve it, and wrong
// turns with the checks that must find them. It stays with the trainer; learners get the lab alone.
import { parse } from 'yaml'
import { z } from 'zod'

export const SOLUTION_FORMAT = 'iov-lab-solution/1'

const changes = z
  .record(z.string(), z.unknown())
  .describe('Place in the document, its names joined by /, to what is there instead; null takes it out')

const shape = z.strictObject({
  format: z.literal(SOLUTION_FORMAT),
  set: changes.optional(),
  wrong: z
    .record(
      z.string(),
      z.strictObject({
        set: changes.describe('On top of the solution'),
        fails: z.array(z.string()).describe('Checks that must not hold then; others may fail as well'),
      }),
    )
    .optional(),
})

export interface Solution {
  set: Readonly<Record<string, unknown>>
  wrong: Readonly<Record<string, { set: Readonly<Record<string, unknown>>; fails: readonly string[] }>>
}

/** Of a lab that is whole as it is. */
export const NO_SOLUTION: Solution = { set: {}, wrong: {} }

export function readSolution(text: string): { ok: true; solution: Solution } | { ok: false; says: string } {
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    return { ok: false, says: (cause as Error).message.split('\n')[0]! }
  }
  const parsed = shape.safeParse(value)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    return { ok: false, says: `${path.join('/') || 'the document'}: ${message}` }
  }
  const { set = {}, wrong = {} } = parsed.data
  return { ok: true, solution: { set, wrong } }
}
