// The form of an entry of the fidelity ledger.
import type { StageId } from '../../catalogue/cost-model'

export const FIDELITY_AREAS = {
  guest: 'Guest: stack, TCP and applications',
  adapter: 'Virtual adapters',
  hypervisor: 'vSwitch and its policies',
  nic: 'Physical NIC',
  passthrough: 'Passthrough, SR-IOV and IOMMU',
  migration: 'VMotion',
  wire: 'Links and physical switches',
  cores: 'Cores and cycles',
  time: 'Time, chance and books',
  observation: 'Observation',
} as const

export type FidelityArea = keyof typeof FIDELITY_AREAS

/**
 * `modelled`: the mechanism itself runs, and its effects come out of it; `simplified`: it runs in a simpler form, which is
 * said; `absent`: there is nothing of it.
 */
export const FIDELITY_STATES = ['modelled', 'simplified', 'absent'] as const
export type FidelityState = (typeof FIDELITY_STATES)[number]

export interface FidelityEntry {
  /** Kebab-case, unique. */
  id: string
  area: FidelityArea
  mechanism: string
  state: FidelityState
  /** What the engine does; of an absent mechanism, what that means for a lab. */
  says: string
  /** What a real machine does beside it; empty: nothing that a lab could show. */
  leavesOut: string
  source: string
  /** Stages of the cost model that it charges; of an absent one, those that wait for it. */
  stages: readonly StageId[]
  /** Files of the engine (below `src-main/engine`) that make it, or folders, with a slash at the end. */
  code: readonly string[]
}

type Wish = Omit<FidelityEntry, 'area' | 'stages' | 'code' | 'leavesOut'> &
  Partial<Pick<FidelityEntry, 'stages' | 'code' | 'leavesOut'>>

/** The entries of one area, with nothing where nothing is said. */
export const entriesOf = (area: FidelityArea, wishes: readonly Wish[]): FidelityEntry[] =>
  wishes.map((wish) => ({ area, leavesOut: '', stages: [], code: [], ...wish }))
