// What the handlers of LabApi work with.
import type { Autosave } from '../library/autosave'
import type { Library } from '../library/library'
import type { Recents } from '../library/recents'
import type { SettingsFile } from '../library/settings'
import type { LabFiles } from './lab-files'
import type { OpenLabs } from './open-labs'
import type { Surroundings } from './surroundings'

export interface Rooms {
  surroundings: Surroundings
  dataFolder: string
  settings: SettingsFile
  recents: Recents
  library: Library
  autosave: Autosave
  files: LabFiles
  labs: OpenLabs
}
