// A failover pair (`net_failover`): a virtio device that stays (the standby) and a function that comes and goes (the primary), with
// one address, under a master that the stack knows. It goes by the primary while there is one that works and has a carrier. The
// guest's drivers do the rest. Leaves out DHCP on the lower devices.
import { type AdapterPaths, functionVlan } from './adapter-paths'
import { FunctionPath } from './function-path'
import { virtio } from './virtio'

export const failover: AdapterPaths = {
  emulation: (vnic, host, network) => virtio.emulation(vnic, host, network),
  passthrough: (vnic, host, fn, network) => new FunctionPath(vnic, host, fn, functionVlan(network), null),
}
