// The band of modes: stretches of time in which a vNIC stays in one mode on one function.
import { livePath, type VnicPath } from '../canvas/vnic-mode'
import type { AdapterKind } from '../../src-shared/lab/schema'
import type { ModeChange } from '../../src-shared/result/result'

export interface ModeStretch extends VnicPath {
  start: number
  end: number
  /** As the run names it: `esx-a/vmnic0.vf0`. */
  functionName: string | null
}

/** `changes` in order of time; what comes before the first of them is drawn like it. */
export function modeBand(
  changes: readonly ModeChange[],
  nic: string,
  kind: AdapterKind,
  from: number,
  to: number,
): ModeStretch[] {
  const own = changes.filter((change) => change.nic === nic && change.at < to)
  const stretches: ModeStretch[] = []
  own.forEach((change, k) => {
    const start = k === 0 ? from : Math.max(from, change.at)
    const end = Math.min(to, own[k + 1]?.at ?? to)
    if (end <= start) return
    const path = livePath(kind, change)
    const functionName = path.function === null ? null : (change.function ?? null)
    const last = stretches[stretches.length - 1]
    if (last && last.mode === path.mode && last.functionName === functionName) last.end = end
    else stretches.push({ ...path, functionName, start, end })
  })
  return stretches
}
