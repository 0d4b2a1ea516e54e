// One named cost: what a mechanism charges, per what, and where the figure comes from.
// Evidence ids (E1, E2, ...) are those of `evidence.ts`, validation ids (B1, ...) those of the validation table.

/** `cycles` go to a core; `ps` is waiting that no core pays for; `count` and `fraction` are plain numbers. */
export type CostUnit = 'cycles' | 'cycles/byte' | 'ps' | 'count' | 'fraction'

export interface CostStage<Id extends string = string> {
  id: Id
  /** What is done at this stage, for people. */
  says: string
  unit: CostUnit
  per: string
  /** Default of the profile `modern`: a 2012-2018 server, nominal 3.0 GHz. */
  modern: number
  /** Default of the profile `legacy`: 2005-2009, nominal 2.66 GHz. */
  legacy: number
  range: string
  source: string
}

/** Keeps the id as a literal type, so that a misspelled stage does not compile. */
export const stage = <const Id extends string>(entry: CostStage<Id>): CostStage<Id> => entry

/** Picoseconds in a microsecond and in a millisecond. */
export const US = 1e6
export const MS = 1e9
