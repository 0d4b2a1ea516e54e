// The closed list of reasons why an edit is not made. The sentence of a refusal names the particulars and what to do.
import type { Refusal } from '../../api/lab-api'

export const REFUSALS = {
  'unknown-command': 'There is no such command.',
  'bad-payload': 'The command was not given what it needs.',
  'not-found': 'What the command is about is not there.',
  'wrong-kind': 'The command cannot be used on this.',
  'name-taken': 'Something else has the name.',
  'bad-name': 'The name has characters that names cannot have.',
  'in-use': 'Something else needs it.',
  'no-free-port': 'All ports are connected.',
  'no-free-nic': 'All NICs are connected.',
  'no-address': 'The subnet has no free address.',
  'no-network': 'The destination has no such network.',
  'no-target': 'There is no place to put it.',
  'fixed-field': 'The field cannot be changed.',
  'unknown-field': 'There is no such field.',
  'not-last': 'Only the last one can be taken away.',
  'not-there': 'It is not where it should be taken from.',
  'already-there': 'It is there already.',
  'bad-fragment': 'The clipboard holds nothing of a lab.',
  'bad-document': 'The document does not have the shape of a lab.',
  'invalid-result': 'The lab would have a mistake that it does not have.',
} as const satisfies Record<string, string>

export type RefusalCode = keyof typeof REFUSALS

export const refusal = (code: RefusalCode, says: string, path?: string): Refusal =>
  path === undefined ? { code, says } : { code, says, path }
