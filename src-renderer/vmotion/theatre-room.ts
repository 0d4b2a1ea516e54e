// Height of the lower panel that the theatre needs to show all lanes at once; the panel is shared with charts and log.
import type { useSettingsStore } from '../stores/settings'

const KEY = 'bottom.height'
const THEATRE_HEIGHT = 390
const USUAL_HEIGHT = 232

type Settings = ReturnType<typeof useSettingsStore>

export const hasRoom = (settings: Settings): boolean => settings.panel<number>(KEY, USUAL_HEIGHT) >= THEATRE_HEIGHT

/** Makes the panel tall enough; never makes it smaller. */
export function makeRoom(settings: Settings): void {
  if (!hasRoom(settings)) settings.setPanel(KEY, THEATRE_HEIGHT)
}

export const giveRoomBack = (settings: Settings): void => settings.setPanel(KEY, USUAL_HEIGHT)
