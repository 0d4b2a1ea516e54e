// Where the cycles of a host went: by stage and by VM. The only place that turns a stage into cycles.
import { STAGE_IDS, type StageId } from '../../../src-shared/catalogue/cost-model'

export const STAGE_COUNT = STAGE_IDS.length

const STAGE_INDEX = new Map<string, number>(STAGE_IDS.map((id, index) => [id, index]))

/** Index of a stage. Look up once, not per frame. */
export function stageIndex(id: StageId): number {
  return STAGE_INDEX.get(id)!
}

/** What a slice is charged while it begins: amounts by stage, multiplied by costs when it has begun. */
export class SliceCharges {
  readonly amounts = new Float64Array(STAGE_COUNT)
  /** The stages with an amount, in the order of their first charge. */
  readonly stages = new Int32Array(STAGE_COUNT)
  count = 0
}

/** Cycles by stage and by VM. */
export type CycleAccounts = Pick<CycleLedger, 'byStage' | 'byVm'>

export class CycleLedger {
  /** Cycles by stage. */
  readonly byStage = new Float64Array(STAGE_COUNT)
  /** Cycles by VM; the last entry is the hypervisor's own work. */
  readonly byVm: Float64Array
  exits = 0
  physicalInterrupts = 0
  virtualInterrupts = 0

  constructor(vmCount: number) {
    this.byVm = new Float64Array(vmCount + 1)
  }
}
