// A finished file on its way to the person: written where a dialog says (desktop), or handed to the browser.
import type { Reply } from '@shared/api/lab-api'
import { atomicWrite } from '../library/atomic-write'
import type { Client } from './client'
import type { Surroundings } from './surroundings'

export interface FinishedFile {
  mime: string
  content: string | Uint8Array
}

/** `make` is asked only when somebody wants the file. */
export async function deliverFile(
  surroundings: Surroundings,
  client: Client,
  name: string,
  make: () => Promise<FinishedFile>,
): Promise<Reply<'report.export'>> {
  const { dialogs } = surroundings
  if (dialogs === null) {
    const { mime, content } = await make()
    const body = typeof content === 'string' ? { text: content } : { base64: Buffer.from(content).toString('base64') }
    return { outcome: 'download', name, mime, ...body }
  }
  const file = await dialogs.saveExport(client, name)
  if (file === null) return { outcome: 'cancelled' }
  const written = await atomicWrite(file, (await make()).content)
  return written.ok ? { outcome: 'written', file } : { outcome: 'refused', refusal: written.refusal }
}
