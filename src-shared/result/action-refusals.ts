// Why an action on a run is refused: the closed list. Migrations have refusals of their own (`migration-codes.ts`), which are
// part of the result: a migration that is refused was asked for all the same.

export const ACTION_REFUSALS = {
  'no-such-vm': 'The lab that runs has no VM of that name.',
  'no-such-host': 'The lab that runs has no host of that name.',
  'no-such-link': 'No link of the lab that runs ends there.',
  'no-migration': 'The VM is not being migrated, or it runs at its destination already.',
  'vm-off': 'The VM is not running.',
  'vm-on': 'The VM is running.',
  'vm-suspended': 'The VM is suspended. Resume it, or power it off.',
  'vm-not-suspended': 'The VM is not suspended.',
  'vm-busy': 'The VM is being moved, or another operation on it is under way. Wait until that is over.',
  'not-capable': 'The hypervisor cannot do that while a vNIC of the VM goes past it.',
  'no-memory': 'The host has no such amount of memory left for the VM.',
  'vm-recorded': 'The execution of the VM is being recorded.',
  'vm-not-recorded': 'Nobody records the execution of the VM.',
  'no-such-function': 'The lab that runs has no virtual function of that path.',
  'function-not-ready': 'The function does not work as it is: it has failed already, or it is being reset.',
  'function-works': 'The function has not failed.',
  'not-settable': 'This property cannot be changed while the run goes on. Change it in the lab and run again.',
  'bad-value': 'The property cannot have that value.',
  'run-over': 'The run is at its end. Seek to an earlier time first.',
} as const

export type ActionRefusal = keyof typeof ACTION_REFUSALS

/** The value that goes into a reply or the log. `detail` is added to the sentence. */
export function refuseAction(code: ActionRefusal, path: string, detail?: string) {
  const says = ACTION_REFUSALS[code]
  return { code, says: detail === undefined ? says : `${says} (${detail})`, path }
}
