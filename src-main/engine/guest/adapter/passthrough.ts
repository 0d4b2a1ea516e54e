// passthrough: a function given to the guest whole. There is no way through the vSwitch, so nothing to fall back to.
import { type AdapterPaths, functionVlan } from './adapter-paths'
import { FunctionPath } from './function-path'

export const passthrough: AdapterPaths = {
  emulation: () => null,
  passthrough: (vnic, host, fn, network) => new FunctionPath(vnic, host, fn, functionVlan(network), null),
}
