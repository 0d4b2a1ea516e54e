// Several commands as one step of undo, all or none; and a whole document in place of the present one.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { checkLab, hasShape } from '../check-lab'
import { FORMAT } from '../schema'
import { type Applied, type Command, command, done, refused } from './command'

const MAX_DEPTH = 4

/** `find` looks a command up in the table that the batch itself is in. */
export function makeBatch(find: (id: string) => Command | undefined): Command {
  let depth = 0
  return command({
    id: 'batch',
    payload: z.strictObject({
      label: z.string(),
      commands: z.array(z.strictObject({ id: z.string(), payload: z.unknown() })).max(5000),
    }),
    label: ({ label }) => label,
    apply(lab, { commands }): Applied {
      if (depth >= MAX_DEPTH) return refused('bad-payload', 'Batches are nested too deep.')
      depth++
      try {
        let result = lab
        let isShapeKnown = true
        const created: Pointer[] = []
        for (const entry of commands) {
          // a value of the wrong kind is found at the end, unless other commands must read it before
          if (!isShapeKnown && entry.id !== 'set-property' && !hasShape(result)) {
            const { says, remedy } = checkLab(result)[0]
            return refused('invalid-result', `Before "${entry.id}": ${says}. ${remedy}`.trim())
          }
          isShapeKnown = entry.id !== 'set-property' && entry.id !== 'batch'
          const found = find(entry.id)
          if (!found) return refused('unknown-command', `There is no command "${entry.id}".`)
          const payload = found.payload.safeParse(entry.payload)
          if (!payload.success) return refused('bad-payload', `${entry.id}: ${payload.error.issues[0].message}`)
          const applied = found.apply(result, payload.data)
          if (!applied.ok) return applied
          result = applied.lab
          created.push(...applied.created)
        }
        return done(result, ...created)
      } finally {
        depth--
      }
    },
  })
}

export const replaceDocument = command({
  id: 'replace-document',
  payload: z.strictObject({ document: z.record(z.string(), z.unknown()) }),
  label: () => 'Replace document',
  apply(_lab, { document }) {
    if (!hasShape(document)) {
      return refused(
        'bad-document',
        `The document does not have the shape of a lab (${FORMAT}). Check it as a file first.`,
      )
    }
    return done(document)
  },
})
