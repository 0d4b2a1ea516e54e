// What a guest can be given: a virtual function, or a whole physical function. The guest's driver gives it frames and is given
// frames; the hypervisor sees neither.
import type { ModerationModel } from '../../../src-shared/lab/moderation-model'
import type { IommuDomain } from '../host/iommu'
import type { PciFunction } from '../host/pci-function'
import type { NicModelEntry } from '../../../src-shared/catalogue/nic-models'

/** The guest's side of a function: its driver with rings in guest memory. */
export interface FunctionClient {
  /** The function wrote a frame into guest memory. */
  fromFunction(frame: number): void
  /** The address that the guest wants for the function; null: whatever the function has. */
  readonly guestMac: number | null
  /** VLAN of the guest's own tags; 0: it does not tag. */
  readonly guestVlan: number
  /** Longest packet that the guest sends and takes. */
  readonly guestMtu: number
  /** Addresses of the multicast groups that the guest has joined. */
  readonly groups: readonly number[]
  /** Its driver speaks the first version of the mailbox, in which nobody tells it of the port's frame size. */
  readonly speaksFirstMailbox: boolean
  /** The guest has this MTU. */
  mtuGranted(mtu: number): void
  functionLink(up: boolean): void
  /** The function was reset under the driver, which sets it up again: it asks for what it had. */
  functionReset(): void
}

export interface HardwareFunction {
  /** `esx-a/vmnic0.vf3` */
  readonly path: string
  readonly pci: PciFunction
  readonly model: NicModelEntry
  /** Descriptors of a ring. */
  readonly ring: number
  readonly mtu: number
  readonly tso: boolean
  readonly checksum: boolean
  readonly moderation: ModerationModel
  readonly isUp: boolean
  /** The address that frames are matched against. */
  readonly mac: number
  /** The address that an administrator gave it; null: it takes that of the guest. */
  readonly administeredMac: number | null
  /** Gives the function to a guest: its driver is told of frames from here on. */
  attach(client: FunctionClient, domain: IommuDomain, mac: number, vlan: number): void
  /** Receives nothing more until `resume`; what the guest sent still leaves. */
  pause(): void
  resume(): void
  /** Takes it away; frames for its address are not its own any more. */
  detach(): void
  /** The guest asks for another address; it is not told when that is refused. */
  setMac(mac: number): void
  /** The guest has its frames tagged for a VLAN, and asks for those of that VLAN; 0: it does not tag. */
  setVlan(vlan: number): void
  /** The guest asks for another MTU; it has it when it is told so. */
  setMtu(mtu: number): void
  /** The guest wants the frames of these groups and of no others, and the broadcasts. */
  setGroups(macs: readonly number[]): void
  /** The guest asks for the frames of all groups. */
  setAllGroups(on: boolean): void
  /** The driver of the guest sets the function up again after a reset. */
  restart(): void
  /** The guest asks for every frame that the port can show it. */
  setPromiscuous(on: boolean): void
  /** The guest has it write received frames into the memory of another VM; null: into its own again. */
  aim(vm: string | null): void
  /** Takes the frame. */
  transmit(frame: number): void
  countInterrupt(): void
  /** The driver says how many frames wait in its receive ring. */
  countReceived(waiting: number): void
}
