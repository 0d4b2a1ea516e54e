// The bytes of a followed frame's headers, as they are in memory or on a wire at an instant. Where a stack left the checksum to
// the hardware, the field holds what Linux puts there: the sum of the pseudo-header, without the length for a super-frame.
import type { LifeStage } from '../../../src-shared/result/packet-life'
import { fold, pseudoHeader } from '../header/checksum'
import { dissect } from '../header/dissect'
import { FrameBytes } from '../header/frame-bytes'
import { IP_PROTOCOL } from '../header/ipv4'
import { CHECKSUM, CHECKSUM_STATE, DST_IP, PAYLOAD, SEGMENTS, SRC_IP } from '../kernel/frame-store'

/** Stages that change headers; where several did, the last one shows what all of them made. */
export const CHANGING: ReadonlySet<LifeStage> = new Set<LifeStage>([
  'segmentation',
  'checksum',
  'vlan-tag',
  'merge',
  'merge-wait',
  'dma-read',
  'driver-transmit',
])

const CHECKSUM_AT: Record<string, { at: number; protocol: number } | undefined> = {
  TCP: { at: 16, protocol: IP_PROTOCOL.tcp },
  UDP: { at: 6, protocol: IP_PROTOCOL.udp },
}

export class HeaderReader {
  private readonly bytes: FrameBytes

  constructor(seed: number) {
    this.bytes = new FrameBytes(seed)
  }

  /** In hexadecimal, from the destination address to the end of the transport header. */
  of(data: Float64Array, frame: number): string {
    const bytes = this.bytes.of(data, frame)
    const layers = dissect(bytes)
    const { name, offset } = layers[layers.length - 1]
    const length = name === 'TCP' ? (bytes[offset + 12] >> 4) * 4 : 8
    const sum = CHECKSUM_AT[name]
    if (sum !== undefined && data[frame + CHECKSUM] === CHECKSUM_STATE.partial) {
      const covered = data[frame + SEGMENTS] > 1 ? 0 : length + data[frame + PAYLOAD]
      const value = fold(pseudoHeader(data[frame + SRC_IP], data[frame + DST_IP], sum.protocol, covered))
      bytes[offset + sum.at] = value >> 8
      bytes[offset + sum.at + 1] = value & 255
    }
    return Array.from(bytes.subarray(0, offset + length), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}
