// The run once more with another design for the vNICs that use functions: what the moves in it cost then. One design of
// the comparison; what was done in the run is done again at the same moments.
import { refuse, type ServiceRefusal } from '@shared/api/errors'
import type { Problem, Reply } from '@shared/api/lab-api'
import { checkLab } from '@shared/lab/check-lab'
import { hasErrors } from '@shared/lab/problems'
import type { Lab } from '@shared/lab/schema'
import { type ComparedKind, exchangeable, withDesign } from '@shared/lab/with-design'
import { designRows } from '@shared/result/design-table'
import { buildSimulation } from './build-simulation'

const SLICE_EVENTS = 20_000

type DesignReply = Reply<'run.design'>

/** `played`: with what was done in the run as events. Yields often, so that others have their turn. */
export function* runDesign(played: Lab, design: ComparedKind): Generator<void, DesignReply> {
  const nics = exchangeable(played)
  if (nics.length === 0) return refused('no-design')
  if (!(played.events ?? []).some((event) => event.do === 'vmotion')) return refused('nothing-moved')
  const document = withDesign(played, design)
  const problems = checkLab(document)
  if (hasErrors(problems)) return refused('lab-has-errors', problems)
  const simulation = buildSimulation(document)
  while (simulation.run(simulation.endPs, SLICE_EVENTS) === 'budget') yield
  const result = { ...simulation.result(), document }
  const stayed = result.migrations.filter(({ outcome }) => outcome !== 'completed')
  return {
    outcome: 'done',
    rows: designRows(result).filter(({ nic }) => nics.includes(nic)),
    stayed: [...new Set(stayed.flatMap(({ vm, reasons }) => reasons.slice(0, 1).map(({ says }) => `${vm}: ${says}`)))],
    coresBusy: Object.values(result.cpu).reduce((sum, { utilization }) => sum + utilization, 0),
  }
}

const refused = (code: ServiceRefusal, problems: Problem[] = []): DesignReply => ({
  outcome: 'refused',
  refusal: refuse(code),
  problems: problems.filter(({ level }) => level === 'error'),
})
