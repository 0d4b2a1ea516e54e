// Where small things that outlive a session are kept: settings, recent files, the state of windows. The desktop app gives
// an electron-store, everything else a conf (electron-store is a conf that knows its folder): both are this.
import { existsSync, readFileSync, renameSync } from 'node:fs'

export interface DataStore {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

/** The name of the file, without `.json`. */
export const STORE_NAME = 'settings'

/** Keeps a store file that is no JSON under another name, so that the program starts and nothing is thrown away. */
export function setAsideIfBroken(file: string): string | null {
  if (!existsSync(file)) return null
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return null
  } catch {
    // not JSON: set aside below
  }
  const aside = `${file}.broken`
  renameSync(file, aside)
  return aside
}

/** For tests, and for a program that must leave no trace. */
export function memoryStore(): DataStore {
  const values = new Map<string, unknown>()
  return { get: (key) => values.get(key), set: (key, value) => void values.set(key, value) }
}
