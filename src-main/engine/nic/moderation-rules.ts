// How a driver adapts the gap between interrupts to what the last one was about. ixgbe looks for the gap that brings as many frames
// as a socket takes, ixgbevf at the rate of bytes, igb at the mean size of the frames; e1000 has classes of traffic which it leaves
// under other conditions than it enters them, and becomes faster little by little. Read first: interrupt-moderation.ts. Leaves out
// the units of the registers, longer gaps on slower links, and that igb and e1000 count frames sent and received apart.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import { US } from '../kernel/sim-time'

/** An interrupt that is about fewer frames and fewer bytes than these wants to be early; more are bulk. */
const BULK_FRAMES = 4
const BULK_BYTES = 9000

/** ixgbe, in bulk: fewer frames than these have the gap grow, more than the other ones halve it, and many more begin anew. */
const ENOUGH_FRAMES = 48
const TOO_MANY_FRAMES = 96
const FAR_TOO_MANY_FRAMES = 256
/** By which it grows, ps. */
const GROWTH = 2 * US
/** Without an interrupt for so long, between one and two ticks of the kernel, the driver goes by nothing that was, ps. */
const PAUSE = 6000 * US
/** Time in which frames come that fill the buffer of a socket, if they come at 10 Gb/s and have no payload to speak of, ps. */
const FILLING = 170 * US
/** The longest that it is taken for, ps. */
const LONGEST_FILLING = 126 * US
/** What a frame takes beside its bytes (check sequence included): on the wire, and in the buffer. */
const WIRE_BYTES = 20
const BUFFER_BYTES = 636

/** ixgbevf: fewer bytes a us than the one want to be early, so many as the other are bulk; between them this gap, ps. */
const EARLY_RATE = 11
const BULK_RATE = 21
const MIDDLE_GAP = 50 * US

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

/** What a vector has noted since its last interrupt, and what the driver keeps from one to the next. */
export interface InterruptNotes {
  readonly receivedFrames: number
  readonly receivedBytes: number
  readonly sentFrames: number
  readonly sentBytes: number
  /** Behind the last interrupt. */
  readonly nextGapPs: number
  /** Class of what was received, and of what was sent: of three for ixgbevf, whether it was bulk for ixgbe. */
  receivedClass: number
  sentClass: number
}

/** The gap behind an interrupt that comes `sincePs` after the one before it. */
export function nextGap(gaps: ModerationModel, notes: InterruptNotes, sincePs: number): number {
  const { nextGapPs } = notes
  const frames = notes.receivedFrames + notes.sentFrames
  const bytes = notes.receivedBytes + notes.sentBytes
  switch (gaps.rule) {
    case 'profile':
      return isMuch(frames, bytes) ? gaps.bulkPs : gaps.gapPs
    case 'ixgbe':
      return within(gaps, gapByCounts(gaps, notes, sincePs > PAUSE))
    case 'ixgbevf':
      return within(gaps, gapByRates(gaps, notes))
    case 'igb':
      return gapBySize(gaps, frames, bytes)
    case 'e1000':
      return isBulk(nextGapPs === gaps.bulkPs, frames, bytes) ? gaps.bulkPs : shortenedGap(nextGapPs, gaps.gapPs)
  }
}

const isMuch = (frames: number, bytes: number): boolean => frames >= BULK_FRAMES || bytes >= BULK_BYTES

/** ixgbe: the shorter one of what suits receptions and what suits completions; bulk has its way. */
function gapByCounts({ gapPs }: ModerationModel, notes: InterruptNotes, wasPause: boolean): number {
  const { receivedFrames, receivedBytes, sentFrames, sentBytes, nextGapPs } = notes
  if (wasPause) {
    notes.receivedClass = 0
    notes.sentClass = 0
    return gapPs
  }
  if (receivedFrames > 0) notes.receivedClass = isMuch(receivedFrames, receivedBytes) ? 1 : 0
  if (sentFrames > 0) notes.sentClass = isMuch(sentFrames, sentBytes) ? 1 : 0
  const forReceived = gapByCount(nextGapPs, receivedFrames, receivedBytes)
  const forSent = gapByCount(nextGapPs, sentFrames, sentBytes)
  if (notes.receivedClass !== notes.sentClass) return notes.receivedClass > 0 ? forReceived : forSent
  return forReceived < forSent ? forReceived : forSent
}

/** ixgbe: early for little, else on the way to a number of frames. */
function gapByCount(gapPs: number, frames: number, bytes: number): number {
  if (frames > 0 && !isMuch(frames, bytes)) return fillingTime(frames, bytes) / 2
  if (frames < ENOUGH_FRAMES) return gapPs + GROWTH
  if (frames < TOO_MANY_FRAMES) return gapPs
  return frames < FAR_TOO_MANY_FRAMES ? gapPs / 2 : fillingTime(frames, bytes)
}

/** In which frames of this mean size fill the buffer of a socket. */
function fillingTime(frames: number, bytes: number): number {
  const filling = (FILLING * (bytes + frames * WIRE_BYTES)) / (bytes + frames * BUFFER_BYTES)
  return filling < LONGEST_FILLING ? filling : LONGEST_FILLING
}

/** ixgbevf: a tenth of the way, as rates go, to the gap of the class that has more. */
function gapByRates({ gapPs, bulkPs }: ModerationModel, notes: InterruptNotes): number {
  const { nextGapPs } = notes
  const gapUs = nextGapPs / US
  if (notes.receivedFrames > 0) notes.receivedClass = classByRate(notes.receivedClass, notes.receivedBytes / gapUs)
  if (notes.sentFrames > 0) notes.sentClass = classByRate(notes.sentClass, notes.sentBytes / gapUs)
  const most = notes.receivedClass > notes.sentClass ? notes.receivedClass : notes.sentClass
  const target = most === 0 ? gapPs : most === 1 ? MIDDLE_GAP : bulkPs
  return (10 * target * nextGapPs) / (9 * target + nextGapPs)
}

/** ixgbevf: one step on the way to the class of so many bytes a us. */
function classByRate(last: number, rate: number): number {
  if (rate < EARLY_RATE) return last === 2 ? 1 : 0
  return rate >= BULK_RATE && last > 0 ? 2 : 1
}

const within = ({ gapPs, bulkPs }: ModerationModel, gap: number): number =>
  gap < gapPs ? gapPs : gap > bulkPs ? bulkPs : Math.round(gap)

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
