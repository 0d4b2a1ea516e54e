// Processors of a host or station, as people write them in a document.
import { z } from 'zod'
import { quantity } from './quantity-schema'

/** How deep the cores of a machine may sleep while they have nothing to do. */
export const IDLE_MODES = ['off', 'shallow', 'deep'] as const
export type IdleMode = (typeof IDLE_MODES)[number]

export const cpu = z.looseObject({
  cores: z.number().optional(),
  clock: quantity.optional(),
  idle: z
    .enum(IDLE_MODES)
    .optional()
    .describe(
      'How deep cores sleep that have nothing to do: off (they poll), shallow (C1 alone, as guides to tuning ask for it), deep (C1E, ' +
        'C3 and C6 too, chosen by how long they slept before: the default of Linux). Absent: shallow.',
    ),
})
