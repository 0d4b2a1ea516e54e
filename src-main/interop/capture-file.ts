// Captured frames as a pcapng file: bytes are made here, from the fields that the capture kept.
import { CAPTURE_STAGES, type CaptureStage } from '@shared/result/capture-stages'
import { FrameBytes } from '../engine/header/frame-bytes'
import { BROADCAST, CHECKSUM, CHECKSUM_STATE, DST, isGroup, SEGMENTS, TRACE } from '../engine/kernel/frame-store'
import type { Capture } from '../engine/observe/capture'
import { captureComments } from './capture-comments'
import { PCAPNG_FLAG, PcapngWriter, type PcapngInterface } from './pcapng-writer'

/** The frames that passed one place, in the order of time (`engine/observe/capture.ts` is one). */
export type CapturedFrames = Pick<Capture, 'count' | 'missed' | 'forEach'>

export interface CapturedPlace {
  interface: PcapngInterface
  frames: CapturedFrames
}

/** One place, one file. `seed` of the lab gives sequence numbers, `endPs` is the end of the run. */
export function captureFile(place: CapturedPlace, seed: number, endPs: number, application: string): Uint8Array {
  const writer = new PcapngWriter(application)
  const index = writer.addInterface(place.interface)
  const frameBytes = new FrameBytes(seed)
  place.frames.forEach((timePs, data, frame, stage, loss) => {
    writer.addPacket({
      interface: index,
      timePs,
      bytes: frameBytes.of(data, frame),
      flags: flagsOf(data, frame, stage),
      packetId: data[frame + TRACE],
      comments: captureComments(timePs, data, frame, stage, loss),
    })
  })
  const { count, missed } = place.frames
  writer.addStatistics(index, { startPs: 0, endPs, received: count + missed, dropped: missed })
  return writer.bytes
}

function flagsOf(data: Float64Array, frame: number, stage: CaptureStage): number {
  const destination = data[frame + DST]
  let flags: number =
    destination === BROADCAST
      ? PCAPNG_FLAG.broadcast
      : isGroup(destination)
        ? PCAPNG_FLAG.multicast
        : PCAPNG_FLAG.unicast
  const { direction } = CAPTURE_STAGES[stage]
  if (direction !== null) flags |= direction === 'out' ? PCAPNG_FLAG.outbound : PCAPNG_FLAG.inbound
  const checksum = data[frame + CHECKSUM]
  if (checksum === CHECKSUM_STATE.partial) flags |= PCAPNG_FLAG.checksumNotReady
  if (checksum === CHECKSUM_STATE.verified) flags |= PCAPNG_FLAG.checksumValid
  if (data[frame + SEGMENTS] > 1) flags |= PCAPNG_FLAG.superPacket
  return flags
}
