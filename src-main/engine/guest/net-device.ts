// What a network stack sends and receives through: a vNIC of any adapter, a VF's driver, a station's NIC, a vmkernel port.
// The stack calls the device; the device hands received frames to a lane of the stack.
import type { World } from '../host/world'
import type { StackLane } from './stack/stack-lane'

export interface NetDevice {
  readonly path: string
  /** Source address of what it sends; 48-bit number. */
  mac: number
  /** Largest IP packet in bytes. */
  readonly mtu: number
  /** Takes super-frames of up to 64 KiB and cuts them. */
  readonly tso: boolean
  /** Fills in checksums; else the stack pays for them by the byte. */
  readonly checksum: boolean
  /** Tag that it puts on what it sends (guest tagging); 0: none. */
  readonly vlan: number
  /** First slot of the drops of its counters: what the stack loses on its way to the device is counted there. */
  readonly dropBase: number
  /** In startSlice, before the frame is handed over at the end of the slice: the driver's cost, exits and doorbells. */
  chargeTransmit(world: World, frame: number): void
  /**
   * In endSlice: takes the frame, or returns false when the ring is full; then the stack keeps it and the device calls
   * `StackLane.transmitSpace` when there is room again. When the guest learns that a frame is gone and its slot is free,
   * the device calls `NetworkStack.transmitted(frame)`, once for each frame taken: that is what lets a bulk sender go on.
   */
  transmit(frame: number): boolean
  /** In startSlice: the driver takes a received frame out of its ring: cost, and the ring entry is free again. */
  chargeReceive(world: World, frame: number): void
  /**
   * In startSlice, before frames are taken: a driver that polls moves frames from its ring to the lane (and may merge them).
   * Returns true when its ring holds more than one poll takes. Devices that hand frames over by themselves leave it out.
   */
  poll?(lane: StackLane): boolean
}

/** Told when a frame that it owns (OWNER of the frame) left the machine or was lost in it: its memory is free again. */
export interface FrameOwner {
  transmitted(frame: number): void
}
