// The life of one frame as it leaves the engine: to the window, and into the JSON of `iov-lab run --trace`. Times are seconds.
import { z } from 'zod'
import { LIFE_LANES } from './packet-life'

const lifeStage = z.strictObject({
  stage: z.string().describe('One of the stages of packet life, such as vswitch-forward.'),
  lane: z.enum(LIFE_LANES).describe('Who does the work.'),
  path: z.string().describe('The component where it happens.'),
  start: z.number(),
  end: z.number(),
  cycles: z.number().describe("The frame's share of what was charged."),
  says: z.string(),
  header: z
    .string()
    .nullable()
    .describe(
      'Bytes of the headers in hexadecimal: as they went onto this wire, or as this stage left them where it changed them; else null.',
    ),
})

export const frameLife = z.strictObject({
  flow: z.string(),
  sentAt: z.number(),
  outcome: z.string().describe('delivered, in-flight where the run ended first, or the reason of its loss.'),
  stages: z.array(lifeStage).describe('Without gaps from sentAt on; they add up to the latency.'),
  header: z.string().describe('Bytes of the headers as the adapter of the sender got them, in hexadecimal.'),
})

export type FrameLife = z.infer<typeof frameLife>
