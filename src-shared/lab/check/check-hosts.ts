// Hosts: processors and memory, NICs within what their model can, vSwitches and their uplinks, vmkernel interfaces.
import { usableVfs } from '../../catalogue/pci-address'
import type { Pointer } from '../../api/lab-api'
import { maxSpeed, NIC_MODELS, nicModel, type NicModelEntry } from '../../catalogue/nic-models'
import { parseMac } from '../addresses'
import { DEFAULTS } from '../defaults'
import { entries } from '../maps'
import type { HostIndex, LabIndex } from '../resolve/lab-index'
import type { LabHost, LabNic, LabPortGroup, LabVswitch } from '../schema'
import { formatRate, shorten } from '../units'
import type { CheckContext } from './check-context'

export const MIB = 2 ** 20
export const TIB = 2 ** 40
/** Frames shorter than this cannot carry IPv4. */
export const MIN_MTU = 68
export const RATE = { min: 1000, max: 1e12 }
export const VLAN = { min: 1, max: 4094 }
/** What the register of a device can hold. */
const VFS = { min: 0, max: 65535 }
/** 0 stands for none. */
export const VLAN_OR_NONE = { min: 0, max: 4094 }

export function checkCpu(context: CheckContext, at: Pointer, cpu: LabHost['cpu']): void {
  context.whole([...at, 'cores'], cpu?.cores, { min: 1, max: 256 })
  context.quantity([...at, 'clock'], cpu?.clock, 'clock', { min: 1e8, max: 1e10 })
}

/** How many functions the NIC is told to have. */
function checkVfs(context: CheckContext, at: Pointer, nic: LabNic, model: NicModelEntry): void {
  const vfs = nic.vfs ?? 0
  if (vfs > 0 && model.usableVfs === 0) {
    const others = NIC_MODELS.filter((entry) => entry.usableVfs > 0).map((entry) => entry.id)
    context.report(
      'no-sriov',
      [...at, 'vfs'],
      `${model.name} has no virtual functions`,
      `Remove it, or use a model with SR-IOV: ${others.slice(0, 4).join(', ')}, ...`,
    )
  } else {
    const whole = context.whole([...at, 'vfs'], nic.vfs, VFS)
    const most = usableVfs(model, nic.ari ?? DEFAULTS.ari)
    if (whole !== undefined && whole > most && most < model.usableVfs) {
      context.report(
        'vf-limit',
        [...at, 'vfs'],
        `without ARI ${most} of the functions can be reached: the first is ${model.vfOffset} behind the port, on its bus`,
        `Use at most ${most}, or a slot with ARI.`,
      )
    } else if (whole !== undefined && whole > model.usableVfs) {
      const register =
        model.totalVfs > model.usableVfs ? ` (the register says ${model.totalVfs}, one is kept by the driver)` : ''
      context.report(
        'vf-limit',
        [...at, 'vfs'],
        `${whole} virtual functions are more than ${model.name} has`,
        `Use at most ${model.usableVfs}${register}.`,
      )
    }
  }
}

/** Settings of single functions; `speed`: of the port, where it is known. */
function checkFunctions(context: CheckContext, at: Pointer, nic: LabNic, speed: number): void {
  const vfs = nic.vfs ?? 0
  for (const [key, settings] of entries(nic.vf)) {
    const place = [...at, 'vf', key]
    if (!/^(0|[1-9]\d{0,4})$/.test(key)) {
      context.report('bad-identifier', place, `"${key}" is not the number of a virtual function`, 'Number them from 0.')
    } else if (Number(key) >= vfs) {
      context.report(
        'unused-vf-entry',
        place,
        `virtual function ${key} is not created`,
        `Set "vfs" to ${Number(key) + 1} or more, or remove the entry.`,
      )
    }
    context.whole([...place, 'vlan'], settings.vlan, VLAN_OR_NONE, 'vlan-range')
    const rate = context.quantity([...place, 'rate'], settings.rate, 'rate', RATE)
    if (rate !== undefined && rate > speed) {
      context.report(
        'rate-beyond-speed',
        [...place, 'rate'],
        `${formatRate(rate)} is above the ${formatRate(speed)} of the port`,
        `Use at most ${formatRate(speed)}, or remove it.`,
      )
    }
  }
}

