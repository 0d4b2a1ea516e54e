// The plug-in architecture: a vmxnet shell in the guest that runs the plug-in which the hypervisor loads into it, either that of the
// function's vendor or the one for emulation. The shell and the address stay; the plug-in changes.
import { EMULATION_PLUGIN } from '../../../../src-shared/catalogue/plugins'
import { type AdapterPaths, functionVlan } from './adapter-paths'
import { FunctionPath } from './function-path'
import { RingPath } from './ring-path'

export const npa: AdapterPaths = {
  emulation: (vnic, host, { vswitch, group }) => new RingPath(vnic, host, vswitch, group, EMULATION_PLUGIN),
  passthrough(vnic, host, fn, network) {
    const { ihv } = fn.model
    if (ihv === null || !vnic.model.plugins.includes(ihv)) return null
    return new FunctionPath(vnic, host, fn, functionVlan(network), ihv)
  },
}
