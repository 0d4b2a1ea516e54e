// VMs: sizes, and vNICs with the network, function and plug-ins that their adapter needs.
import type { Pointer } from '../../api/lab-api'
import { adapter } from '../../catalogue/adapters'
import { nicModel } from '../../catalogue/nic-models'
import { EMULATION_PLUGIN, PLUGIN_IDS } from '../../catalogue/plugins'
import { DEFAULTS } from '../defaults'
import { entries, own } from '../maps'
import { parseFunction } from '../path'
import type { HostIndex, LabIndex } from '../resolve/lab-index'
import { adapterMtu } from '../resolve/resolve-vms'
import { type LabVm, type LabVnic, SERVICES } from '../schema'
import { formatSize, shorten } from '../units'
import { parseIp } from '../addresses'
import { checkGroup } from './check-addresses'
import type { CheckContext } from './check-context'
import { checkNetwork, MIB, MIN_MTU, TIB, VLAN_OR_NONE } from './check-hosts'

/** Null: the host of the VM is not known, and nothing is said of what would be on it. */
type KnownHost = HostIndex | null

/** VLAN id of a port group whose guests tag for themselves. */
const GUEST_TAGGING = 4095
const OFFLOADS = ['tso', 'lro', 'checksum', 'zeroCopyTx', 'zeroCopyRx'] as const

/** Reports a function that the host of the VM does not have; its NIC model where it has. */
function checkFunctionName(context: CheckContext, at: Pointer, text: string, host: HostIndex, id: string) {
  const name = parseFunction(text)
  if (name?.host != null && name.host !== id) {
    context.report(
      'function-on-other-host',
      at,
      `"${text}" is not on ${id}, where the VM runs`,
      `Use a function of ${id}, or move the VM.`,
    )
    return undefined
  }
  const nic = name === null ? undefined : own(host.host.nics, name.nic)
  if (!name || !nic) {
    context.report(
      'unknown-function',
      at,
      `${id} has no function "${shorten(text)}"`,
      context.suggest(name?.nic ?? text, [...host.nics.keys()], 'Add a NIC to the host first.'),
    )
    return undefined
  }
  const vfs = nic.vfs ?? 0
  if (name.vf !== null && name.vf >= vfs) {
    context.report(
      'unknown-function',
      at,
      `${id} has no function "${text}"`,
      vfs === 0
        ? `Create virtual functions first: set "vfs" of ${name.nic}.`
        : `${name.nic} has .vf0 to .vf${vfs - 1}.`,
    )
    return undefined
  }
  return nicModel(nic.model)
}

function checkPlugins(context: CheckContext, at: Pointer, vnic: LabVnic, ihvs: string[]): void {
  const plugins: readonly string[] = vnic.plugins ?? DEFAULTS.plugins
  for (const [index, id] of plugins.entries()) {
    if (!PLUGIN_IDS.includes(id)) {
      context.report(
        'unknown-plugin',
        [...at, 'plugins', index],
        `there is no plug-in "${shorten(id)}"`,
        context.suggest(id, PLUGIN_IDS, ''),
      )
    }
  }
  if (vnic.function === undefined || ihvs.length === 0 || ihvs.some((ihv) => plugins.includes(ihv))) return
  context.report(
    'plugins-missing',
    [...at, 'plugins'],
    'the shell has no plug-in for the function and stays in emulation',
    `Add ${ihvs.join(' or ')}: plugins: [${[ihvs[0], EMULATION_PLUGIN].join(', ')}].`,
  )
}

function checkFunctionOf(context: CheckContext, at: Pointer, vnic: LabVnic, host: KnownHost, id: string): void {
  const kind = vnic.adapter ?? DEFAULTS.adapter
  const entry = adapter(kind)
  const place = [...at, 'function']
  const ihvs = new Set<string>()
  if (vnic.function === undefined) {
    if (entry.function === 'required') {
      context.report(
        'function-missing',
        place,
        `${entry.name} needs a function`,
        'Name one, such as vmnic0.vf0, or write auto.',
      )
    }
  } else if (entry.function === 'none') {
    context.report(
      'function-ignored',
      place,
      `${entry.name} does not use a function`,
      'Remove it, or use passthrough, upt, npa, failover or replug.',
    )
  } else if (vnic.function === 'auto') {
    for (const nic of Object.values(host?.host.nics ?? {})) {
      const ihv = nicModel(nic.model)?.ihv
      if (ihv) ihvs.add(ihv)
    }
  } else if (host) {
    const ihv = checkFunctionName(context, place, vnic.function, host, id)?.ihv
    if (ihv) ihvs.add(ihv)
  }
  if (kind === 'npa') checkPlugins(context, at, vnic, [...ihvs])
  else if (vnic.plugins !== undefined) {
    context.report('plugins-ignored', [...at, 'plugins'], `${entry.name} loads no plug-ins`, 'Remove them, or use npa.')
  }
}

