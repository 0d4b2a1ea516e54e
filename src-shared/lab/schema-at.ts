// The part of a schema, of the document where no other is named, that describes what a pointer points to;
// undefined: the schema says nothing about the place.
import type { z } from 'zod'
import type { Pointer } from '../api/lab-api'
import { labSchema } from './schema'
import { definitionOf } from './schema-definition'

function inside(schema: z.ZodType, key: string | number): z.ZodType | undefined {
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'optional':
    case 'nullable':
      return inside(definition.innerType!, key)
    case 'object':
      return Object.hasOwn(definition.shape!, key) ? definition.shape![key] : undefined
    case 'record':
      return definition.valueType
    case 'array':
      return definition.element
    case 'tuple':
      return definition.items![Number(key)]
    default:
      return undefined
  }
}

export function schemaAt(pointer: Pointer, root: z.ZodType = labSchema): z.ZodType | undefined {
  let schema: z.ZodType | undefined = root
  for (const key of pointer) {
    if (!schema) return undefined
    schema = inside(schema, key)
  }
  return schema
}

export const isOptional = (schema: z.ZodType): boolean => definitionOf(schema).type === 'optional'

/** Names of the fields that the schema knows at this place. */
export function fieldsAt(pointer: Pointer, root?: z.ZodType): string[] {
  let schema = schemaAt(pointer, root)
  while (schema && definitionOf(schema).innerType) schema = definitionOf(schema).innerType
  const shape = schema && definitionOf(schema).shape
  return shape ? Object.keys(shape) : []
}
