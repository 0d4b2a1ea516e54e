// What stands on the seek slider: moves that were seen, and what the document still has in store.
import type { Lab, LabEvent } from '../../src-shared/lab/schema'
import { parseQuantity, PS_PER_SECOND } from '../../src-shared/lab/units'
import type { MigrationResult } from '../../src-shared/result/result'
import { stopOf } from '../vmotion/migration-parts'

export interface EventMark {
  at: number
  says: string
}

export interface MoveMark {
  start: number
  end: number
  stop: { start: number; end: number } | null
  says: string
}

const SAYS: Record<LabEvent['do'], (event: LabEvent) => string> = {
  vmotion: (event) => `VMotion of ${event.vm} to ${event.to}`,
  'power-off': (event) => `power ${event.vm} off`,
  'power-on': (event) => `power ${event.vm} on`,
  'vf-failure': (event) => `${event.path} fails`,
  'vf-recovery': (event) => `${event.path} is reset`,
  suspend: (event) => `suspend ${event.vm}`,
  resume: (event) => `resume ${event.vm}`,
  snapshot: (event) => `snapshot of ${event.vm}`,
  'storage-vmotion': (event) => `move the disks of ${event.vm}`,
  'hot-add': (event) => `give ${event.vm} ${event.memory} more memory`,
  'record-start': (event) => `record ${event.vm}`,
  'record-stop': (event) => `end the recording of ${event.vm}`,
  'abort-vmotion': (event) => `give up the VMotion of ${event.vm}`,
  'link-down': (event) => `link of ${event.link} fails`,
  'link-up': (event) => `link of ${event.link} comes back`,
  set: (event) => `set ${event.path}`,
}

/** In order of time; events whose time cannot be read are left out: they are a problem of the document. */
export function eventMarks(lab: Lab | null): EventMark[] {
  return (lab?.events ?? [])
    .flatMap((event) => {
      const at = parseQuantity(event.at, 'time')
      return at.ok ? [{ at: at.value / PS_PER_SECOND, says: SAYS[event.do](event) }] : []
    })
    .sort((a, b) => a.at - b.at)
}

export function moveMarks(migrations: readonly MigrationResult[]): MoveMark[] {
  return migrations.map((migration) => {
    const stop = stopOf(migration)
    const end = migration.at + migration.total
    return {
      start: migration.at,
      end,
      stop: stop ? { start: stop.start, end: stop.end ?? end } : null,
      says: `${migration.vm}: ${migration.from} → ${migration.to}, ${migration.outcome}`,
    }
  })
}
