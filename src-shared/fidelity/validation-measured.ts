// The validation table as it was measured last: what `npm run validate -- --write` keeps.
import table from '../../resources/fidelity/validation.json'
import { VALIDATION_FORMAT, type ValidationTable } from './validation-table'

/** JSON has no unions of words: what the program itself wrote is taken at its word. */
export const VALIDATION: ValidationTable = { ...(table as Omit<ValidationTable, 'format'>), format: VALIDATION_FORMAT }