/** Receive queues of a vNIC: one vCPU each, and what the function has. */
function checkQueues(context: CheckContext, at: Pointer, vnic: LabVnic, vm: LabVm, host: KnownHost): void {
  const name = vnic.function === undefined ? null : parseFunction(vnic.function)
  const nic = name && name.vf !== null ? own(host?.host.nics, name.nic) : undefined
  const queues = (nic && nicModel(nic.model)?.queuesPerVf) ?? Infinity
  const max = Math.max(1, Math.min(vm.vcpus ?? DEFAULTS.vcpus, queues))
  context.whole([...at, 'rss'], vnic.rss, { min: 1, max }, 'queue-limit')
}

/** A guest that tags needs a port that lets its tags through. */
function checkTag(context: CheckContext, at: Pointer, vnic: LabVnic, host: KnownHost): void {
  const vlan = context.whole([...at, 'vlan'], vnic.vlan, VLAN_OR_NONE, 'vlan-range')
  const ref = vnic.network === undefined ? undefined : host?.network(vnic.network)
  if (!vlan || !host || !ref) return
  const vswitch = Object.values(host.host.vswitches ?? {})[ref.vswitch]
  if ((Object.values(vswitch.portGroups ?? {})[ref.portGroup].vlan ?? DEFAULTS.vlan) === GUEST_TAGGING) return
  context.report(
    'vlan-conflict',
    [...at, 'vlan'],
    `the guest tags its frames, and ${ref.label} drops them`,
    `Set "vlan" of ${ref.label} to ${GUEST_TAGGING}, or remove it here.`,
  )
}

function checkVnic(context: CheckContext, at: Pointer, vnic: LabVnic, host: KnownHost, id: string): void {
  const kind = vnic.adapter ?? DEFAULTS.adapter
  const entry = adapter(kind)
  if (vnic.network !== undefined && host) checkNetwork(context, [...at, 'network'], vnic.network, host, id)
  if (context.isBroken([...at, 'adapter'])) return
  if (vnic.network === undefined && entry.network) {
    context.report(
      'network-needed',
      [...at, 'network'],
      `${entry.name} needs a network`,
      context.suggest('', host?.networkNames() ?? [], 'Add a vSwitch with a port group to the host first.'),
    )
  }
  checkFunctionOf(context, at, vnic, host, id)
  checkTag(context, at, vnic, host)
  if (vnic.standby !== undefined && kind !== 'failover') {
    context.report('standby-ignored', [...at, 'standby'], `${entry.name} is one device`, 'Remove it, or use failover.')
  }
  if (vnic.answersUnplug !== undefined && entry.leaves !== 'unplugged') {
    const says = `no function is unplugged from ${entry.name}`
    context.report('field-ignored', [...at, 'answersUnplug'], says, 'Remove it, or use failover or replug.')
  }
  if (vnic.backend !== undefined && !context.isBroken([...at, 'backend']) && !entry.backends.includes(vnic.backend)) {
    context.report(
      'backend-impossible',
      [...at, 'backend'],
      `${entry.name} has no backend "${vnic.backend}"`,
      entry.backends.length > 0 ? `Use ${entry.backends.join(' or ')}.` : 'Remove it: a function carries the frames.',
    )
  }
  for (const [position, { peer }] of (vnic.filter ?? []).entries()) {
    if (peer === undefined || parseIp(peer) !== null) continue
    const says = `"${shorten(peer)}" is not an IPv4 address`
    context.report('bad-ip', [...at, 'filter', position, 'peer'], says, 'Write it like 10.10.0.11.')
  }
  for (const [position, group] of (vnic.groups ?? []).entries()) checkGroup(context, [...at, 'groups', position], group)
  context.whole([...at, 'mtu'], vnic.mtu, { min: MIN_MTU, max: adapterMtu(vnic, host) }, 'mtu-beyond-model')
  for (const offload of OFFLOADS) {
    if (vnic.offloads?.[offload] === true && !entry[offload]) {
      context.report(
        'offload-missing',
        [...at, 'offloads', offload],
        `${entry.name} has no ${offload}`,
        'Remove it; it stays off.',
      )
    }
  }
}

function checkMemory(context: CheckContext, at: Pointer, vm: LabVm): void {
  const stated = context.quantity([...at, 'memory'], vm.memory, 'size', { min: 4 * MIB, max: 24 * TIB })
  const reserved = context.quantity([...at, 'reservation'], vm.reservation, 'size', { min: 0, max: 24 * TIB })
  const memory = stated ?? (vm.memory === undefined ? 2048 * MIB : undefined)
  if (reserved === undefined || memory === undefined) return
  if (reserved > memory) {
    context.report(
      'reservation-beyond-memory',
      [...at, 'reservation'],
      `${formatSize(reserved)} are more than the ${formatSize(memory)} of the VM`,
      `Reserve at most ${formatSize(memory)}.`,
    )
  } else if (reserved < memory) {
    const direct = Object.values(vm.nics ?? {}).some(
      (vnic) => vnic.function !== undefined && adapter(vnic.adapter ?? DEFAULTS.adapter).function !== 'none',
    )
    if (direct) {
      context.report(
        'memory-not-reserved',
        [...at, 'reservation'],
        'a function writes into the memory of the VM, which is not reserved in full',
        `Reserve ${formatSize(memory)}, or remove the field.`,
      )
    }
  }
}

