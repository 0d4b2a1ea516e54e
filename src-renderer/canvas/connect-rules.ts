// What two elements a person connects: a wire, an uplink, a network, a function, a flow. The answer is the command, or a
// sentence that says why not.
import { adapter } from '../../src-shared/catalogue/adapters'
import { own } from '../../src-shared/lab/maps'
import { DEFAULT_PORTS } from '../../src-shared/lab/path'
import type { Lab } from '../../src-shared/lab/schema'
import type { LabCommand } from './drop-rules'
import { type ElementKind, hostNameOf, kindOf, linksOf, nameOf, nicIdOf, userOfFunction } from './lab-facts'

export type ConnectAnswer = { ok: true; says: string; command: LabCommand } | { ok: false; says: string }
/** `any`: whatever the two ends allow; `flow`: only traffic. */
export type Connection = 'any' | 'flow'

const no = (says: string): ConnectAnswer => ({ ok: false, says })
const yes = (says: string, id: string, payload: unknown): ConnectAnswer => ({
  ok: true,
  says,
  command: { id, payload },
})

const STARTS: Partial<Record<ElementKind, string>> = {
  nic: 'Connect a wire, a vSwitch or a vNIC to this NIC',
  vf: 'Give this function to a vNIC',
  vnic: 'Plug this vNIC into a port group, or give it a function',
  vswitch: 'Give this vSwitch an uplink',
  'port-group': 'Plug a vNIC into this port group',
  switch: 'Connect a wire to this switch',
  station: 'Connect a wire to this station',
}

/** What a connection from here would be; null: nothing starts here. */
export const startOf = (kind: ElementKind | null): string | null => (kind && STARTS[kind]) ?? null

export function connectAnswer(lab: Lab, from: string, to: string, wanted: Connection = 'any'): ConnectAnswer {
  if (from === to) return no('Choose the other end.')
  const kinds = [kindOf(lab, from), kindOf(lab, to)]
  if (wanted === 'flow') return flowAnswer(lab, from, to)
  const pick = (kind: ElementKind): string | null => (kinds[0] === kind ? from : kinds[1] === kind ? to : null)
  const vnic = pick('vnic')
  if (vnic) {
    const other = vnic === from ? to : from
    const otherKind = kindOf(lab, other)
    if (otherKind === 'port-group') return networkAnswer(lab, vnic, other)
    if (otherKind === 'vf' || otherKind === 'nic') return functionAnswer(lab, vnic, other)
    return no('A vNIC is plugged into a port group, or given a physical or virtual function.')
  }
  const vswitch = pick('vswitch')
  if (vswitch) {
    const other = vswitch === from ? to : from
    const nic = nicIdOf(other)
    return nic ? uplinkAnswer(lab, vswitch, nic) : no('The uplink of a vSwitch is a physical NIC of its host.')
  }
  if (pick('port-group')) return no('A port group is connected to vNICs.')
  return wireAnswer(lab, from, to)
}

function wireAnswer(lab: Lab, from: string, to: string): ConnectAnswer {
  const ends: string[] = []
  for (const id of [from, to]) {
    const nic = nicIdOf(id)
    const kind = nic ? 'nic' : kindOf(lab, id)
    const name = nameOf(nic ?? id)
    if (kind === 'nic') {
      if (nic && linksOf(lab, nic).length > 0) return no(`${name} has its wire already.`)
      ends.push(`${hostNameOf(lab, id) ?? ''}/${name}`)
    } else if (kind === 'station') {
      if (linksOf(lab, id).length > 0) return no(`${name} has its wire already.`)
      ends.push(name)
    } else if (kind === 'switch') {
      const ports = own(lab.switches, name)?.ports ?? DEFAULT_PORTS
      if (linksOf(lab, id).length >= ports) return no(`${name} has no free port: all ${ports} are in use.`)
      ends.push(name)
    } else return no('A wire connects physical NICs, switches and stations.')
  }
  if (ends[0] === ends[1]) return no('Choose the other end.')
  return yes(`Connect ${ends[0]} and ${ends[1]}`, 'connect-link', { ends })
}

