// A port of a vSwitch with what is plugged in: a vNIC or a vmkernel interface. The vSwitch knows its address from the
// configuration; nothing is learned.
import type { ShapingModel } from '../../../src-shared/lab/lab-model'
import type { World } from '../host/world'
import type { Simulator } from '../kernel/simulator'
import type { PortFilter } from './port-filter'
import type { PortGroup } from './port-group'
import { inboundVerdict, outboundVerdict, PASS } from './policy/security'
import { Shaper, type ShaperOwner } from './policy/shaping'
import { reasonIndex } from '../observe/counter-table'
import type { Vswitch } from './vswitch'

const FILTERED = reasonIndex('filtered')

export interface PortClient {
  /** Takes super-frames and merged buffers; else they are cut for it. */
  readonly takesLarge: boolean
  /** Received segments are merged for it in software; else only where the NIC does it. */
  readonly wantsMerged: boolean
  /** The guest takes every frame that its port can be given. */
  readonly isPromiscuous: boolean
  /** Received frames may be written into the memory of the guest before anybody has decided about them. */
  readonly writesInPlace: boolean
  /** The NIC wrote the frame there; `isDropped`: and a policy dropped it behind. */
  exposed(isDropped: boolean): void
  /** In startSlice of whoever carries the frame: the backend's cost of handing it over. `direct`: the NIC could write it there. */
  chargeDelivery(world: World, frame: number, direct: boolean): void
  /** In endSlice: takes the frame. */
  deliver(frame: number): void
}

export class VswitchPort implements ShaperOwner {
  /** Its VLAN: of its address, where the group has one for it, else of the group. */
  vlan: number
  /** A security service that looks at its frames; null: none. */
  filter: PortFilter | null = null
  private address: number
  /**
   * Frames for its address come here; a port of a vNIC in passthrough mode is connected and not enabled. What was on its way
   * when it was disabled still passes, until it is disconnected.
   */
  isEnabled = false
  /** The uplink that the teaming policy gave it, -1: none. */
  uplink = -1
  /** The uplink by which it receives group frames; -1: by any. */
  receiveUplink = -1
  /** Queues of its uplink over which its frames may be spread (RSS). */
  rxQueues = 1
  /** It is given the frames of its neighbours: its guest asked, and its group allows it. */
  listens = false
  /** Next enabled port with the same address. */
  sameMac: VswitchPort | null = null
  shaper: Shaper | null = null

  constructor(
    private readonly sim: Simulator,
    readonly vswitch: Vswitch,
    /** Number in `vswitch.ports`. */
    readonly index: number,
    readonly group: PortGroup,
    readonly client: PortClient,
    /** Path of what is plugged in. */
    readonly path: string,
    /** The address of the configuration. */
    readonly initialMac: number,
  ) {
    this.address = initialMac
    this.vlan = group.vlanOf(initialMac)
    this.shape(group.shaping)
  }

  /** The address that the guest's driver programmed. */
  get mac(): number {
    return this.address
  }

  set mac(mac: number) {
    this.address = mac
    this.follow()
  }

  /** The address or the group is in another VLAN. */
  follow(): void {
    this.vlan = this.group.vlanOf(this.address)
  }

  /** Other limits from here on; null: none, and what waited leaves. */
  shape(shaping: ShapingModel | null): void {
    if (shaping === null) {
      this.shaper?.release()
      this.shaper = null
    } else if (this.shaper !== null) this.shaper.setModel(shaping)
    else this.shaper = new Shaper(this.sim, `${this.path}/shaper`, shaping, this, this.group.dropBase)
  }

  enable(): void {
    this.vswitch.enablePort(this)
  }

  disable(): void {
    this.vswitch.disablePort(this)
  }

  /** The guest programs another address. */
  setMac(mac: number): void {
    this.vswitch.changeMac(this, mac)
  }

  /** In startSlice of its world: reason for which a frame of its guest goes no further, or PASS. */
  outbound(world: World | null, d: Float64Array, frame: number): number {
    if (this.filter !== null && this.filter.drops(world, d, frame)) return FILTERED
    return outboundVerdict(this.group, this.address, d, frame)
  }

  /** In startSlice of whoever brings it: reason for which its guest does not get a frame, or PASS. */
  inbound(world: World | null, d: Float64Array, frame: number): number {
    const changed = inboundVerdict(this.group, this.address, this.initialMac)
    if (changed !== PASS) return changed
    return this.filter !== null && this.filter.drops(world, d, frame) ? FILTERED : PASS
  }

  /** Asks the shaper, where there is one: true when the frame may pass at once. */
  passesShaper(frame: number): boolean {
    const { shaper } = this
    if (shaper === null) return true
    const waiting = shaper.waiting
    if (shaper.admit(frame)) return true
    if (shaper.waiting > waiting) this.group.countShaped(frame)
    return false
  }

  /** The shaper lets a frame go. */
  shaped(frame: number): void {
    this.vswitch.sendShaped(frame, this)
  }
}
