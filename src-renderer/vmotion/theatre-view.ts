// Everything that the lanes draw, from what was seen of a run: one plain object per migration and window, so that the
// components only place it.
import { livePath } from '../canvas/vnic-mode'
import { own } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import type { MigrationResult, ModeChange } from '../../src-shared/result/result'
import { endOfMigration, migrationKey, type SeenSamples } from '../stores/seen-run'
import { flowsOfVm, type VmFlow } from './flows-of-vm'
import { type HostStretch, hostStrip } from './host-strip'
import { longestGap } from './longest-gap'
import { type LossSum, lossSums } from './loss-ticks'
import { cutsOf, migrationParts, type PhasePart } from './migration-parts'
import { modeBand, type ModeStretch } from './mode-band'
import type { TimeWindow } from './migration-window'
import { staircase, type Step } from './staircase'

export interface VnicBand {
  nic: string
  stretches: ModeStretch[]
}

export interface TheatreView {
  migration: MigrationResult
  /** Of every migration of the VM, as `steps`. */
  parts: PhasePart[]
  cuts: number[]
  hosts: HostStretch[]
  bands: VnicBand[]
  flows: VmFlow[]
  steps: Step[]
  losses: LossSum[]
  gap: { flow: string; seconds: number } | null
}

/** Seconds around a migration in which a gap or a loss still is its doing. */
const AFTERMATH = 0.25

export interface Seen {
  samples: SeenSamples
  migrations: readonly MigrationResult[]
  modes: readonly ModeChange[]
  dirtyOf: (key: string) => [number, number][]
}

export function theatreView(
  migration: MigrationResult,
  seen: Seen,
  lab: Lab | null,
  flowNames: readonly string[],
  window: TimeWindow,
): TheatreView {
  const { vm } = migration
  const moves = seen.migrations.filter((other) => other.vm === vm && other.outcome !== 'refused')
  const parts = moves.flatMap(migrationParts)
  const flows = flowsOfVm(lab, flowNames, vm)
  const nics = Object.entries(own(lab?.vms, vm)?.nics ?? {})
  const until = endOfMigration(migration) + AFTERMATH
  const indices = flows.map((flow) => flow.index)
  return {
    migration,
    parts,
    cuts: cutsOf(parts),
    hosts: hostStrip(moves, window.from, window.to),
    bands: nics.map(([nic, { adapter }]) => ({
      nic: `${vm}/${nic}`,
      stretches: modeBand(seen.modes, `${vm}/${nic}`, adapter ?? 'vmxnet', window.from, window.to),
    })),
    flows,
    steps: moves.flatMap((move) => staircase(move, seen.dirtyOf(migrationKey(move)))),
    losses: lossSums(seen.samples, indices, migration.at, until),
    gap: greatestGap(seen.samples, flows, migration.at - AFTERMATH, until),
  }
}

function greatestGap(samples: SeenSamples, flows: readonly VmFlow[], from: number, to: number): TheatreView['gap'] {
  let best: TheatreView['gap'] = null
  for (const { id, index } of flows) {
    const gap = longestGap(samples.times, samples.goodput[index] ?? [], from, to)
    if (gap && (best === null || gap.end - gap.start > best.seconds)) best = { flow: id, seconds: gap.end - gap.start }
  }
  return best
}

/** The word for a mode as the destinations of a dialog give it. */
export const modeThere = (
  lab: Lab | null,
  nic: string,
  change: Omit<ModeChange, 'at'>,
): ReturnType<typeof livePath> => {
  const [vm = '', name = ''] = nic.split('/')
  const kind = own(own(lab?.vms, vm)?.nics, name)?.adapter ?? 'vmxnet'
  return livePath(kind, { ...change, at: 0 })
}
