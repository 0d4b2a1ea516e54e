// What a check may ask for beyond the result at hand: the same lab run in another way, and the life of one frame.
// Whoever grades provides it; a grader that cannot run labs leaves it out, and such a check says so.
import type { LifeLane } from '../result/packet-life'
import type { CheckedResult } from './check-scope'
import type { CheckProblem } from './check-value'

export interface FollowedStage {
  /** Of LIFE_STAGES. */
  stage: string
  lane: LifeLane
  path: string
  /** Seconds. */
  start: number
  end: number
  cycles: number
}

export interface FollowedFrame {
  sentAt: number
  /** `delivered`, a drop reason, or `in-flight`. */
  outcome: string
  stages: readonly FollowedStage[]
}

export interface OtherRuns {
  /** `again`: the same document once more; else one of its `variants`. To the same simulated time. */
  run(name: string): CheckedResult | CheckProblem
  /** The N-th frame that a flow sends from `from` seconds on, of this run; null: it sends none such. */
  life(flow: string, nth: number, from: number): FollowedFrame | CheckProblem | null
}