/** Receive queues: how many, which cores serve them, who balances their filters. */
function checkQueues(context: CheckContext, at: Pointer, nic: LabNic, model: NicModelEntry, cores: number): void {
  context.whole([...at, 'netqueue'], nic.netqueue, { min: 0, max: model.netqueues }, 'queue-limit')
  context.whole([...at, 'rss'], nic.rss, { min: 1, max: model.rssQueues }, 'queue-limit')
  for (const [index, core] of (nic.affinity ?? []).entries()) {
    context.whole([...at, 'affinity', index], core, { min: 0, max: cores - 1 }, 'no-such-core')
  }
  const period = context.quantity([...at, 'balancer'], nic.balancer, 'time', { min: 0, max: 1e15 })
  if (period !== undefined && period > 0 && (nic.netqueue ?? 0) === 0) {
    context.report(
      'field-ignored',
      [...at, 'balancer'],
      'there are no receive queues with filters to balance',
      'Set "netqueue", or remove it.',
    )
  }
}

function checkNic(context: CheckContext, at: Pointer, nic: LabNic, cores: number): void {
  const model = nicModel(nic.model)
  const speed = context.quantity([...at, 'speed'], nic.speed, 'rate', { min: 1e6, max: 1e12 })
  context.quantity([...at, 'moderation'], nic.moderation, 'time', { min: 0, max: 1e11 })
  if (!model) {
    const ids = NIC_MODELS.map((entry) => entry.id)
    context.report(
      'unknown-model',
      [...at, 'model'],
      `there is no NIC model "${nic.model}" in the catalogue`,
      context.suggest(nic.model, ids, ''),
    )
    context.whole([...at, 'vfs'], nic.vfs, VFS)
    checkFunctions(context, at, nic, Infinity)
    return
  }
  const fastest = maxSpeed(model)
  if (speed !== undefined && speed > fastest) {
    context.report(
      'speed-beyond-model',
      [...at, 'speed'],
      `${model.name} cannot run at ${formatRate(speed)}`,
      `Use ${model.speedsBps.map(formatRate).join(' or ')}.`,
    )
  }
  context.whole([...at, 'mtu'], nic.mtu, { min: MIN_MTU, max: model.maxMtu }, 'mtu-beyond-model')
  checkQueues(context, at, nic, model, cores)
  if (nic.resetMethod === 'flr' && model.reset === 'none') {
    context.report(
      'reset-missing',
      [...at, 'resetMethod'],
      `functions of ${model.name} have no function-level reset`,
      'Remove it, or use another model.',
    )
  }
  for (const offload of ['tso', 'lro', 'checksum'] as const) {
    if (nic.offloads?.[offload] === true && !model[offload]) {
      context.report(
        'offload-missing',
        [...at, 'offloads', offload],
        `${model.name} has no ${offload}`,
        'Remove it; it stays off.',
      )
    }
  }
  checkVfs(context, at, nic, model)
  checkFunctions(context, at, nic, Math.min(speed ?? fastest, fastest))
}

function checkPortGroup(context: CheckContext, at: Pointer, group: LabPortGroup): void {
  context.whole([...at, 'vlan'], group.vlan, { min: 0, max: 4095 }, 'vlan-range')
  for (const [mac, vlan] of entries(group.macVlans)) {
    if (parseMac(mac) === null) {
      const says = `"${shorten(mac)}" is not a MAC address`
      context.report('bad-mac', [...at, 'macVlans', mac], says, 'Write it like 02:00:00:00:00:10.')
    }
    context.whole([...at, 'macVlans', mac], vlan, VLAN_OR_NONE, 'vlan-range')
  }
  const shaping = group.shaping
  if (!shaping) return
  const average = context.quantity([...at, 'shaping', 'average'], shaping.average, 'rate', RATE)
  const peak = context.quantity([...at, 'shaping', 'peak'], shaping.peak, 'rate', RATE)
  context.quantity([...at, 'shaping', 'burst'], shaping.burst, 'size', { min: 1, max: TIB })
  if (average !== undefined && peak !== undefined && peak < average) {
    context.report(
      'shaping-order',
      [...at, 'shaping', 'peak'],
      `the peak of ${formatRate(peak)} is below the average of ${formatRate(average)}`,
      `Use a peak of at least ${formatRate(average)}.`,
    )
  }
  if (shaping.burst !== undefined && shaping.peak === undefined) {
    context.report(
      'burst-without-peak',
      [...at, 'shaping', 'burst'],
      'without "peak" the peak is the average, and no burst goes beyond it',
      average === undefined ? 'Set "peak", or remove it.' : `Set "peak" above ${formatRate(average)}, or remove it.`,
    )
  }
}

