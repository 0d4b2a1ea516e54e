// The three ways in which a lab's changes find their end: saved, given up, or left in the journal for another day.
import type { Reply } from '@shared/api/lab-api'
import type { Client } from './client'
import type { Saved } from './lab-files'
import type { Rooms } from './rooms'

export async function saveLab(rooms: Rooms, labId: string, client: Client): Promise<Reply<'lab.save'>> {
  return settled(rooms, labId, client, await rooms.files.save(rooms.labs.get(labId, client).host, client))
}

export async function saveLabAs(rooms: Rooms, labId: string, client: Client): Promise<Reply<'lab.save'>> {
  return settled(rooms, labId, client, await rooms.files.saveAs(rooms.labs.get(labId, client).host, client))
}

/** The changes are given up. */
export async function discardLab(rooms: Rooms, labId: string): Promise<void> {
  rooms.labs.close(labId)
  await rooms.autosave.forget(labId)
}

/** Unsaved changes stay in the journal. */
export async function closeLab(rooms: Rooms, labId: string, client: Client): Promise<void> {
  const { host } = rooms.labs.get(labId, client)
  if (!host.isDirty) return discardLab(rooms, labId)
  rooms.labs.close(labId)
  await rooms.autosave.flush()
}

function settled(rooms: Rooms, labId: string, client: Client, saved: Saved): Reply<'lab.save'> {
  if (saved.outcome !== 'saved') return saved
  rooms.labs.tellState(labId, client)
  return { outcome: 'saved', lab: rooms.labs.get(labId, client).host.state() }
}
