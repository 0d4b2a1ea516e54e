// What a zod schema is made of: the few parts that the schema of a document uses, which zod's own types do not tell apart.
import type { z } from 'zod'

export interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  valueType?: z.ZodType
  element?: z.ZodType
  items?: z.ZodType[]
  entries?: Record<string, string>
  values?: unknown[]
}

export const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition
