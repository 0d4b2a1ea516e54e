// The files that were opened or saved last, newest first. A file that is gone stays in the list, marked as missing.
import { resolve } from 'node:path'
import { z } from 'zod'
import type { DataStore } from './data-store'

const KEY = 'recents'
const KEPT = 10

const recents = z.array(z.object({ file: z.string(), name: z.string(), opened: z.number() }))
export type Recent = z.infer<typeof recents>[number]

export class Recents {
  constructor(
    private readonly store: DataStore,
    private readonly now: () => number = Date.now,
  ) {}

  list(): Recent[] {
    const stored = recents.safeParse(this.store.get(KEY) ?? [])
    return stored.success ? stored.data : []
  }

  add(file: string, name: string): void {
    const path = resolve(file)
    const others = this.list().filter((recent) => recent.file !== path)
    this.store.set(KEY, [{ file: path, name, opened: this.now() }, ...others].slice(0, KEPT))
  }

  remove(file: string): void {
    this.store.set(
      KEY,
      this.list().filter((recent) => recent.file !== file),
    )
  }

  clear(): void {
    this.store.set(KEY, [])
  }
}