/** A service that looks at every frame keeps the hypervisor in their path. */
function checkServices(context: CheckContext, at: Pointer, vm: LabVm): void {
  for (const [position, service] of (vm.services ?? []).entries()) {
    if ((SERVICES as readonly string[]).includes(service)) continue
    context.report(
      'unknown-service',
      [...at, 'services', position],
      `there is no service "${shorten(service)}"`,
      context.suggest(service, SERVICES, ''),
    )
  }
  if ((vm.services ?? []).length === 0) return
  for (const [name, vnic] of entries(vm.nics)) {
    const place = [...at, 'nics', name, 'function']
    if (vnic.function === undefined || context.isBroken([...at, 'nics', name, 'adapter'])) continue
    if (adapter(vnic.adapter ?? DEFAULTS.adapter).leaves !== 'switched') continue
    const says = `${vm.services![0]} needs the hypervisor in the path of the frames: ${name} stays in emulation`
    context.report('service-conflict', place, says, 'Take the services off the VM, or remove the function.')
  }
}

/** The victim of an attack is another VM of the same host. */
function checkTarget(context: CheckContext, at: Pointer, vnic: LabVnic, vm: LabVm, id: string, index: LabIndex): void {
  const { dmaTarget } = vnic
  if (dmaTarget === undefined || (dmaTarget !== id && own(index.lab.vms, dmaTarget)?.host === vm.host)) return
  const others = entries(index.lab.vms).filter(([name, other]) => name !== id && other.host === vm.host)
  context.report(
    'unknown-vm',
    [...at, 'dmaTarget'],
    `${vm.host} has no other VM "${shorten(dmaTarget)}"`,
    context.suggest(
      dmaTarget,
      others.map(([name]) => name),
      'Add another VM to the host first.',
    ),
  )
}

export function checkVm(context: CheckContext, id: string, vm: LabVm, index: LabIndex): void {
  const at = ['vms', id]
  context.whole([...at, 'vcpus'], vm.vcpus, { min: 1, max: 256 })
  const cores = index.host(vm.host)?.host.cpu?.cores ?? DEFAULTS.hostCores
  for (const [position, core] of (index.host(vm.host) ? (vm.affinity ?? []) : []).entries()) {
    context.whole([...at, 'affinity', position], core, { min: 0, max: cores - 1 }, 'no-such-core')
  }
  checkMemory(context, at, vm)
  context.number([...at, 'dirty', 'rate'], vm.dirty?.rate, { min: 0, max: 1e9 })
  context.quantity([...at, 'dirty', 'workingSet'], vm.dirty?.workingSet, 'size', { min: 0, max: 24 * TIB })
  for (const [position, set] of (vm.dirty?.more ?? []).entries()) {
    context.number([...at, 'dirty', 'more', position, 'rate'], set.rate, { min: 0, max: 1e9 })
    context.quantity([...at, 'dirty', 'more', position, 'workingSet'], set.workingSet, 'size', {
      min: 0,
      max: 24 * TIB,
    })
  }
  checkServices(context, at, vm)
  const host = index.host(vm.host) ?? null
  if (!host) {
    context.report(
      'unknown-host',
      [...at, 'host'],
      `there is no host "${shorten(vm.host)}"`,
      context.suggest(vm.host, [...index.hosts.keys()], 'Add a host first.'),
    )
  }
  for (const [name, vnic] of entries(vm.nics)) {
    checkVnic(context, [...at, 'nics', name], vnic, host, vm.host)
    checkQueues(context, [...at, 'nics', name], vnic, vm, host)
    checkTarget(context, [...at, 'nics', name], vnic, vm, id, index)
  }
}

/** Two vNICs that name the same function: the second VM will not start. */
export function checkSharedFunctions(context: CheckContext, vms: Record<string, LabVm> | undefined): void {
  const owners = new Map<string, string>()
  for (const [id, vm] of entries(vms)) {
    for (const [name, vnic] of entries(vm.nics)) {
      if (vnic.function === undefined || vnic.function === 'auto') continue
      if (adapter(vnic.adapter ?? DEFAULTS.adapter).function === 'none') continue
      const parsed = parseFunction(vnic.function)
      // on another host: that is reported by itself
      if (!parsed || (parsed.host !== null && parsed.host !== vm.host)) continue
      const key = `${vm.host}/${parsed.nic}/${parsed.vf}`
      const owner = owners.get(key)
      if (owner === undefined) owners.set(key, `${id}/${name}`)
      else {
        context.report(
          'function-shared',
          ['vms', id, 'nics', name, 'function'],
          `${owner} has ${vnic.function} already`,
          'Use another function, or auto.',
        )
      }
    }
  }
}
