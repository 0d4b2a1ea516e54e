// The flows that a VM takes part in, with their place in the rows of a run's samples.
import type { Lab } from '../../src-shared/lab/schema'
import { own } from '../../src-shared/lab/maps'

export interface VmFlow {
  id: string
  index: number
  /** What it is measured by: a ping has a round trip, but no throughput to speak of. */
  hasThroughput: boolean
}

export function flowsOfVm(lab: Lab | null, flows: readonly string[], vm: string): VmFlow[] {
  const isEnd = (end: string | undefined): boolean => end === vm || (end?.startsWith(`${vm}/`) ?? false)
  return flows
    .map((id, index) => ({ id, index, hasThroughput: own(lab?.flows, id)?.type !== 'ping' }))
    .filter(({ id }) => {
      const flow = own(lab?.flows, id)
      return flow !== undefined && (isEnd(flow.from) || isEnd(flow.to))
    })
}
