// Captured frames as a pcapng file: bytes are made here, from the fields that the capture kept.
import { FrameBytes } from '../engine/header/frame-bytes'
import { BROADCAST, CHECKSUM, CHECKSUM_STATE, DST, isGroup, SEGMENTS, SRC, TRACE } from '../engine/kernel/frame-store'
import { PCAPNG_FLAG, PcapngWriter, type PcapngInterface } from './pcapng-writer'

/** The frames that passed one place, in the order of time (`engine/observe/capture.ts` is one). */
export interface CapturedFrames {
  readonly count: number
  forEach(visit: (timePs: number, data: Float64Array, frame: number) => void): void
}

export interface CapturedPlace {
  interface: PcapngInterface
  frames: CapturedFrames
}

/** One place, one file. `seed` of the lab gives sequence numbers, `endPs` is the end of the run. */
export function captureFile(place: CapturedPlace, seed: number, endPs: number, application: string): Uint8Array {
  const writer = new PcapngWriter(application)
  const index = writer.addInterface(place.interface)
  const frameBytes = new FrameBytes(seed)
  const { mac } = place.interface
  place.frames.forEach((timePs, data, frame) => {
    const segments = data[frame + SEGMENTS]
    writer.addPacket({
      interface: index,
      timePs,
      bytes: frameBytes.of(data, frame),
      flags: flagsOf(data, frame, mac),
      packetId: data[frame + TRACE],
      comments: segments > 1 ? [`stands for ${segments} frames on the wire (TSO or LRO)`] : [],
    })
  })
  writer.addStatistics(index, { startPs: 0, endPs, received: place.frames.count, dropped: 0 })
  return writer.bytes
}

function flagsOf(data: Float64Array, frame: number, mac: number | undefined): number {
  const destination = data[frame + DST]
  let flags: number =
    destination === BROADCAST
      ? PCAPNG_FLAG.broadcast
      : isGroup(destination)
        ? PCAPNG_FLAG.multicast
        : PCAPNG_FLAG.unicast
  if (mac !== undefined) flags |= data[frame + SRC] === mac ? PCAPNG_FLAG.outbound : PCAPNG_FLAG.inbound
  const checksum = data[frame + CHECKSUM]
  if (checksum === CHECKSUM_STATE.partial) flags |= PCAPNG_FLAG.checksumNotReady
  if (checksum === CHECKSUM_STATE.verified) flags |= PCAPNG_FLAG.checksumValid
  if (data[frame + SEGMENTS] > 1) flags |= PCAPNG_FLAG.superPacket
  return flags
}