function networkAnswer(lab: Lab, vnic: string, group: string): ConnectAnswer {
  const parts = group.split('/')
  const host = hostNameOf(lab, vnic)
  if (host !== parts[1]) return no(`${nameOf(vnic)} is on ${host ?? 'no host'}: choose a port group there.`)
  const [, vm = '', , nic = ''] = vnic.split('/')
  if (own(own(lab.vms, vm)?.nics, nic)?.adapter === 'passthrough') {
    return no('A passthrough adapter drives its function alone and is plugged into no port group: change its adapter.')
  }
  return yes(`Plug ${nic} of ${vm} into ${parts[5]}`, 'attach-network', {
    vnic: vnic.split('/'),
    network: `${parts[3]}/${parts[5]}`,
  })
}

function functionAnswer(lab: Lab, vnic: string, target: string): ConnectAnswer {
  const [, hostName = '', , nicName = '', , vf] = target.split('/')
  const host = hostNameOf(lab, vnic)
  if (host !== hostName) return no(`${nameOf(vnic)} is on ${host ?? 'no host'}: choose a function there.`)
  if (own(lab.hosts, hostName)?.iommu === 'off') {
    return no(`The IOMMU of ${hostName} is off: no function can be given to a guest.`)
  }
  const index = vf === undefined ? null : Number(vf)
  const user = userOfFunction(lab, hostName, nicName, index)
  const name = index === null ? nicName : `${nicName}.vf${index}`
  if (user !== null && user !== vnic) return no(`${name} carries ${nameOf(user)} of ${user.split('/')[1]} already.`)
  const [, vm = '', , nic = ''] = vnic.split('/')
  const kind = own(own(lab.vms, vm)?.nics, nic)?.adapter ?? 'vmxnet'
  const change = adapter(kind).function === 'none' ? { adapter: 'passthrough' } : {}
  return yes(`Give ${name} to ${nic} of ${vm}`, 'assign-function', { vnic: vnic.split('/'), function: name, ...change })
}

function uplinkAnswer(lab: Lab, vswitch: string, nic: string): ConnectAnswer {
  const [, hostName = '', , switchName = ''] = vswitch.split('/')
  const [, nicHost, , nicName = ''] = nic.split('/')
  if (nicHost !== hostName) return no(`${switchName} is on ${hostName}: choose a NIC there.`)
  for (const [other, settings] of Object.entries(own(lab.hosts, hostName)?.vswitches ?? {})) {
    const uplinks = [...(settings.uplinks?.active ?? []), ...(settings.uplinks?.standby ?? [])]
    if (uplinks.includes(nicName)) return no(`${nicName} is an uplink of ${other} already.`)
  }
  return yes(`Make ${nicName} an uplink of ${switchName}`, 'add-uplink', { vswitch: vswitch.split('/'), nic: nicName })
}

function flowAnswer(lab: Lab, from: string, to: string): ConnectAnswer {
  const ends: string[] = []
  for (const id of [from, to]) {
    const kind = kindOf(lab, id)
    const [, name = '', , nic] = id.split('/')
    const only = Object.keys(own(lab.vms, name)?.nics ?? {})
    if (kind === 'station') ends.push(name)
    else if (kind === 'vnic') ends.push(`${name}/${nic}`)
    else if (kind === 'vm' && only.length === 1) ends.push(`${name}/${only[0]}`)
    else return no('Traffic runs between vNICs and stations.')
  }
  if (ends[0] === ends[1]) return no('Choose another end: traffic does not leave this one.')
  return yes(`Send traffic from ${ends[0]} to ${ends[1]}`, 'add-flow', { from: ends[0], to: ends[1], type: 'tcp' })
}
