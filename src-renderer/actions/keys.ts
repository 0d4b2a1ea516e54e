// Keys of actions: those of the program, or those that the person has chosen instead.
import { useSettingsStore } from '../stores/settings'
import type { Action } from './action'

export const keysOf = ({ id, keys }: Pick<Action, 'id' | 'keys'>): readonly string[] =>
  useSettingsStore().settings.keys?.[id] ?? keys

/** Null: back to the keys of the program. */
export function chooseKeys({ id }: Pick<Action, 'id'>, keys: readonly string[] | null): void {
  const settings = useSettingsStore()
  const { [id]: _before, ...others } = settings.settings.keys ?? {}
  settings.change({ keys: keys === null ? others : { ...others, [id]: [...keys] } })
}
