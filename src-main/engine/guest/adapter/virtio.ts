// virtio: the paravirtual adapter of KVM. Its backend is a thread, in the kernel (vhost) or in a process, which the guest wakes with
// a doorbell and the host's bridge with a frame in the tap: it works in both directions. vhost copies what comes and what is short;
// long frames leave by a NIC from the pages of the guest. A process copies everything.
import type { AdapterPaths } from './adapter-paths'
import { RingPath } from './ring-path'

export const virtio: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, null),
  passthrough: () => null,
}
