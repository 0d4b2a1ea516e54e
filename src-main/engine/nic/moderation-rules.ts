// How a driver adapts the gap between interrupts to what the last one was about. ixgbe looks at that alone; e1000 has classes of
// traffic which it leaves under other conditions than it enters them, and becomes faster little by little.
// Read first: interrupt-moderation.ts. Leaves out that e1000 counts receptions and completions apart and takes the slower class.

/** After the drivers of Linux that have them: ixgbe_update_itr, e1000_update_itr. */
export type ModerationRule = 'ixgbe' | 'e1000'

/** The rule of a driver of Linux; those of other families are taken to do as ixgbe does. */
export const moderationRule = (driver: string): ModerationRule => (driver === 'e1000' ? 'e1000' : 'ixgbe')

/** ixgbe: an interrupt that is about fewer frames and fewer bytes than these wants to be early; about more, it is bulk. */
const BULK_FRAMES = 4
const BULK_BYTES = 9000

/** e1000, while there is low latency: more bytes than this are bulk, if they are in few frames or in long ones. */
const MANY_BYTES = 10_000
const FEW_FRAMES = 10
const LONG_FRAME = 1200
/** Fewer bytes are bulk too where a frame has more than this: it was merged, or is a jumbo frame. */
const LONGEST_FRAME = 2000
/** e1000, in bulk: more bytes than this leave it, if they are in many frames. */
const BURST_BYTES = 25_000
const MANY_FRAMES = 35
/** Fewer than this leave it. */
const LITTLE_BYTES = 6000

/** Whether bulk comes, by the rule, after an interrupt about so many frames and bytes; `wasBulk`: before it. */
export function isBulk(rule: ModerationRule, wasBulk: boolean, frames: number, bytes: number): boolean {
  if (rule === 'ixgbe') return frames >= BULK_FRAMES || bytes >= BULK_BYTES
  if (frames === 0) return wasBulk
  if (wasBulk) return bytes > BURST_BYTES ? frames <= MANY_FRAMES : bytes >= LITTLE_BYTES
  return bytes > MANY_BYTES ? frames < FEW_FRAMES || bytes > LONG_FRAME * frames : bytes > LONGEST_FRAME * frames
}

/** The gap on the way to a shorter one: e1000 adds a quarter of the rate it is after with each interrupt. */
export function shortenedGap(rule: ModerationRule, gapPs: number, targetPs: number): number {
  if (rule === 'ixgbe' || gapPs <= targetPs) return targetPs
  return Math.max(targetPs, Math.ceil((4 * gapPs * targetPs) / (4 * targetPs + gapPs)))
}
