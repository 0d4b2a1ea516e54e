// Cores that VMs want for themselves, against those that their hosts can give.
import { DEFAULTS } from '../defaults'
import { entries } from '../maps'
import type { LabIndex } from '../resolve/lab-index'
import type { LabHost } from '../schema'
import type { CheckContext } from './check-context'

interface Cores {
  /** Nobody's own. */
  left: number
  /** Of them, those that are in nobody's affinity. */
  free: number
}

/** How many cores of a host the affinity of its NICs and VMs names. */
function boundCores(index: LabIndex, id: string, machine: LabHost, cores: number): number {
  const vms = entries(index.lab.vms).filter(([, vm]) => vm.host === id)
  const lists = [...entries(machine.nics), ...vms].map(([, { affinity }]) => affinity ?? [])
  return new Set(lists.flat().filter((core) => core < cores)).size
}

/** VMs of high latency sensitivity get their cores in the order of the document; one core of a host stays for all others. */
export function checkOwnCores(context: CheckContext, index: LabIndex): void {
  const hosts = new Map<string, Cores>()
  for (const [id, vm] of entries(index.lab.vms)) {
    if (vm.latencySensitivity !== 'high') continue
    const machine = index.host(vm.host)?.host
    if (machine === undefined) continue
    const all = machine.cpu?.cores ?? DEFAULTS.hostCores
    const cores = hosts.get(vm.host) ?? { left: all, free: all - boundCores(index, vm.host, machine, all) }
    hosts.set(vm.host, cores)
    const wanted = vm.vcpus ?? DEFAULTS.vcpus
    if (vm.affinity?.length) {
      context.report(
        'cores-shared',
        ['vms', id, 'latencySensitivity'],
        `${id} may run on cores ${vm.affinity.join(', ')} alone, as others may: it gets none to itself, and halts`,
        'Remove its affinity, or its latency sensitivity.',
      )
      continue
    }
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
      `Give ${vm.host} more cores, or the VM fewer virtual CPUs; one core stays for others, and those in an affinity.`,
    )
  }
}
