// xen-vif: the paravirtual adapter of Xen. The rings of a vmxnet, served by a driver domain, which must copy from and into pages
// that the guest grants, or exchange them (2006). Leaves out the grant table and the split into events and rings.
import type { AdapterPaths } from './adapter-paths'
import { RingPath } from './ring-path'

export const xenVif: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, null),
  passthrough: () => null,
}
