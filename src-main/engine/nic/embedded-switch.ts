// The switch inside an SR-IOV port (VEB or VEPA): which function a frame is for. It knows the addresses of the functions and of
// the host's filters, and never learns; what it does not know goes to the wire, or from the wire to the PF.
// Promiscuous functions get copies, in their VLAN, of what is for others. Leaves out mirroring to a port.
// Read first: IEEE 802.1Qbg for VEB and VEPA.
import { MacIndex } from '../host/mac-index'
import { BROADCAST, DST, FRAME_BYTES, isGroup, MIN_FRAME_BYTES, VLAN, VLAN_TAG_BYTES } from '../kernel/frame-store'
import type { Simulator } from '../kernel/simulator'
import { reasonIndex } from '../observe/counter-table'
import { mirrorCopy } from '../vswitch/mirror-copy'
import { GroupFilter } from './group-filter'
import type { FrameRouter } from './transmit-engine'
import type { VirtualFunction } from './virtual-function'

/** The PF's side of the embedded switch. */
export interface SwitchHost {
  /** Functions came into use, or the last went out of it. */
  functionsChanged(inUse: boolean): void
  readonly dropBase: number
  /** Frames are for the host when nobody else wants them. */
  toHost(frame: number): void
  /** The host, or a guest that has the whole PF, takes frames. */
  readonly hasHost: boolean
  /** The address is one of the host's that the NIC was told of. */
  isHostAddress(mac: number): boolean
  /** Off the wire, from one function to another; -1 is the host. */
  loop(frame: number, fn: number, from: number): void
}

const VLAN_NOT_ALLOWED = reasonIndex('vlan-not-allowed')
const HOST = -1

export class EmbeddedSwitch implements FrameRouter {
  private readonly index = new MacIndex()
  /** Functions that somebody uses. */
  private readonly active: VirtualFunction[] = []
  /** Of them, those that get copies of what is for others. */
  private readonly listeners: VirtualFunction[] = []
  /** Those that the index names, by their number. */
  private readonly byNumber: VirtualFunction[] = []

  /** Which multicast frames are for which function. */
  readonly groups: GroupFilter

  constructor(
    private readonly sim: Simulator,
    private readonly host: SwitchHost,
    public mode: 'veb' | 'vepa',
    hasGroupHash: boolean,
  ) {
    this.groups = new GroupFilter(this.active, hasGroupHash)
  }

  /** No function is in use. */
  get isEmpty(): boolean {
    return this.active.length === 0
  }

  add(vf: VirtualFunction): void {
    if (this.active.includes(vf)) return
    this.active.push(vf)
    this.byNumber[vf.vf] = vf
    this.index.set(vf.mac, vf.vf)
    this.groups.changed()
    this.host.functionsChanged(true)
  }

  remove(vf: VirtualFunction): void {
    const at = this.active.indexOf(vf)
    if (at < 0) return
    this.active.splice(at, 1)
    this.groups.changed()
    if (this.index.get(vf.mac) === vf.vf) this.index.delete(vf.mac)
    if (this.active.length === 0) this.host.functionsChanged(false)
  }

  /** A function is shown the frames of the others, or is not any more. */
  listen(vf: VirtualFunction, on: boolean): void {
    const at = this.listeners.indexOf(vf)
    if (on && at < 0) this.listeners.push(vf)
    else if (!on && at >= 0) this.listeners.splice(at, 1)
  }

  /** The hardware still listens to the address of a former owner. */
  keep(mac: number, vf: VirtualFunction): void {
    if (this.index.get(mac) < 0) this.index.set(mac, vf.vf)
  }

  forget(mac: number): void {
    if (this.index.get(mac) >= 0) this.index.delete(mac)
  }

  /** From the wire: exact address and VLAN choose a function, group addresses are copied, the rest is for the host. */
  fromWire(frame: number): void {
    const { sim } = this
    const destination = sim.frames.data[frame + DST]
    if (isGroup(destination)) {
      this.copyToFunctions(frame, HOST, false)
      if (this.host.hasHost) this.host.toHost(frame)
      else sim.traffic.filter(frame, this.host.dropBase)
      return
    }
    const vf = this.find(destination)
    if (this.listeners.length > 0) this.show(frame, HOST, vf)
    if (vf === null) this.host.toHost(frame)
    else this.deliver(frame, vf)
  }

  /** From a function (`from`, -1 the host): true when the frame goes to another function and not to the wire. */
  turnsRound(frame: number, from: number): boolean {
    if (this.mode === 'vepa') return false
    const { sim, host } = this
    const destination = sim.frames.data[frame + DST]
    if (isGroup(destination)) {
      this.copyToFunctions(frame, from, true)
      if (from !== HOST && host.hasHost) host.loop(sim.traffic.copy(frame), HOST, from)
      return false
    }
    const vf = this.find(destination)
    if (this.listeners.length > 0) this.show(frame, from, vf)
    if (vf !== null && vf.vf !== from && vf.carries(sim.frames.data[frame + VLAN])) {
      host.loop(frame, vf.vf, from)
      return true
    }
    if (from !== HOST && host.isHostAddress(destination)) {
      host.loop(frame, HOST, from)
      return true
    }
    return false
  }

  /** A frame that is for this function: the tag of its port VLAN is taken off. */
  deliver(frame: number, vf: VirtualFunction): void {
    const { sim } = this
    const d = sim.frames.data
    if (!vf.carries(d[frame + VLAN])) {
      sim.traffic.drop(frame, VLAN_NOT_ALLOWED, vf.dropBase)
      return
    }
    if (vf.vlan > 0) {
      const bytes = d[frame + FRAME_BYTES] - VLAN_TAG_BYTES
      d[frame + VLAN] = 0
      d[frame + FRAME_BYTES] = bytes < MIN_FRAME_BYTES ? MIN_FRAME_BYTES : bytes
    }
    vf.receive(frame)
  }

  /** Copies of a unicast frame for those who listen; they belong to no flow. */
  private show(frame: number, from: number, target: VirtualFunction | null): void {
    const { listeners, sim } = this
    for (let i = 0; i < listeners.length; i++) {
      const vf = listeners[i]
      if (vf === target || vf.vf === from || !vf.carries(sim.frames.data[frame + VLAN])) continue
      this.deliver(mirrorCopy(sim, frame), vf)
    }
  }

  private find(mac: number): VirtualFunction | null {
    const number = this.index.get(mac)
    return number < 0 ? null : this.byNumber[number]
  }

  private copyToFunctions(frame: number, from: number, looped: boolean): void {
    const { active, sim } = this
    const group = sim.frames.data[frame + DST]
    for (let i = 0; i < active.length; i++) {
      const vf = active[i]
      if (vf.vf === from || !vf.carries(sim.frames.data[frame + VLAN])) continue
      if (group !== BROADCAST && !vf.hears(group)) continue
      const copy = sim.traffic.copy(frame)
      if (looped) this.host.loop(copy, vf.vf, from)
      else this.deliver(copy, vf)
    }
  }
}
