// The cost model: every CPU cycle and nanosecond that a mechanism charges has a stage here, with its source.
// Two profiles, because costs of 2005 and of 2015 cannot be one set; a document may override single stages.
// Read first: the tables in `cost-stages/`. Wire time is arithmetic and not in here.
import type { CostStage, CostUnit } from './cost-stages/cost-stage'
import { exitStages } from './cost-stages/exit-stages'
import { guestStages } from './cost-stages/guest-stages'
import { hypervisorStages } from './cost-stages/hypervisor-stages'
import { moderationStages } from './cost-stages/moderation-stages'
import { passthroughStages } from './cost-stages/passthrough-stages'

export type { CostStage, CostUnit }

const stages = [...guestStages, ...exitStages, ...hypervisorStages, ...passthroughStages, ...moderationStages] as const

export type StageId = (typeof stages)[number]['id']
export type CostProfile = 'modern' | 'legacy'

export const COST_PROFILES = ['modern', 'legacy'] as const

/** Every stage, in a fixed order: an array of costs or of cycles is indexed by the position here. */
export const COST_STAGES: readonly CostStage<StageId>[] = stages

export const STAGE_IDS: readonly StageId[] = stages.map((stage) => stage.id)

/** Position of each stage in `COST_STAGES`: `ledger[STAGE['vm-exit']] += cycles`. */
export const STAGE = Object.fromEntries(STAGE_IDS.map((id, index) => [id, index])) as Record<StageId, number>

export const isStageId = (id: string): id is StageId => Object.hasOwn(STAGE, id)

/** The costs of a run: the profile's, with the overrides of the document. Unknown stages are reported by `checkLab`. */
export function resolveCosts(
  profile: CostProfile,
  overrides: Readonly<Record<string, number>> = {},
): Record<StageId, number> {
  const costs = {} as Record<StageId, number>
  for (const stage of COST_STAGES) {
    costs[stage.id] = Object.hasOwn(overrides, stage.id) ? overrides[stage.id]! : stage[profile]
  }
  return costs
}

/** The same costs by position: `costs[STAGE['vm-exit']]`. */
export function costArray(costs: Readonly<Record<StageId, number>>): Float64Array {
  return Float64Array.from(STAGE_IDS, (id) => costs[id])
}
