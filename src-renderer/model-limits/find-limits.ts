// What of the ledger and of the validation table a search finds: every word must be somewhere in the entry.
import {
  FIDELITY_AREAS,
  FIDELITY_LEDGER,
  type FidelityEntry,
  type FidelityState,
} from '../../src-shared/fidelity/fidelity-ledger'
import type { ValidationEntry, ValidationRow, ValidationTable } from '../../src-shared/fidelity/validation-table'

/** True for text in which every word of the search stands. */
export function finder(search: string): (text: string) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return (text) => {
    const lower = text.toLowerCase()
    return words.every((word) => lower.includes(word))
  }
}

const textOf = ({ area, mechanism, state, says, leavesOut, source, stages }: FidelityEntry): string =>
  [FIDELITY_AREAS[area], mechanism, state, says, leavesOut, source, ...stages].join(' ')

export function findMechanisms(search: string, state: FidelityState | 'all'): FidelityEntry[] {
  const finds = finder(search)
  return FIDELITY_LEDGER.filter((entry) => (state === 'all' || entry.state === state) && finds(textOf(entry)))
}

/** An entry that is found by its title keeps all its rows. */
export function findEntries(
  { entries }: ValidationTable,
  search: string,
  verdict: ValidationRow['verdict'] | 'all',
): ValidationEntry[] {
  const finds = finder(search)
  return entries.flatMap((entry) => {
    const about = `${entry.item} ${entry.title} ${entry.source} ${entry.profile}`
    const rows = entry.rows.filter(
      (row) =>
        (verdict === 'all' || row.verdict === verdict) &&
        finds(`${about} ${row.says} ${row.verdict} ${row.basis} ${row.because ?? ''}`),
    )
    return rows.length === 0 ? [] : [{ ...entry, rows }]
  })
}
