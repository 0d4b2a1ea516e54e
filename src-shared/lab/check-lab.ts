// Everything that is wrong with a document, at once: shape, names, units, references, limits, addresses, script.
// Never throws, whatever it is given. Errors keep a lab from running; warnings do not.
// Read first: `problems.ts` for the codes; the parts are in `check/`.
import type { Problem } from '../api/lab-api'
import { isStageId, STAGE_IDS } from '../catalogue/cost-model'
import { checkAddresses } from './check/check-addresses'
import { checkConditions } from './check/check-conditions'
import { checkCables } from './check/check-cables'
import { CheckContext } from './check/check-context'
import { checkLinks, checkStation, checkSwitch } from './check/check-fabric'
import { checkHost } from './check/check-hosts'
import { checkNames } from './check/check-names'
import { checkShape } from './check/check-shape'
import { checkTraffic } from './check/check-traffic'
import { checkVariants } from './check/check-variants'
import { checkOwnCores } from './check/check-cores'
import { checkSharedFunctions, checkVm } from './check/check-vms'
import { entries } from './maps'
import { hasErrors } from './problems'
import { LabIndex } from './resolve/lab-index'
import type { Lab } from './schema'
import { shorten } from './units'

function checkRun(lab: Lab, context: CheckContext): void {
  context.whole(['seed'], lab.seed, { min: 0, max: Number.MAX_SAFE_INTEGER })
  for (const [id, value] of entries(lab.costs)) {
    if (!isStageId(id)) {
      const says = `the cost model has no stage "${shorten(id)}"`
      context.report('unknown-stage', ['costs', id], says, context.suggest(id, STAGE_IDS, ''))
    }
    context.number(['costs', id], value, { min: 0, max: 1e15 })
  }
  const migration = lab.migration
  context.quantity(['migration', 'unplugTimeout'], migration?.unplugTimeout, 'time', { min: 1e6, max: 9e15 })
  context.quantity(['migration', 'downtimeGoal'], migration?.downtimeGoal, 'time', { min: 1e6, max: 9e15 })
  context.whole(['migration', 'maxRounds'], migration?.maxRounds, { min: 1, max: 1000 })
  context.quantity(['migration', 'bandwidth'], migration?.bandwidth, 'rate', { min: 1e6, max: 1e12 })
  const rate = migration?.rate
  if (rate === undefined) return
  const least = context.quantity(['migration', 'rate', 'min'], rate.min, 'rate', { min: 1e6, max: 1e12 })
  context.quantity(['migration', 'rate', 'max'], rate.max, 'rate', { min: least ?? 1e6, max: 1e12 })
  context.quantity(['migration', 'rate', 'increment'], rate.increment, 'rate', { min: 0, max: 1e12 })
  context.quantity(['migration', 'rate', 'remainder'], rate.remainder, 'size', { min: 0, max: 1e12 })
}

/** Whether the value can be worked with as a `Lab` at all: types, required fields and choices are right. */
export function hasShape(value: unknown): value is Lab {
  const context = new CheckContext()
  checkShape(value, context)
  return !hasErrors(context.finish())
}

export function checkLab(value: unknown): Problem[] {
  const context = new CheckContext()
  const lab = checkShape(value, context)
  const index = new LabIndex(lab)
  checkRun(lab, context)
  checkNames(lab, context)
  for (const [id, host] of entries(lab.hosts)) checkHost(context, id, host, index)
  for (const [id, vm] of entries(lab.vms)) checkVm(context, id, vm, index)
  checkSharedFunctions(context, lab.vms)
  checkOwnCores(context, index)
  for (const [id, physical] of entries(lab.switches)) checkSwitch(context, id, physical)
  for (const [id, station] of entries(lab.stations)) checkStation(context, id, station)
  checkLinks(lab, index, context)
  checkAddresses(lab, context)
  checkTraffic(lab, index, context)
  checkCables(lab, index, context)
  checkConditions(lab, context)
  checkVariants(lab, context, checkLab)
  return context.finish()
}
