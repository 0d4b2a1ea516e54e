// Costs of stages from measurements of a real host. How often each stage runs is counted by the engine in the lab as it was
// measured; what one of them costs is what fits the busy cores best. Counts depend on costs (a slower driver polls more
// frames at once), so that both are found in turns.
import { COST_STAGES, resolveCosts, type StageId } from '@shared/catalogue/cost-model'
import { resolveLab } from '@shared/lab/resolve-lab'
import { type Lab } from '@shared/lab/schema'
import { buildSimulation } from '../run/build-simulation'
import { leastSquares } from './least-squares'
import { type Measurement } from './measurements'

const MOST_TURNS = 10
const SETTLED = 0.002
/** A fit is good where no measurement is further away, and the middle one of them (root mean square) not so far. */
export const GOOD_FIT = { largest: 0.1, middle: 0.05 }

/** Runs of one turn are slices for whoever shows how far it is. */
export interface FitOptions {
  host: string
  /** Stages with a cost of their own; null: one factor for all that the host spends. */
  stages: readonly StageId[] | null
  onRun: () => void
}

export interface FittedCosts {
  costs: { stage: StageId; before: number; fitted: number; error: number }[]
  /** Cores busy, measured and with the fitted costs. */
  points: { line: number; measured: number; fitted: number; residual: number }[]
  middle: number
  largest: number
  isGood: boolean
}

/** The fit cannot be made: why, and what to do. */
export interface NoFit {
  says: string
}

const isCycles = (unit: string): boolean => unit === 'cycles' || unit === 'cycles/byte'

export const FITTABLE: readonly StageId[] = COST_STAGES.filter(({ unit }) => isCycles(unit)).map(({ id }) => id)

export function fitCosts(measurements: readonly Measurement[], options: FitOptions): FittedCosts | NoFit {
  const before = costsOf(measurements[0]!.lab)
  // a stage that costs nothing leaves no trace in the books
  let costs: Record<StageId, number> = { ...before }
  for (const stage of options.stages ?? []) costs[stage] = Math.max(costs[stage], 1)
  let used: readonly StageId[] = []
  let errors: number[] = []
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const spent = measurements.map((one) => coresByStage(withCosts(one.lab, costs), options))
    used = options.stages ?? FITTABLE.filter((stage) => spent.some((one) => (one[stage] ?? 0) > 0))
    const groups = options.stages === null ? [used] : used.map((stage) => [stage])
    const rows = spent.map((one) => groups.map((group) => sum(group.map((stage) => one[stage] ?? 0))))
    const rest = spent.map((one) => sum(Object.values(one)) - sum(used.map((stage) => one[stage] ?? 0)))
    // relative errors count, so that a busy measurement does not outweigh the others
    const weighted = rows.map((row, k) => row.map((x) => x / measurements[k]!.cores))
    const targets = measurements.map(({ cores }, k) => (cores - rest[k]!) / cores)
    const factors = leastSquares(weighted, targets)
    if (typeof factors === 'number') return notTold(used, factors, rows)
    const negative = factors.values.findIndex((factor) => factor <= 0)
    if (negative >= 0) {
      const stage = groups[negative]!.length === 1 ? groups[negative]![0]! : 'all stages together'
      return { says: `${stage} would have to cost less than nothing: the measurements do not fit this lab` }
    }
    const next = { ...costs }
    errors = []
    for (const [k, group] of groups.entries()) {
      for (const stage of group) {
        next[stage] = costs[stage] * factors.values[k]!
        errors.push(costs[stage] * factors.errors[k]!)
      }
    }
    const isSettled = factors.values.every((factor) => Math.abs(factor - 1) < SETTLED)
    costs = next
    if (isSettled) break
  }
  const points = measurements.map(({ line, lab, cores }) => {
    const fitted = sum(Object.values(coresByStage(withCosts(lab, costs), options)))
    return { line, measured: cores, fitted, residual: fitted / cores - 1 }
  })
  const middle = Math.sqrt(sum(points.map(({ residual }) => residual ** 2)) / points.length)
  const largest = Math.max(...points.map(({ residual }) => Math.abs(residual)))
  const told = used.map((stage, k) => ({ stage, before: before[stage], fitted: costs[stage], error: errors[k]! }))
  return { costs: told, points, middle, largest, isGood: middle <= GOOD_FIT.middle && largest <= GOOD_FIT.largest }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const costsOf = (lab: Lab): Record<StageId, number> => {
  const { profile, costs } = resolveLab(lab)
  return resolveCosts(profile, costs)
}

/** Only what differs from the profile, so that a lab says no more than it has to. */
function withCosts(lab: Lab, costs: Readonly<Record<StageId, number>>): Lab {
  const own = costsOf({ ...lab, costs: {} })
  return {
    ...lab,
    costs: Object.fromEntries(Object.entries(costs).filter(([stage, cost]) => own[stage as StageId] !== cost)),
  }
}

/** Cores that each stage keeps busy, in the second half of the lab: what starts up in the first is not measured. */
function coresByStage(lab: Lab, { host, onRun }: FitOptions): Record<string, number> {
  onRun()
  const { checks: _checks, captures: _captures, ...plain } = lab
  const simulation = buildSimulation(plain)
  const { clockHz } = resolveLab(plain).hosts.find(({ path }) => path === host)!.cpu
  const half = Math.floor(simulation.endPs / 2)
  simulation.run(half)
  const first = simulation.result().cpu[host]!.byStage
  simulation.run(simulation.endPs)
  const whole = simulation.result().cpu[host]!.byStage
  const available = (clockHz * (simulation.endPs - half)) / 1e12
  return Object.fromEntries(
    Object.entries(whole).map(([stage, cycles]) => [stage, (cycles - (first[stage] ?? 0)) / available]),
  )
}

function notTold(used: readonly StageId[], column: number, rows: readonly (readonly number[])[]): NoFit {
  const stage = used[column] ?? 'the host'
  if (rows.every((row) => row[column] === 0))
    return { says: `${stage} costs this host nothing in any measurement: leave it out` }
  const others = used.filter((_, k) => k < column).join(', ')
  return {
    says: `${stage} cannot be told from ${others}: they grow together in all rows. Fit one of them, or measure with another frame size or adapter`,
  }
}
