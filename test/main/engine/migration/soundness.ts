// What must be true of hosts and VMs whenever no migration is under way, and everything about them but their clocks.
import type { LabRun } from '../host/lab-run'
import type { Vswitch } from '../../../../src-main/engine/vswitch/vswitch'

const portsOf = ({ ports }: Vswitch): string[] =>
  ports
    .flatMap((port) => (port === null ? [] : [`${port.path} ${port.mac} ${port.isEnabled ? 'enabled' : 'idle'}`]))
    .sort()

/** Owners, accounts, ports, address filters, modes and states: equal means that nothing is left of what happened between. */
export function stateOf({ lab }: LabRun) {
  return {
    hosts: lab.hosts.map((host) => ({
      configured: host.memory.configured,
      pinned: host.memory.pinned,
      vms: [...host.vms].map((vm) => vm.path).sort(),
      functions: host.functions().map(({ path, pci, isFree }) => [path, pci.owner, pci.keptFor, pci.isReady, isFree]),
      ports: host.vswitches.map(portsOf),
      embedded: host.nics.map((pf) => [pf.embedded.isEmpty, pf.isUp]),
    })),
    vms: lab.vms.map((vm) => ({
      host: vm.host.path,
      state: vm.state,
      vnics: vm.vnics.map((vnic) => ({
        mac: vnic.mac,
        path: vnic.active?.functionPath ?? vnic.active?.kind ?? null,
        held: vnic.passthrough?.functionPath ?? null,
        waiting: vnic.inFlight + vnic.waiting,
        suspended: vm.vcpus.some((vcpu) => vcpu.isStunned),
      })),
    })),
  }
}

/** Sums from scratch: a text for each thing that does not add up. Nothing may be under way. */
export function unsound({ lab, sim }: LabRun): string[] {
  const wrong: string[] = []
  const expect = (what: string, is: unknown, be: unknown): void => {
    if (is !== be) wrong.push(`${what} is ${String(is)}, not ${String(be)}`)
  }
  for (const host of lab.hosts) {
    const vms = lab.vms.filter((vm) => vm.state !== 'off' && vm.state !== 'suspended' && vm.host === host)
    const holds = vms.filter((vm) => vm.vnics.some((vnic) => vnic.passthrough !== null))
    const memory = (list: typeof vms) => list.reduce((sum, vm) => sum + vm.memoryBytes, 0)
    expect(`${host.path} VMs`, [...host.vms].length, vms.length)
    expect(`${host.path} configured`, host.memory.configured, memory(vms))
    expect(`${host.path} pinned`, host.memory.pinned, memory(holds))
    for (const { path, pci } of host.functions()) {
      const owner = vms.find((vm) => vm.vnics.some((vnic) => vnic.passthrough?.functionPath === path))
      expect(`owner of ${path}`, pci.owner, owner?.path ?? null)
      expect(`${path} kept`, pci.keptFor, null)
      expect(`${path} ready`, pci.isReady, true)
    }
    const connected = host.vswitches.flatMap((vswitch) => vswitch.ports.flatMap((port) => port?.path ?? [])).sort()
    const needed = [
      ...vms.flatMap((vm) => vm.vnics.flatMap((vnic) => (vnic.emulation === null ? [] : [vnic.path]))),
      ...host.vmkernel.map(({ path }) => path),
    ].sort()
    expect(`${host.path} ports`, connected.join(), needed.join())
  }
  for (const vm of lab.vms) {
    if (vm.state === 'off' || vm.state === 'suspended') continue
    expect(`${vm.path} state`, vm.state, 'running')
    for (const vnic of vm.vnics) {
      expect(`${vnic.path} is used`, vnic.active === null, vnic.model.adapter === 'replug' && vnic.passthrough === null)
      const port = vm.host.vswitches.flatMap(({ ports }) => ports).find((one) => one?.path === vnic.path)
      if (port) expect(`port of ${vnic.path}`, port.isEnabled, vnic.active === vnic.emulation)
    }
  }
  expect('frames', sim.frames.live, 0)
  return wrong
}
