// A way of a vNIC to the network: through the hypervisor (emulation) or through a function of a NIC (passthrough). A vNIC has one
// at a time; those that can switch hold two. What the guest sees (its rings, its address, its driver) belongs to the vNIC and stays.
import type { ModerationModel } from '../../../../src-shared/lab/moderation-model'
import type { World } from '../../host/world'
import type { StackLane } from '../stack/stack-lane'
import type { GuestRing } from './guest-ring'

/** STAMP of a frame that the vCPU brings into the memory of the guest when it takes it. */
export const TO_FETCH = 2

export interface DataPath {
  readonly kind: 'emulation' | 'passthrough'
  /** `esx-a/vmnic0.vf3` while it goes through a function. */
  readonly functionPath: string | null
  /** The NIC that its frames leave by; null: none. */
  readonly nicPath: string | null
  /** The plug-in of an NPA shell that drives it. */
  readonly plugin: string | null
  /** Descriptors of the receive ring of one queue. */
  readonly rxRing: number
  readonly txRing: number
  /** Shortest time between two interrupts of a queue. */
  readonly interruptGaps: ModerationModel
  /** False: every event is an interrupt, also while the driver polls. */
  readonly coalescesInterrupts: boolean
  /** Received segments are merged by the guest's driver; else whoever delivers them did. */
  readonly mergesInGuest: boolean
  /** In startSlice of the vCPU: driver, exits, doorbells. */
  chargeTransmit(world: World, frame: number): void
  /** In startSlice of the vCPU: the driver took `frames` out of its receive ring, which were in `descriptors` buffers. */
  chargeReceive(world: World, frames: number, descriptors: number): void
  /** The vCPU brings frames TO_FETCH into the memory of the guest itself when it takes them, by `chargeRead`; others are there. */
  readonly fetches: boolean
  chargeRead(world: World, frame: number): void
  /** The cost of an interrupt, charged to the next slice of the lane. */
  chargeInterrupt(lane: StackLane): void
  /** Wakes the vCPU of the lane after its interrupt. */
  wake(lane: StackLane): void
  /** False: nothing is taken until `vnic.roomAgain` is called. */
  canTransmit(): boolean
  /** In endSlice of the vCPU: takes the frame. */
  transmit(frame: number): void
  /** A frame of this path left, or was lost; its slot is free. `woken`: the stack woke the vCPU of the ring for it. */
  completed(ring: GuestRing, woken: boolean): void
  /** The guest asks for another address; it is not told when that is refused. */
  setMac(mac: number): void
  /** The guest tags for another VLAN; a vSwitch decides by port group. */
  setVlan?(vlan: number): void
  /** The guest asks its function for another MTU; elsewhere it has it at once. */
  setMtu?(mtu: number): void
  /** The guest tells its function which groups it has joined; a vSwitch gives every port all of them. */
  setGroups?(macs: readonly number[]): void
  setAllGroups?(on: boolean): void
  /** The guest asks its function for every frame; a vSwitch decides by port group. */
  setPromiscuous?(on: boolean): void
  /** Points received frames at the memory of another VM; ways through the hypervisor have no such thing. */
  aim?(vm: string | null): void
  /** Tells the physical network that the address is here (RARP). */
  announce(): void
  /** Begins to carry frames: the address is programmed. */
  start(): void
  /** Takes nothing more from the guest and nothing more for it. */
  quiesce(): void
  /** No frame of this path waits in a ring or in a queue of a NIC. */
  isDrained(): boolean
  /** Told once, when a quiesced path has drained. */
  onDrained: (() => void) | null
  /** What is left in its queues is lost for `reason` (index); the path may be started again. */
  stop(reason: number): void
}
