// What the engine was measured against, and how near it came: the table that `npm run validate` prints and writes as data.
// A row that misses stays in the table, with the reason. Figures are in base units: bit/s, seconds, plain numbers for ratios.

export const VALIDATION_FORMAT = 'iov-lab-validation/1'

export const VALIDATION_GROUPS = ['closed-form', 'queueing', 'published'] as const
export type ValidationGroup = (typeof VALIDATION_GROUPS)[number]

/** `fitted`: some defaults of the cost model were taken from the same measurement; `independent`: none was. */
export type ValidationBasis = 'arithmetic' | 'fitted' | 'independent'

export type ValidationUnit = 'bit/s' | 'frames/s' | 's' | 'bytes' | 'frames' | 'rounds' | 'cycles/byte' | 'ratio' | '%'

export interface ValidationRow {
  /** `B5`, `M/D/1`: what `--only` takes. */
  item: string
  says: string
  unit: ValidationUnit
  expected: number
  /** The measured value must lie in [low, high]; null: no limit on this side. */
  low: number | null
  high: number | null
  measured: number
  verdict: 'hit' | 'miss'
  basis: ValidationBasis
  /** Why it misses, where it does. */
  because?: string
}

export interface ValidationEntry {
  item: string
  group: ValidationGroup
  title: string
  source: string
  /** Whose costs are charged; `none`: machines without a CPU. */
  profile: 'none' | 'modern' | 'legacy'
  rows: ValidationRow[]
}

export interface ValidationTable {
  format: typeof VALIDATION_FORMAT
  /** Version of the program that was measured. */
  engine: string
  entries: ValidationEntry[]
}

export const countRows = (table: ValidationTable, verdict?: ValidationRow['verdict']): number =>
  table.entries.reduce(
    (sum, { rows }) => sum + rows.filter((row) => verdict === undefined || row.verdict === verdict).length,
    0,
  )
