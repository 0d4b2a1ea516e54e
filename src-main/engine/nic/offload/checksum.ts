// Who fills in and who checks TCP and UDP checksums. A stack with the offload leaves them partial; the first hardware that
// puts the frame on a wire fills them in, else software pays by the byte. Receivers with the offload mark what they checked.
import type { World } from '../../host/world'
import { CHECKSUM, CHECKSUM_STATE, FRAME_BYTES, type FrameStore } from '../../kernel/frame-store'
import { stageIndex } from '../../observe/cycle-ledger'

const CHECKSUM_BYTE = stageIndex('checksum-byte')

/** Transmit: the checksum is right from here on. */
export function fillChecksum(d: Float64Array, frame: number): void {
  if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) d[frame + CHECKSUM] = CHECKSUM_STATE.valid
}

/** Software in the place of a NIC that cannot: charges the bytes. */
export function chargeChecksum(world: World, frames: FrameStore, frame: number): void {
  const d = frames.data
  if (d[frame + CHECKSUM] === CHECKSUM_STATE.partial) world.charge(CHECKSUM_BYTE, d[frame + FRAME_BYTES])
}

/** Receive: the NIC checked it, so the stack need not; damaged ones are passed on as they are. */
export function verifyChecksum(d: Float64Array, frame: number): void {
  if (d[frame + CHECKSUM] === CHECKSUM_STATE.valid) d[frame + CHECKSUM] = CHECKSUM_STATE.verified
}
