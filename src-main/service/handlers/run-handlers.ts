// Runs: each request is an order to the run of its lab. Looking at what needs a simulation prepares one.
import type { RequestName } from '@shared/api/lab-api'
import type { Handlers } from '@shared/api/make-server'
import type { Client } from '../client'
import { comparedLab } from '../compared-lab'
import type { Rooms } from '../rooms'

export function runHandlers(rooms: Rooms): Pick<Handlers<Client>, Extract<RequestName, `run.${string}`>> {
  const { labs, settings } = rooms
  return {
    'run.start': ({ labId }, client) => labs.get(labId, client).run.control({ do: 'start' }),
    'run.pause': ({ labId }, client) => labs.get(labId, client).run.pause(),
    'run.step': ({ labId, until }, client) => labs.get(labId, client).run.control({ do: 'step', until }),
    'run.until': ({ labId, until }, client) => labs.get(labId, client).run.control({ do: 'until', until }),
    'run.step-back': ({ labId }, client) => labs.get(labId, client).run.control({ do: 'step-back' }),
    'run.reset': ({ labId }, client) => labs.get(labId, client).run.reset(),
    'run.pace': ({ labId, pace }, client) => {
      settings.set({ pace })
      return labs.get(labId, client).run.control({ do: 'pace', pace })
    },
    'run.seek': ({ labId, time }, client) => labs.get(labId, client).run.control({ do: 'seek', time }),
    'run.act': ({ labId, action }, client) => labs.get(labId, client).run.control({ do: 'act', action }),

    'run.layout': ({ labId }, client) => labs.get(labId, client).run.look({ do: 'layout' }, true),
    'run.live': ({ labId }, client) => labs.get(labId, client).run.look({ do: 'live' }, true),
    'run.destinations': async ({ labId, vm }, client) =>
      (await labs.get(labId, client).run.look({ do: 'destinations', vm }, true)) ?? [],
    'run.capabilities': async ({ labId }, client) =>
      (await labs.get(labId, client).run.look({ do: 'capabilities' }, true)) ?? {},
    'run.result': ({ labId }, client) => {
      const { host, run } = labs.get(labId, client)
      return run.look({ do: 'result', questions: host.document.answers }, false)
    },
    'run.packet-life': ({ labId, flow, from, nth }, client) =>
      labs.get(labId, client).run.look({ do: 'packet-life', flow, from, nth }, true),
    'run.compare': async ({ labId, with: wanted }, client) => {
      const { host, run } = labs.get(labId, client)
      const other = comparedLab(host.document, wanted)
      if (!other.ok) return other.reply
      const refused = await run.prepare()
      if (refused !== null) return refused
      const difference = await run.look({ do: 'compare', other: other.document }, true)
      return difference === null ? { outcome: 'cancelled' } : { outcome: 'done', difference }
    },
    'run.design': async ({ labId, design }, client) => {
      const { run } = labs.get(labId, client)
      return (await run.prepare()) ?? (await run.look({ do: 'design', design }, true)) ?? { outcome: 'cancelled' }
    },
    'run.stop-comparing': async ({ labId }, client) => {
      await labs.get(labId, client).run.look({ do: 'stop-comparing' }, false)
      return {}
    },
  }
}