function checkUplinks(
  context: CheckContext,
  at: Pointer,
  vswitch: LabVswitch,
  host: HostIndex,
  owners: Map<string, string>,
): void {
  const seen = new Set<string>()
  for (const list of ['active', 'standby'] as const) {
    for (const [index, nic] of (vswitch.uplinks?.[list] ?? []).entries()) {
      const place = [...at, 'uplinks', list, index]
      if (!host.nics.has(nic)) {
        context.report(
          'unknown-nic',
          place,
          `the host has no NIC "${nic}"`,
          context.suggest(nic, [...host.nics.keys()], 'Add a NIC to the host first.'),
        )
      } else if (seen.has(nic)) {
        context.report('uplink-twice', place, `"${nic}" is listed twice`, 'List every uplink once, active or standby.')
      } else if (owners.has(nic)) {
        context.report(
          'uplink-shared',
          place,
          `"${nic}" is already an uplink of ${owners.get(nic)}`,
          'Use another NIC, or take it off the other vSwitch.',
        )
      }
      seen.add(nic)
    }
  }
  for (const nic of seen) if (!owners.has(nic)) owners.set(nic, String(at[at.length - 1]))
  if (vswitch.teaming === 'ip-hash' && (vswitch.uplinks?.standby?.length ?? 0) > 0) {
    context.report(
      'standby-with-ip-hash',
      [...at, 'uplinks', 'standby'],
      'IP hash uses all its uplinks at once and no standby ones',
      'Make them active, or choose another policy.',
    )
  }
}

/** Reports a network that the host does not have; true: it is there. */
export function checkNetwork(
  context: CheckContext,
  at: Pointer,
  network: string,
  host: HostIndex,
  id: string,
): boolean {
  if (host.network(network)) return true
  const names = host.networkNames()
  if (host.ambiguous.has(network)) {
    context.report(
      'ambiguous-network',
      at,
      `several vSwitches of ${id} have a network "${network}"`,
      `Write the vSwitch in front: ${names.filter((name) => name.endsWith(`/${network}`)).join(' or ')}.`,
    )
  } else {
    const labels = network.includes('/') ? names : names.map((name) => name.slice(name.indexOf('/') + 1))
    context.report(
      'unknown-network',
      at,
      `${id} has no network "${network}"`,
      context.suggest(network, labels, 'Add a vSwitch with a port group to the host first.'),
    )
  }
  return false
}

export function checkHost(context: CheckContext, id: string, host: LabHost, index: LabIndex): void {
  const at = ['hosts', id]
  const hostIndex = index.host(id)!
  checkCpu(context, [...at, 'cpu'], host.cpu)
  context.quantity([...at, 'memory'], host.memory, 'size', { min: 64 * MIB, max: 64 * TIB })
  context.whole([...at, 'interruptVectors'], host.interruptVectors, { min: 0, max: 65536 })
  context.number([...at, 'overcommit'], host.overcommit, { min: 1, max: 10 })
  context.quantity([...at, 'haltPoll'], host.haltPoll, 'time', { min: 0, max: 1e12 })
  for (const [name, nic] of entries(host.nics))
    checkNic(context, [...at, 'nics', name], nic, host.cpu?.cores ?? DEFAULTS.hostCores)
  const owners = new Map<string, string>()
  for (const [name, vswitch] of entries(host.vswitches)) {
    const place = [...at, 'vswitches', name]
    context.whole([...place, 'mtu'], vswitch.mtu, { min: MIN_MTU, max: 9216 })
    context.quantity([...place, 'netflow', 'interval'], vswitch.netflow?.interval, 'time', { min: 1e9, max: 9e15 })
    checkUplinks(context, place, vswitch, hostIndex, owners)
    for (const [label, group] of entries(vswitch.portGroups)) {
      checkPortGroup(context, [...place, 'portGroups', label], group)
    }
  }
  for (const [name, entry] of entries(host.vmkernel)) {
    checkNetwork(context, [...at, 'vmkernel', name, 'network'], entry.network, hostIndex, id)
  }
}
