// What can go wrong between the two sides of LabApi, and why the service says no.
// Failures (`ApiError`) reject a request: they are faults of a program, a connection or a message.
// Refusals are values inside a reply: a person asked for something that cannot be, and is told what to do.

/** Closed list: failure code → sentence. */
export const API_FAILURES = {
  'unknown-request': 'The program was asked for something that it does not know.',
  'bad-payload': 'A request did not have the shape that the program expects.',
  'bad-reply': 'An answer did not have the shape that the program expects.',
  'too-large': 'The message is larger than the program accepts.',
  'no-answer': 'The program did not answer in time.',
  disconnected: 'The connection to the program is lost.',
  'protocol-mismatch': 'This page and the program are of different versions: reload the page.',
  'unknown-lab': 'The lab is not open any more.',
  internal: 'The program made a mistake; the log has the details.',
} as const

export type ApiFailure = keyof typeof API_FAILURES

export class ApiError extends Error {
  constructor(
    readonly code: ApiFailure,
    detail?: string,
  ) {
    super(detail === undefined ? API_FAILURES[code] : `${API_FAILURES[code]} (${detail})`)
    this.name = 'ApiError'
  }
}

export const isApiFailure = (code: unknown): code is ApiFailure =>
  typeof code === 'string' && Object.hasOwn(API_FAILURES, code)

/** Closed list of the service's own refusals: code → sentence and remedy. Edits, migrations and runs have lists of their own. */
const SERVICE_REFUSALS = {
  'not-in-browser': 'Files are chosen with the browser here: open a lab by dropping its file, save it as a download.',
  'file-missing': 'The file is not there any more. It may have been moved, renamed or deleted.',
  'file-unreadable': 'The file cannot be read. Check that it is a file and that you may read it.',
  'file-too-large': 'The file is larger than a lab can be, so it was left alone.',
  'not-a-lab': 'This is not a lab that can be opened. Nothing was changed in it.',
  'not-writable': 'The file cannot be written there. Choose another place.',
  'disk-full': 'There is not enough free space to save safely. The previous version is untouched.',
  'changed-on-disk': 'Another program changed the file since it was opened. Save under another name, or open it again.',
  'unknown-entry': 'The library has no such lab any more.',
  'nothing-to-undo': 'There is nothing to undo.',
  'nothing-to-redo': 'There is nothing to redo.',
  'lab-has-errors': 'The lab has errors, so it cannot run. The list of problems says where and what would be right.',
  'no-run': 'There is no run yet. Press Run first.',
  'run-failed': 'The run has failed and cannot go on. Reset it to start again.',
  'run-finished': 'The run is over. Reset it, or seek to an earlier time.',
  'run-at-start': 'The run stands at its start: there is nothing before it.',
  'run-busy': 'The run is on its way to another time. Wait until it is there, or pause it.',
  'nothing-to-wait-for': 'The run has no such counter, flow or entry, so it would wait in vain.',
  'already-so': 'This is so already. Choose a higher value, or go back to an earlier time.',
  'no-capture': 'Nothing was captured there. Add a capture at this place and run again.',
  'no-design': 'No vNIC of this lab has both a function and a network, so there is no design to exchange.',
  'nothing-moved': 'Nothing is moved in this lab. Run it and press VMotion, or add a migration to its events.',
  'no-pdf-here':
    'A PDF is printed by Chromium or Chrome, and none was found here. Export HTML and print it from the browser.',
  'unexpected-failure': 'The action failed in a way that the program does not know; the log has the details.',
} as const

export type ServiceRefusal = keyof typeof SERVICE_REFUSALS

/** The value that goes into a reply. `detail` is added to the sentence, as the name of a file is. */
export function refuse(code: ServiceRefusal, detail?: string): { code: ServiceRefusal; says: string } {
  return { code, says: detail === undefined ? SERVICE_REFUSALS[code] : `${SERVICE_REFUSALS[code]} (${detail})` }
}
