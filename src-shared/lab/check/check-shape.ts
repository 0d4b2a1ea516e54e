// The shape of a document against its schema: types, required fields, choices, unknown fields, all at once.
// Gives back a document of the right shape, in which what was wrong is replaced by something harmless, so that the other
// checks need not look at types; the context keeps them quiet about such places.
import type { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { nearest, suggest } from '../nearest'
import { FORMAT, type Lab, labSchema } from '../schema'
import { type Definition, definitionOf } from '../schema-definition'
import { shorten } from '../units'
import type { CheckContext } from './check-context'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function typeName(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'a group of fields'
  if (typeof value === 'string') return `the text "${shorten(value)}"`
  return typeof value === 'number' ? `the number ${value}` : String(value)
}

/** Something of the right type that the other checks can live with. */
function placeholder(schema: z.ZodType): unknown {
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'object': {
      const made: Record<string, unknown> = {}
      for (const [key, child] of Object.entries(definition.shape!)) {
        if (definitionOf(child).type !== 'optional') made[key] = placeholder(child)
      }
      return made
    }
    case 'record':
      return {}
    case 'array':
      return []
    case 'tuple':
      return definition.items!.map(placeholder)
    case 'enum':
      return Object.values(definition.entries!)[0]
    case 'literal':
      return definition.values![0]
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'unknown':
      return undefined
    default:
      return 0
  }
}

const WANTED: Record<string, [string, string]> = {
  string: ['a text', 'Write a text; put it in quotes if it looks like a number.'],
  number: ['a number', 'Write a number alone, without quotes or a unit.'],
  boolean: ['true or false', 'Write true or false, without quotes.'],
  union: ['a number, or a text with a unit', 'Write a quantity such as 10Gbps, 64GiB or 20us.'],
  object: ['a group of fields', 'Write the fields indented below, one a line.'],
  record: ['a group of names', 'Write the names indented below, one a line.'],
  array: ['a list', 'Write a list: - one entry a line.'],
  tuple: ['a pair', 'Write a pair: [a, b].'],
}

const matches = (type: string, value: unknown): boolean => {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'union':
      return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
    case 'object':
    case 'record':
      return isRecord(value)
    default:
      return Array.isArray(value)
  }
}

class ShapeCheck {
  constructor(private readonly context: CheckContext) {}

  check(schema: z.ZodType, value: unknown, pointer: Pointer): unknown {
    const definition = definitionOf(schema)
    switch (definition.type) {
      case 'optional':
        return this.check(definition.innerType!, value, pointer)
      case 'unknown':
        return value
      case 'enum':
        return this.choice(Object.values(definition.entries!), value, pointer)
      case 'literal':
        return this.choice(definition.values!, value, pointer)
    }
    if (!matches(definition.type, value)) {
      const [wanted, remedy] = WANTED[definition.type]
      this.context.breakOff('wrong-type', pointer, `${typeName(value)} stands where ${wanted} belongs`, remedy)
      return placeholder(schema)
    }
    switch (definition.type) {
      case 'object':
        return this.object(definition, value as Record<string, unknown>, pointer)
      case 'record':
        return this.record(definition, value as Record<string, unknown>, pointer)
      case 'array':
        return this.array(() => definition.element!, value as unknown[], pointer)
      case 'tuple':
        return this.tuple(schema, definition, value as unknown[], pointer)
      default:
        return value
    }
  }

  private choice(choices: unknown[], value: unknown, pointer: Pointer): unknown {
    if (choices.includes(value)) return value
    this.context.breakOff(
      'unknown-choice',
      pointer,
      `${typeName(value)} is not possible here`,
      suggest(String(value), choices.map(String), ''),
    )
    return choices[0]
  }

  private object(definition: Definition, value: Record<string, unknown>, pointer: Pointer): unknown {
    const shape = definition.shape!
    const known = Object.keys(shape)
    let result = value
    const replace = (key: string, child: unknown) => {
      if (result === value) result = { ...value }
      result[key] = child
    }
    for (const key of known) {
      if (Object.hasOwn(value, key) && value[key] !== undefined) {
        const child = this.check(shape[key], value[key], [...pointer, key])
        if (child !== value[key]) replace(key, child)
        continue
      }
      const type = definitionOf(shape[key]).type
      if (type === 'optional' || type === 'unknown') continue
      this.context.breakOff('missing-field', [...pointer, key], `"${key}" is missing`, remedyOf(key, pointer))
      replace(key, placeholder(shape[key]))
    }
    // a group without known fields is free-form
    if (known.length > 0) {
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(shape, key) && !key.startsWith('x-')) this.unknownField(key, known, pointer)
      }
    }
    return result
  }

  private unknownField(key: string, known: string[], pointer: Pointer): void {
    const near = nearest(key, known)
    this.context.report(
      'unknown-field',
      [...pointer, key],
      `"${shorten(key)}" is not a field that this version knows`,
      near === undefined ? 'It is kept, and does nothing.' : `Did you mean "${near}"?`,
    )
  }

  private record(definition: Definition, value: Record<string, unknown>, pointer: Pointer): unknown {
    let result = value
    for (const key of Object.keys(value)) {
      if (key === '__proto__') {
        this.context.breakOff('bad-key', [...pointer, key], '"__proto__" cannot be a name', 'Choose another name.')
        continue
      }
      const child = this.check(definition.valueType!, value[key], [...pointer, key])
      if (child === value[key]) continue
      if (result === value) result = { ...value }
      result[key] = child
    }
    return result
  }

  private array(schemaOf: (index: number) => z.ZodType, value: unknown[], pointer: Pointer): unknown[] {
    let result = value
    for (let index = 0; index < value.length; index++) {
      const child = this.check(schemaOf(index), value[index], [...pointer, index])
      if (child === value[index]) continue
      if (result === value) result = [...value]
      result[index] = child
    }
    return result
  }

  private tuple(schema: z.ZodType, definition: Definition, value: unknown[], pointer: Pointer): unknown {
    const items = definition.items!
    if (value.length === items.length) return this.array((index) => items[index], value, pointer)
    this.context.breakOff(
      'wrong-type',
      pointer,
      `a list of ${value.length} stands where ${items.length} entries belong`,
      `Give exactly ${items.length} entries.`,
    )
    return placeholder(schema)
  }
}

/** A value against a part of the schema: what a command or an event wants to put there. */
export function checkValue(schema: z.ZodType, value: unknown, pointer: Pointer, context: CheckContext): void {
  new ShapeCheck(context).check(schema, value, pointer)
}

export function checkShape(value: unknown, context: CheckContext): Lab {
  return new ShapeCheck(context).check(labSchema, value, []) as Lab
}

/** Of a field that is missing: its value too, where there is but one. */
const remedyOf = (key: string, pointer: Pointer): string =>
  pointer.length === 0 && key === 'format' ? `Add "format: ${FORMAT}".` : `Add "${key}".`
