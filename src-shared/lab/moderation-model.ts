// The gaps that interrupts of a vector keep: where the document is silent those of the driver of the NIC, by the cost profile.
import type { StageId } from '../catalogue/cost-model'
import { nicModel } from '../catalogue/nic-models'
import type { Quantity } from './schema'
import { quantityOr } from './units'

export type CostPrices = Readonly<Record<StageId, number>>

/**
 * How a driver of Linux adapts the gap: ixgbe_update_itr, ixgbevf_update_itr, igb_update_ring_itr, e1000_update_itr
 * (engine/nic/moderation-rules.ts); `profile`: by what little and much are to all of them, where the driver has no figures of its own.
 */
export type ModerationRule = 'profile' | 'ixgbe' | 'ixgbevf' | 'igb' | 'e1000'

/** Least time between two interrupts, ps. Both equal: moderation does not adapt. */
export interface ModerationModel {
  readonly rule: ModerationRule
  /** The shortest: while little comes; igb: while frames are short. */
  readonly gapPs: number
  /** The longest: while bulk comes; igb: while frames are full. */
  readonly bulkPs: number
}

/** The same gap always. */
export const fixedGap = (gapPs: number): ModerationModel => ({ rule: 'profile', gapPs, bulkPs: gapPs })

/** What a document says: the same gap always; null where it is silent. */
export const saidGap = (gap: Quantity | undefined): ModerationModel | null =>
  gap === undefined ? null : fixedGap(quantityOr(gap, 'time', 0))

/** Of a machine about whose NIC nothing is known. */
export const profileGaps = (prices: CostPrices): ModerationModel => ({
  rule: 'profile',
  gapPs: prices['interrupt-moderation'],
  bulkPs: prices['interrupt-moderation-bulk'],
})

/** Of what the e1000 driver drives. */
export const e1000Gaps = (prices: CostPrices): ModerationModel => ({
  rule: 'e1000',
  gapPs: prices['e1000-moderation'],
  bulkPs: prices['e1000-moderation-bulk'],
})

/** Of a NIC, by its driver; drivers that have no figures of their own take those of the profile. */
export function driverGaps(model: string, prices: CostPrices): ModerationModel {
  switch (nicModel(model)?.linuxDriver) {
    case 'e1000':
      return e1000Gaps(prices)
    case 'igb':
      return { rule: 'igb', gapPs: prices['igb-moderation'], bulkPs: prices['igb-moderation-full'] }
    case 'ixgbe':
      return { rule: 'ixgbe', gapPs: prices['ixgbe-moderation'], bulkPs: prices['ixgbe-moderation-longest'] }
    default:
      return profileGaps(prices)
  }
}

/** Of the virtual functions of a NIC, by the driver of guests; else those of the port. */
export function functionGaps(model: string, prices: CostPrices): ModerationModel {
  if (nicModel(model)?.linuxVfDriver !== 'ixgbevf') return driverGaps(model, prices)
  return { rule: 'ixgbevf', gapPs: prices['ixgbe-moderation'], bulkPs: prices['ixgbevf-moderation-bulk'] }
}
