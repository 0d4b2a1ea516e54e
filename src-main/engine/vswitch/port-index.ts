// The enabled ports of a vSwitch by address. Two ports may have the same address in different VLANs: they form a chain.
import { MacIndex } from '../host/mac-index'
import { carriesVlan } from './policy/vlan'
import type { VswitchPort } from './vswitch-port'

export class PortIndex {
  private readonly index = new MacIndex()

  constructor(
    /** Of the vSwitch, by number. */
    private readonly ports: readonly (VswitchPort | null)[],
  ) {}

  /** The enabled port with this address in this VLAN, or null. */
  find(mac: number, vlan: number): VswitchPort | null {
    const number = this.index.get(mac)
    if (number < 0) return null
    let port = this.ports[number]
    while (port !== null && !carriesVlan(port.vlan, vlan)) port = port.sameMac
    return port
  }

  /** Some port has the address, in whatever VLAN. */
  has(mac: number): boolean {
    return this.index.get(mac) >= 0
  }

  enter(port: VswitchPort): void {
    const number = this.index.get(port.mac)
    port.sameMac = number < 0 ? null : this.ports[number]
    this.index.set(port.mac, port.index)
  }

  leave(port: VswitchPort): void {
    const first = this.ports[this.index.get(port.mac)]
    if (first === port) {
      if (port.sameMac === null) this.index.delete(port.mac)
      else this.index.set(port.mac, port.sameMac.index)
    } else {
      for (let other = first; other; other = other.sameMac) if (other.sameMac === port) other.sameMac = port.sameMac
    }
    port.sameMac = null
  }
}
