// The program itself: who it is, settings, the library, the journal, costs, the clipboard.
import { ApiError } from '@shared/api/errors'
import { PROTOCOL, type RequestName } from '@shared/api/lab-api'
import type { Handlers } from '@shared/api/make-server'
import { ENGINE_VERSION } from '../../run/engine-version'
import type { Client } from '../client'
import { discardLab } from '../close-lab'
import type { Rooms } from '../rooms'
import type { Clipboard } from '../surroundings'

type AppRequest = Extract<
  RequestName,
  `app.${string}` | `settings.${string}` | `library.${string}` | `recovery.${string}`
>

export function appHandlers(rooms: Rooms): Pick<Handlers<Client>, AppRequest | 'clipboard.write' | 'clipboard.read'> {
  const { surroundings, settings, library, autosave, labs } = rooms
  return {
    'app.info': () => ({
      protocol: PROTOCOL,
      version: surroundings.version,
      engine: ENGINE_VERSION,
      way: surroundings.way,
      printsPdf: surroundings.printPdf !== null,
      versions: surroundings.versions,
      dataFolder: rooms.dataFolder,
      openAtStart: surroundings.openAtStart,
    }),

    'settings.get': () => settings.get(),
    'settings.set': (change) => {
      const next = settings.set(change)
      if (change.keys !== undefined) surroundings.keysChanged()
      return next
    },

    'library.list': () => library.list(),
    'library.remove-recent': ({ id }) => {
      library.removeRecent(id)
      surroundings.forgetRecents(rooms.recents.list().length)
      return library.list()
    },

    // what somebody has before him is not lost
    'recovery.list': async () => {
      await autosave.flush()
      const lost = (await autosave.list()).filter(({ id }) => !labs.isHeld(id))
      return lost.map(({ id, name, file, modified }) => ({ id, name, file, modified }))
    },
    'recovery.discard': async ({ id }) => {
      if (!labs.isHeld(id)) await discardLab(rooms, id)
      return {}
    },

    'clipboard.write': async ({ text }) => {
      await clipboardOf(rooms).write(text)
      return {}
    },
    'clipboard.read': async () => ({ text: await clipboardOf(rooms).read() }),
  }
}

function clipboardOf({ surroundings }: Rooms): Clipboard {
  if (surroundings.clipboard !== null) return surroundings.clipboard
  throw new ApiError('unknown-request', 'a page in a browser has the clipboard of the browser')
}
