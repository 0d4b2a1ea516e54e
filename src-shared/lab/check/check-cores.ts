// Cores that VMs want for themselves, against those that their hosts can give.
import { DEFAULTS } from '../defaults'
import { entries } from '../maps'
import type { LabIndex } from '../resolve/lab-index'
import type { CheckContext } from './check-context'

interface Cores {
  /** Nobody's own. */
  left: number
  /** Of them, those to which no queue of a NIC is pinned. */
  free: number
}

/** VMs of high latency sensitivity get their cores in the order of the document; one core of a host stays for all others. */
export function checkOwnCores(context: CheckContext, index: LabIndex): void {
  const hosts = new Map<string, Cores>()
  for (const [id, vm] of entries(index.lab.vms)) {
    if (vm.latencySensitivity !== 'high') continue
    const machine = index.host(vm.host)?.host
    if (machine === undefined) continue
    const all = machine.cpu?.cores ?? DEFAULTS.hostCores
    const pinned = new Set(
      entries(machine.nics)
        .flatMap(([, { affinity }]) => affinity ?? [])
        .filter((core) => core < all),
    )
    const cores = hosts.get(vm.host) ?? { left: all, free: all - pinned.size }
    hosts.set(vm.host, cores)
    const wanted = vm.vcpus ?? DEFAULTS.vcpus
    const most = Math.max(0, Math.min(cores.free, cores.left - 1))
    if (wanted <= most) {
      cores.left -= wanted
      cores.free -= wanted
      continue
    }
    context.report(
      'cores-shared',
      ['vms', id, 'latencySensitivity'],
      `${wanted} virtual CPUs want cores to themselves, and ${vm.host} has ${most} to give: they share, and halt`,
      `Give ${vm.host} more cores, or the VM fewer virtual CPUs; one core stays for others, and those in the affinity of a NIC.`,
    )
  }
}
