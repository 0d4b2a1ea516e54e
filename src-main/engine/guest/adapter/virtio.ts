// virtio with a backend in the kernel (vhost): the same mechanism as vmxnet with the rings of KVM.
import type { AdapterPaths } from './adapter-paths'
import { RingPath } from './ring-path'

export const virtio: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, null),
  passthrough: () => null,
}
