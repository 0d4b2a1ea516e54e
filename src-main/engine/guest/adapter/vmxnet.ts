// vmxnet: the paravirtual adapter. Shared rings, a doorbell only while the backend sleeps, interrupts only while the guest does
// not poll, all offloads. Stands for the family up to vmxnet3; leaves out its several queues.
import type { AdapterPaths } from './adapter-paths'
import { RingPath } from './ring-path'

export const vmxnet: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, null),
  passthrough: () => null,
}
