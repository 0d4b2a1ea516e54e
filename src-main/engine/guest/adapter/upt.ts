// Uniform passthrough: vmxnet rings that the backend serves, or a function that speaks the same interface. The guest's driver is
// the same in both modes and is not told which one it is.
import { type AdapterPaths, functionVlan } from './adapter-paths'
import { FunctionPath } from './function-path'
import { RingPath } from './ring-path'

export const upt: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, null),
  passthrough(vnic, host, fn, network) {
    return fn.model.uniform ? new FunctionPath(vnic, host, fn, functionVlan(network), null) : null
  },
}
