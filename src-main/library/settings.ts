// What a person prefers. A value that does not fit (an older program, a hand edit) falls back to its default alone.
import { DEFAULT_SETTINGS } from '@shared/api/default-settings'
import { settings as settingsSchema, type Settings } from '@shared/api/lab-api'
import type { DataStore } from './data-store'

const KEY = 'settings'

export class SettingsFile {
  constructor(private readonly store: DataStore) {}

  get(): Settings {
    const stored = this.store.get(KEY)
    const result = { ...DEFAULT_SETTINGS }
    if (typeof stored !== 'object' || stored === null) return result
    for (const [name, value] of Object.entries(stored)) {
      const one = settingsSchema.partial().safeParse({ [name]: value })
      if (one.success) Object.assign(result, one.data)
    }
    return result
  }

  set(change: Partial<Settings>): Settings {
    const next = { ...this.get(), ...change }
    this.store.set(KEY, next)
    return next
  }
}
