// What a run adds to the look of a node or a path, by element id. Made ten times a second by `live-look.ts`.

export interface HostLook {
  /** Cores busy; null: no run. */
  cpu: number | null
  cores: number
  isEmptyOfGuests: boolean
  isEmptyOfNics: boolean
}

export interface DropLook {
  reason: string
  count: number
  /** Frames are being lost at this time, not only earlier in the run. */
  isNow: boolean
}

export interface PathLook {
  /** 0: idle, 1–4: more and more of what it can carry. */
  load: 0 | 1 | 2 | 3 | 4
  /** bit/s away from the path's first end, and towards it. */
  forth: number
  back: number
  isUp: boolean
}

export interface LiveLook {
  hosts: ReadonlyMap<string, { busy: number; cores: number }>
  paths: ReadonlyMap<string, PathLook>
  drops: ReadonlyMap<string, DropLook>
}

export const NO_LOOK: LiveLook = { hosts: new Map(), paths: new Map(), drops: new Map() }
