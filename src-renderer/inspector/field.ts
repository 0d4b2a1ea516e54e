// A property as the inspector shows it: where it is in the element, how it is edited, and what its absence means.
import type { Dimension } from '../../src-shared/lab/units'
import type { LabCommand } from '../canvas/drop-rules'
import type { WrittenKind } from './written'

export interface Choice {
  value: string
  label: string
}

interface FieldBase {
  /** From the element inward: `['cpu', 'cores']`. */
  at: readonly string[]
  label: string
  /** One sentence, in the tooltip. */
  says?: string
  /** What absence means, shown where nothing is given. */
  otherwise?: string
  /** Makes the change where it is not a plain property. */
  command?: (value: unknown) => LabCommand
}

export type Field =
  | (FieldBase & { kind: 'text' | 'long-text' })
  | (FieldBase & { kind: 'written'; as: WrittenKind })
  | (FieldBase & { kind: 'number'; min?: number; max?: number; unit?: string })
  | (FieldBase & { kind: 'quantity'; dimension: Dimension })
  | (FieldBase & { kind: 'flag'; isOnOtherwise: boolean })
  | (FieldBase & { kind: 'choice'; choices: readonly Choice[] })
  | (FieldBase & { kind: 'set'; choices: readonly Choice[] })

export interface FieldGroup {
  label: string
  fields: readonly Field[]
  /** Shown only when it is opened. */
  isRare?: boolean
}

export const choices = (...values: (string | readonly [string, string])[]): Choice[] =>
  values.map((value) => (typeof value === 'string' ? { value, label: value } : { value: value[0], label: value[1] }))

export const text = (at: string | string[], label: string, more: Partial<FieldBase> = {}): Field => ({
  kind: 'text',
  at: [at].flat(),
  label,
  ...more,
})

/** Several parts in one line, as `written.ts` shows and reads them. */
export const written = (
  at: string | string[],
  label: string,
  as: WrittenKind,
  more: Partial<FieldBase> = {},
): Field => ({ kind: 'written', at: [at].flat(), label, as, ...more })

export const number = (
  at: string | string[],
  label: string,
  more: Partial<FieldBase> & { min?: number; max?: number; unit?: string } = {},
): Field => ({ kind: 'number', at: [at].flat(), label, ...more })

export const quantity = (
  at: string | string[],
  label: string,
  dimension: Dimension,
  more: Partial<FieldBase> = {},
): Field => ({ kind: 'quantity', at: [at].flat(), label, dimension, ...more })

export const flag = (
  at: string | string[],
  label: string,
  isOnOtherwise: boolean,
  more: Partial<FieldBase> = {},
): Field => ({ kind: 'flag', at: [at].flat(), label, isOnOtherwise, ...more })

export const choice = (
  at: string | string[],
  label: string,
  list: readonly Choice[],
  more: Partial<FieldBase> = {},
): Field => ({ kind: 'choice', at: [at].flat(), label, choices: list, ...more })
