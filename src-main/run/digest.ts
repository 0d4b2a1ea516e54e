// Fingerprints of what ran and of how it ended. The engine writes canonical text, hashing happens only here.
import { createHash } from 'node:crypto'

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Identity of a lab: of its content in its own order, whichever way the file is written (YAML or JSON, comments or none). */
export function labSha256(document: object): string {
  return sha256(JSON.stringify(document))
}
