// What the engine models, what it simplifies and what is absent, mechanism by mechanism, with the source of each: so that
// nobody takes a figure for more than it is. Every file of the engine and every stage of the cost model has an entry.
import { adapterEntries } from './ledger/adapter'
import { coreEntries } from './ledger/cores'
import type { FidelityEntry, FidelityState } from './ledger/entry'
import { guestEntries } from './ledger/guest'
import { hypervisorEntries } from './ledger/hypervisor'
import { migrationEntries } from './ledger/migration'
import { nicEntries } from './ledger/nic'
import { observationEntries } from './ledger/observation'
import { passthroughEntries } from './ledger/passthrough'
import { timeEntries } from './ledger/time'
import { wireEntries } from './ledger/wire'

export { FIDELITY_AREAS, FIDELITY_STATES } from './ledger/entry'
export type { FidelityArea, FidelityEntry, FidelityState } from './ledger/entry'

export const FIDELITY_LEDGER: readonly FidelityEntry[] = [
  ...guestEntries,
  ...adapterEntries,
  ...hypervisorEntries,
  ...nicEntries,
  ...passthroughEntries,
  ...migrationEntries,
  ...wireEntries,
  ...coreEntries,
  ...timeEntries,
  ...observationEntries,
]

export const countState = (state: FidelityState): number =>
  FIDELITY_LEDGER.filter((entry) => entry.state === state).length
