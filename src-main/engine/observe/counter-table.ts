// All counters of a run in one Float64Array: a component registers its names once and then only adds to slots.
// Behind the names of each component stands one slot for every drop reason.
import { DROP_REASONS, type DropReason, reasonIn } from '../../../src-shared/result/drop-reasons'

export interface CounterBlock {
  path: string
  kind: string
  names: readonly string[]
  base: number
}

const REASON_INDEX = new Map<string, number>(Object.keys(DROP_REASONS).map((code, index) => [code, index]))
export const REASON_CODES = Object.keys(DROP_REASONS) as DropReason[]

/** Index of a reason, for `CounterTable.dropSlot` and the traffic ledger. Look up once, not per frame. */
export function reasonIndex(code: DropReason): number {
  return REASON_INDEX.get(code)!
}

/** Slot of a counter, or of a reason as `dropName` writes it; -1: there is none of this name. */
export function slotOf({ base, names }: CounterBlock, name: string): number {
  const code = reasonIn(name)
  const reason = code === null ? undefined : REASON_INDEX.get(code)
  if (reason !== undefined) return base + names.length + reason
  const at = names.indexOf(name)
  return at < 0 ? -1 : base + at
}

export class CounterTable {
  data = new Float64Array(1024)
  readonly blocks: CounterBlock[] = []
  private used = 0

  /** Returns the base slot: the i-th name counts in `data[base + i]`. Call while the lab is built, not per frame. */
  register(path: string, kind: string, names: readonly string[]): number {
    const base = this.used
    this.used += names.length + REASON_CODES.length
    while (this.used > this.data.length) {
      const bigger = new Float64Array(this.data.length * 2)
      bigger.set(this.data)
      this.data = bigger
    }
    this.blocks.push({ path, kind, names, base })
    return base
  }

  /** First slot of the drops of a block with `nameCount` names registered at `base`. */
  dropBase(base: number, nameCount: number): number {
    return base + nameCount
  }
}
