// The JSON Schemas as they should stand in `resources/schema`, by file name.
import { z } from 'zod'
import { labSchema } from '@shared/lab/schema'
import { resultSchema } from '@shared/result/result'

const textOf = (schema: z.ZodType, title: string): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) })}\n`

export const schemaFiles = (): Record<string, string> => ({
  'lab.schema.json': textOf(labSchema, 'iov-lab/1'),
  'result.schema.json': textOf(resultSchema, 'iov-lab-result/1'),
})
