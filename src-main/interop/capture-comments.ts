// What a capture file says of a packet beside its bytes: where it was seen, what offloads left undone or did already, and whether
// and why it was lost later.
import { CHECKSUM, CHECKSUM_STATE, FRAME_KIND, KIND, SEGMENTS } from '../engine/kernel/frame-store'
import { DROP_REASONS, type DropReason } from '@shared/result/drop-reasons'
import { CAPTURE_STAGES, type CaptureStage } from '@shared/result/capture-stages'
import { own } from '@shared/lab/maps'
import { formatDuration } from '@shared/text/format-quantity'
import type { CapturedLoss } from '../engine/observe/capture'

const PS = 1e12

const CHECKSUM_WORDS: Record<number, string> = {
  [CHECKSUM_STATE.valid]: 'complete',
  [CHECKSUM_STATE.partial]: 'left to the hardware (partial); the one shown is what it will fill in',
  [CHECKSUM_STATE.verified]: 'checked by the hardware',
  [CHECKSUM_STATE.bad]: 'wrong',
}

export function captureComments(
  timePs: number,
  data: Float64Array,
  frame: number,
  stage: CaptureStage,
  loss: CapturedLoss | null,
): string[] {
  const comments = [`stage ${stage}: ${CAPTURE_STAGES[stage].says}`]
  const segments = data[frame + SEGMENTS]
  if (segments > 1) {
    const by = CAPTURE_STAGES[stage].direction === 'in' ? 'merged by LRO' : 'not yet cut by TSO, or merged by LRO'
    comments.push(`super-frame: stands for ${segments} frames on the wire (${by})`)
  }
  const kind = data[frame + KIND]
  if (kind === FRAME_KIND.tcp || kind === FRAME_KIND.udp) {
    comments.push(`checksum: ${CHECKSUM_WORDS[data[frame + CHECKSUM]]}`)
  }
  if (loss !== null) comments.push(lossComment(timePs, segments, loss))
  return comments
}

function lossComment(timePs: number, segments: number, { frames, reason, path, atPs }: CapturedLoss): string {
  const after = atPs === timePs ? 'at once' : `${formatDuration((atPs - timePs) / PS)} later`
  const part = segments > 1 ? `, ${frames} of its ${segments} frames` : ''
  const says = own<{ says: string }>(DROP_REASONS, reason as DropReason)?.says
  return `lost ${after} at ${path} as ${reason}${part}${says === undefined ? '' : `: ${says}`}`
}
