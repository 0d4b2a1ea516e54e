// A changed property as a command: of one element, or of several in one step; of the lab itself where there is none.
import type { Refusal } from '../../src-shared/api/lab-api'
import { pointerOfElement } from '../../src-shared/lab/path'
import type { LabCommand } from '../canvas/drop-rules'
import type { Field } from './field'

function single(field: Field, id: string, value: unknown): LabCommand {
  if (field.command) return field.command(value)
  const owner = id === '' ? [] : pointerOfElement(id)
  return { id: 'set-property', payload: { pointer: [...owner, ...field.at], value } }
}

export function propertyCommand(field: Field, ids: readonly string[], value: unknown): [string, unknown] {
  if (ids.length < 2) {
    const { id, payload } = single(field, ids[0] ?? '', value)
    return [id, payload]
  }
  // commands of their own are made for one element; of several, the plain property is set
  const plain = { ...field, command: undefined }
  const commands = ids.map((id) => single(plain, id, value))
  return ['batch', { label: `Change ${field.label.toLowerCase()} of ${ids.length}`, commands }]
}

export const refusalOf = (refusal: Refusal): string => refusal.says
