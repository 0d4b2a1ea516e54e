// How a driver adapts the gap between interrupts to what the last one was about. ixgbe looks at how much that was, igb at the mean
// size of the frames; e1000 has classes of traffic which it leaves under other conditions than it enters them, and becomes faster
// little by little. Read first: interrupt-moderation.ts. Leaves out the steps in which igb and ixgbe change their gaps, gaps of
// ixgbe between its two, and that frames sent and received are counted apart.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'

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

/** igb: a short and a full frame, without the check sequence. */
const SHORT_FRAME = 60
const FULL_FRAME = 1514

/** The gap behind an interrupt about so many frames and bytes; `gapPs`: the one before it. */
export function nextGap(gaps: ModerationModel, gapPs: number, frames: number, bytes: number): number {
  switch (gaps.rule) {
    case 'ixgbe':
      return frames >= BULK_FRAMES || bytes >= BULK_BYTES ? gaps.bulkPs : gaps.gapPs
    case 'igb':
      return gapBySize(gaps, frames, bytes)
    case 'e1000':
      return isBulk(gapPs === gaps.bulkPs, frames, bytes) ? gaps.bulkPs : shortenedGap(gapPs, gaps.gapPs)
  }
}

/** igb: between the two, by the mean size of the frames. */
function gapBySize({ gapPs, bulkPs }: ModerationModel, frames: number, bytes: number): number {
  if (bytes <= frames * SHORT_FRAME) return gapPs
  if (bytes >= frames * FULL_FRAME) return bulkPs
  const share = (bytes / frames - SHORT_FRAME) / (FULL_FRAME - SHORT_FRAME)
  return gapPs + Math.round((bulkPs - gapPs) * share)
}

/** e1000: whether bulk comes after an interrupt about so much; `wasBulk`: before it. */
function isBulk(wasBulk: boolean, frames: number, bytes: number): boolean {
  if (frames === 0) return wasBulk
  if (wasBulk) return bytes > BURST_BYTES ? frames <= MANY_FRAMES : bytes >= LITTLE_BYTES
  return bytes > MANY_BYTES ? frames < FEW_FRAMES || bytes > LONG_FRAME * frames : bytes > LONGEST_FRAME * frames
}

/** e1000: the gap on the way to a shorter one, with a quarter of the rate it is after added at each interrupt. */
function shortenedGap(gapPs: number, targetPs: number): number {
  if (gapPs <= targetPs) return targetPs
  return Math.max(targetPs, Math.ceil((4 * gapPs * targetPs) / (4 * targetPs + gapPs)))
}
