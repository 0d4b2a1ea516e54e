// What of a vNIC can be changed while the guest runs: by the guest (its address, its MTU, what it listens to), by an attacker in
// it, and by whoever installs plug-ins on its hosts.
import { PLUGIN_IDS } from '../../../../src-shared/catalogue/plugins'
import { groupMac, isGroupIp, isUnicastMac, parseIp, parseMac } from '../../../../src-shared/lab/addresses'
import { refuseAction } from '../../../../src-shared/result/action-refusals'
import type { Vnic } from './vnic'

/** RFC 791: every host takes packets of this length. */
const MIN_MTU = 68

type Refusal = ReturnType<typeof refuseAction>

export function changeVnic(vnic: Vnic, property: readonly string[], value: unknown): Refusal | null {
  const [name] = property
  if (property.length === 1 && name === 'dmaTarget') return aim(vnic, value)
  if (property.length === 1 && name === 'vlan') return tag(vnic, value)
  if (property.length === 1 && name === 'mtu') return resize(vnic, value)
  if (property.length === 1 && name === 'groups') return tune(vnic, value)
  if (property.length === 1 && name === 'allGroups') return hearAll(vnic, value)
  if (property.length === 1 && name === 'promiscuous') return listen(vnic, value)
  if (property.length === 1 && name === 'plugins' && vnic.model.adapter === 'npa') return setPlugins(vnic, value)
  const mac = typeof value === 'string' ? parseMac(value) : null
  if (property.length !== 1 || (name !== 'mac' && name !== 'source')) return refuseAction('not-settable', vnic.path)
  if (mac === null || !isUnicastMac(mac)) {
    return refuseAction('bad-value', vnic.path, 'an address such as 02:00:00:00:00:10')
  }
  if (name === 'mac') vnic.setMac(mac)
  else vnic.forgedSource = mac === vnic.mac ? null : mac
  return null
}

/** The guest gives its interface to another VLAN; 0: it tags no more. */
function tag(vnic: Vnic, value: unknown): Refusal | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 4094) {
    return refuseAction('bad-value', vnic.path, '0 to 4094')
  }
  vnic.vlan = value
  vnic.active?.setVlan?.(value)
  return null
}

/** The guest wants longer packets, or shorter ones. */
function resize(vnic: Vnic, value: unknown): Refusal | null {
  const { maxMtu } = vnic.entry
  if (typeof value !== 'number' || !Number.isInteger(value) || value < MIN_MTU || value > maxMtu) {
    return refuseAction('bad-value', vnic.path, `${MIN_MTU} to ${maxMtu}`)
  }
  if (vnic.active?.setMtu) vnic.active.setMtu(value)
  else vnic.mtu = value
  return null
}

/** The guest has joined these multicast groups and no others. */
function tune(vnic: Vnic, value: unknown): Refusal | null {
  const groups = Array.isArray(value)
    ? value.map((group) => (typeof group === 'string' ? parseIp(group) : null))
    : [null]
  const macs = groups.flatMap((ip) => (ip !== null && isGroupIp(ip.address) ? [groupMac(ip.address)] : []))
  if (macs.length < groups.length) return refuseAction('bad-value', vnic.path, 'a list of groups such as 239.1.1.1')
  vnic.setGroups(macs)
  return null
}

function hearAll(vnic: Vnic, value: unknown): Refusal | null {
  if (typeof value !== 'boolean') return refuseAction('bad-value', vnic.path, 'true or false')
  vnic.hearsAllGroups = value
  vnic.active?.setAllGroups?.(value)
  return null
}

function listen(vnic: Vnic, value: unknown): Refusal | null {
  if (typeof value !== 'boolean') return refuseAction('bad-value', vnic.path, 'true or false')
  vnic.isPromiscuous = value
  vnic.active?.setPromiscuous?.(value)
  return null
}

/** The guest has its function write into the memory of another VM of the host; `none` ends it. */
function aim(vnic: Vnic, value: unknown): Refusal | null {
  const victim = [...vnic.vm.host.vms].find((vm) => vm !== vnic.vm && vm.path === value)
  if (victim === undefined && value !== 'none') {
    return refuseAction('bad-value', vnic.path, 'another VM of the host, or none')
  }
  if (vnic.passthrough === null) return refuseAction('not-settable', vnic.path, 'it has no function')
  vnic.passthrough.aim?.(victim?.path ?? null)
  return null
}

/** The hosts carry other plug-ins from here on; the one that runs stays until the next change of mode. */
function setPlugins(vnic: Vnic, value: unknown): Refusal | null {
  const isList = Array.isArray(value) && value.every((id) => PLUGIN_IDS.includes(id as string))
  if (!isList) return refuseAction('bad-value', vnic.path, `a list of ${PLUGIN_IDS.join(', ')}`)
  vnic.model = { ...vnic.model, plugins: [...(value as string[])] }
  return null
}
