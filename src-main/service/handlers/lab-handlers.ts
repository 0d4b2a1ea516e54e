// Open labs: open, edit, undo, save, close.
import type { Reply, RequestName } from '@shared/api/lab-api'
import type { Handlers } from '@shared/api/make-server'
import { fileNameOf, LAB_EXTENSION } from '../../library/lab-file'
import type { Client } from '../client'
import { closeLab, discardLab, saveLab, saveLabAs } from '../close-lab'
import type { Opened } from '../lab-files'
import type { CommandReply, LabHost } from '../lab-host'
import type { Rooms } from '../rooms'

export function labHandlers(rooms: Rooms): Pick<Handlers<Client>, Extract<RequestName, `lab.${string}`>> {
  const { labs, files, autosave, surroundings } = rooms

  /** A client shows one lab: what it had before is closed, with its changes in the journal unless they were given up. */
  async function leaveOthers(labId: string, client: Client): Promise<void> {
    for (const { host, holders } of labs.heldBy(client)) {
      if (host.labId === labId) continue
      if (holders.size === 1) await closeLab(rooms, host.labId, client)
      else holders.delete(client)
    }
  }

  async function take(opened: Opened, client: Client): Promise<Reply<'lab.open'>> {
    if (opened.outcome !== 'opened') return opened
    const { host } = opened
    await leaveOthers(host.labId, client)
    labs.add(host, client)
    return { outcome: 'opened', lab: host.snapshot() }
  }

  /** A lab whose page is gone may still be open here, further on than its entry in the journal. */
  async function takeBack(labId: string, client: Client): Promise<Reply<'lab.open'>> {
    await leaveOthers(labId, client)
    return { outcome: 'opened', lab: labs.get(labId, client).host.snapshot() }
  }

  function edit(labId: string, client: Client, change: (host: LabHost) => CommandReply): CommandReply {
    const { host } = labs.get(labId, client)
    const reply = change(host)
    if (reply.outcome !== 'done') return reply
    if (host.isDirty) autosave.changed(labId, () => host.journalEntry())
    else void autosave.forget(labId)
    labs.tellChanged(labId, client)
    return reply
  }

  return {
    'lab.open': async ({ source }, client) =>
      source.kind === 'recovery' && labs.has(source.id)
        ? takeBack(source.id, client)
        : take(await files.open(source), client),
    'lab.open-dialog': async (_payload, client) => take(await files.openWithDialog(client), client),
    'lab.snapshot': ({ labId }, client) => labs.get(labId, client).host.snapshot(),

    'lab.command': ({ labId, baseRevision, id, payload }, client) =>
      edit(labId, client, (host) => host.command(baseRevision, id, payload)),
    'lab.undo': ({ labId }, client) => edit(labId, client, (host) => host.undo()),
    'lab.redo': ({ labId }, client) => edit(labId, client, (host) => host.redo()),

    'lab.save': ({ labId }, client) => saveLab(rooms, labId, client),
    'lab.save-as': ({ labId }, client) => {
      if (surroundings.dialogs !== null) return saveLabAs(rooms, labId, client)
      const { host } = labs.get(labId, client)
      const name = fileNameOf(host.name, LAB_EXTENSION)
      return { outcome: 'download', name, mime: 'application/yaml', text: host.text('yaml') }
    },
    'lab.text': ({ labId, format }, client) => ({ text: labs.get(labId, client).host.text(format) }),
    'lab.versions': ({ labId }, client) => files.versions(labs.get(labId, client).host),
    'lab.version': ({ labId, saved }, client) => files.version(labs.get(labId, client).host, saved),
    'lab.close': async ({ labId, discard }, client) => {
      labs.get(labId, client)
      await (discard ? discardLab(rooms, labId) : closeLab(rooms, labId, client))
      return {}
    },
  }
}
