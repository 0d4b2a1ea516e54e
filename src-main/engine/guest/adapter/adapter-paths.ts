// What each adapter makes of a network and of a function: its data paths. One file an adapter, all of this shape.
import type { Host } from '../../host/host'
import type { HardwareFunction } from '../../nic/hardware-function'
import type { PortGroup } from '../../vswitch/port-group'
import type { Vswitch } from '../../vswitch/vswitch'
import type { DataPath } from './data-path'
import type { Vnic } from './vnic'

/** A port group of a host. */
export interface Network {
  vswitch: Vswitch
  group: PortGroup
}

export interface AdapterPaths {
  /** The way through the vSwitch; null: the adapter has none. */
  emulation(vnic: Vnic, host: Host, network: Network): DataPath | null
  /** The way through a function; null: the adapter cannot drive one. */
  passthrough(vnic: Vnic, host: Host, fn: HardwareFunction, network: Network | null): DataPath | null
}

/** VLAN that a function inserts for its guest: that of the port group, unless the guest tags for itself. */
export function functionVlan(network: Network | null): number {
  const vlan = network?.group.vlan ?? 0
  return vlan <= 4094 ? vlan : 0
}
