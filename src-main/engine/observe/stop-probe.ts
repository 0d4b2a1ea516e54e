// Whether what somebody waits for has happened: asked between two events, it changes nothing. What is counted from is the
// instant at which the probe is made.
import type { StopCondition } from '../../../src-shared/api/stop-condition'
import type { RunningLab } from '../running-lab'
import { slotOf } from './counter-table'

/** Null: the lab has no such counter or flow. */
export function stopProbe(lab: RunningLab, condition: StopCondition): (() => boolean) | null {
  switch (condition.kind) {
    case 'counter':
      return counterProbe(lab, condition.path, condition.counter, condition.reaches)
    case 'loss':
      return lossProbe(lab, condition.flow)
    case 'log':
      return logProbe(lab, condition.code)
  }
}

function counterProbe(lab: RunningLab, path: string, name: string, reaches: number): (() => boolean) | null {
  const { counters } = lab.sim
  const block = counters.blocks.find((one) => one.path === path)
  if (block === undefined) return null
  const slot = slotOf(block, name)
  return slot < 0 ? null : () => counters.data[slot] >= reaches
}

function lossProbe(lab: RunningLab, flow: string | undefined): (() => boolean) | null {
  const accounts = lab.statistics
    .filter((_statistics, index) => flow === undefined || lab.model.flows[index].id === flow)
    .map((statistics) => lab.sim.traffic.account(statistics.flow))
  if (accounts.length === 0) return null
  const lost = (): number => accounts.reduce((sum, account) => sum + account.lost(0) + account.lost(1), 0)
  const before = lost()
  return () => lost() > before
}

function logProbe(lab: RunningLab, code: string | undefined): () => boolean {
  const { log } = lab.sim
  const matches = (): number =>
    log.entries.filter((entry) => (code === undefined ? entry.level !== 'info' : entry.code === code)).length
  const before = matches()
  let length = log.entries.length
  return () => {
    if (log.entries.length === length) return false
    length = log.entries.length
    return matches() > before
  }
}
