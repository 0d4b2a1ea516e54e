// What LabApi means: one short handler for every request, calling the rooms below. Knows no transport.
import { join } from 'node:path'
import type { LibraryEntry, Reply, Settings } from '@shared/api/lab-api'
import { type Dispatch, makeServer } from '@shared/api/make-server'
import { Autosave } from '../library/autosave'
import type { DataStore } from '../library/data-store'
import { Library } from '../library/library'
import { Recents } from '../library/recents'
import { SettingsFile } from '../library/settings'
import type { StartEngine } from '../run/engine-thread'
import type { Client } from './client'
import { appHandlers } from './handlers/app-handlers'
import { exportHandlers } from './handlers/export-handlers'
import { labHandlers } from './handlers/lab-handlers'
import { runHandlers } from './handlers/run-handlers'
import { discardLab, saveLab } from './close-lab'
import { LabFiles } from './lab-files'
import { OpenLabs } from './open-labs'
import type { Rooms } from './rooms'
import type { Surroundings } from './surroundings'

export interface LabServiceOptions {
  surroundings: Surroundings
  store: DataStore
  /** Journal, backups and the labs that are saved without a dialog. */
  dataFolder: string
  /** Guided labs and templates. */
  resourcesFolder: string
  startEngine: StartEngine
  log: (level: 'info' | 'warning' | 'error', says: string) => void
}

export class LabService {
  readonly dispatch: Dispatch<Client>
  private readonly rooms: Rooms

  constructor(options: LabServiceOptions) {
    const { surroundings, store, dataFolder, log } = options
    const settings = new SettingsFile(store)
    const recents = new Recents(store)
    const library = new Library(options.resourcesFolder, join(dataFolder, 'labs'), recents)
    const autosave = new Autosave(join(dataFolder, 'recovery'), (says) => log('warning', `The journal: ${says}`))
    const files = new LabFiles({ surroundings, library, recents, autosave, dataFolder })
    const labs = new OpenLabs({
      startEngine: options.startEngine,
      pace: () => settings.get().pace,
      onFailure: (says) => log('error', `A run failed: ${says}`),
    })
    this.rooms = { surroundings, dataFolder, settings, recents, library, autosave, files, labs }
    this.dispatch = makeServer(
      {
        ...appHandlers(this.rooms),
        ...labHandlers(this.rooms),
        ...runHandlers(this.rooms),
        ...exportHandlers(this.rooms),
      },
      {
        onFailure: (code, detail, cause) =>
          log('error', `${code}: ${detail}${cause instanceof Error ? `\n${cause.stack ?? cause.message}` : ''}`),
      },
    )
  }

  /** The client is gone, for a while or for good. */
  disconnect(client: Client): void {
    this.rooms.labs.leave(client)
  }

  settings(): Settings {
    return this.rooms.settings.get()
  }

  library(): Promise<LibraryEntry[]> {
    return this.rooms.library.list()
  }

  /** For the question before a window closes. */
  unsavedLabs(client: Client): { labId: string; name: string }[] {
    return this.rooms.labs
      .heldBy(client)
      .filter(({ host }) => host.isDirty)
      .map(({ host }) => ({ labId: host.labId, name: host.name }))
  }

  save(labId: string, client: Client): Promise<Reply<'lab.save'>> {
    return saveLab(this.rooms, labId, client)
  }

  discard(labId: string): Promise<void> {
    return discardLab(this.rooms, labId)
  }

  /** Everything unsaved is in the journal and every thread has ended. */
  async close(): Promise<void> {
    for (const { host } of this.rooms.labs.all()) this.rooms.labs.close(host.labId)
    await this.rooms.autosave.flush()
  }
}
