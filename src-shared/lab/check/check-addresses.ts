// MAC and IP addresses: readable, possible, and nobody has the same.
import type { Pointer } from '../../api/lab-api'
import { formatIp, isGroupIp, isHostIp, isUnicastMac, parseIp, parseMac } from '../addresses'
import { entries } from '../maps'
import type { Lab } from '../schema'
import { shorten } from '../units'
import type { CheckContext } from './check-context'

/** Reports what is not the address of a multicast group. */
export function checkGroup(context: CheckContext, at: Pointer, text: string | undefined): void {
  if (text === undefined || isGroupIp(parseIp(text)?.address ?? 0)) return
  context.report('bad-ip', at, `"${shorten(text)}" is not a multicast group`, 'Write one like 239.1.1.1.')
}

class Addresses {
  private readonly macs = new Map<number, string>()
  private readonly ips = new Map<number, string>()

  constructor(private readonly context: CheckContext) {}

  /** The address as a number; undefined: none, or reported. */
  readMac(pointer: Pointer, text: string | undefined): number | undefined {
    if (text === undefined) return undefined
    const mac = parseMac(text)
    if (mac === null || !isUnicastMac(mac)) {
      const why = mac === null ? 'is not a MAC address' : 'is not the address of a single component'
      this.context.report('bad-mac', pointer, `"${shorten(text)}" ${why}`, 'Write it like 02:00:00:00:00:10.')
      return undefined
    }
    return mac
  }

  mac(pointer: Pointer, text: string | undefined, owner: string): void {
    const mac = this.readMac(pointer, text)
    if (mac === undefined) return
    const other = this.macs.get(mac)
    if (other === undefined) this.macs.set(mac, owner)
    else {
      const remedy = 'Give one of the two another address, or remove it and have one made.'
      this.context.report('duplicate-mac', pointer, `${other} has the address ${text} too`, remedy)
    }
  }

  ownerOf(mac: number): string | undefined {
    return this.macs.get(mac)
  }

  ip(pointer: Pointer, text: string | undefined, owner: string): void {
    if (text === undefined) return
    const ip = parseIp(text)
    if (!ip || !isHostIp(ip)) {
      const why = ip ? 'cannot be the address of a single component' : 'is not an IPv4 address'
      this.context.report(
        'bad-ip',
        pointer,
        `"${shorten(text)}" ${why}`,
        'Write it with its subnet, like 10.10.0.11/24.',
      )
      return
    }
    const other = this.ips.get(ip.address)
    if (other === undefined) this.ips.set(ip.address, owner)
    else {
      this.context.report(
        'duplicate-ip',
        pointer,
        `${other} has the address ${formatIp(ip.address)} too`,
        'Give one of the two another address.',
      )
    }
  }
}

/** The address that an administrator gives a function may be that of the vNIC that uses it, but of no other component. */
function checkFunctionMacs(lab: Lab, addresses: Addresses, context: CheckContext): void {
  for (const [id, host] of entries(lab.hosts)) {
    for (const [name, nic] of entries(host.nics)) {
      const seen = new Map<number, string>()
      for (const [vf, settings] of entries(nic.vf)) {
        const pointer = ['hosts', id, 'nics', name, 'vf', vf, 'mac']
        const mac = addresses.readMac(pointer, settings.mac)
        if (mac === undefined) continue
        const sibling = seen.get(mac)
        const owner = addresses.ownerOf(mac)
        const other = sibling ?? (owner !== undefined && !owner.startsWith('vNIC ') ? owner : undefined)
        if (other !== undefined) {
          const remedy = 'Give one of the two another address.'
          context.report('duplicate-mac', pointer, `${other} has the address ${settings.mac} too`, remedy)
        }
        seen.set(mac, `${name}.vf${vf}`)
      }
    }
  }
}

export function checkAddresses(lab: Lab, context: CheckContext): void {
  const addresses = new Addresses(context)
  for (const [id, host] of entries(lab.hosts)) {
    for (const [name, entry] of entries(host.vmkernel)) {
      addresses.ip(['hosts', id, 'vmkernel', name, 'ip'], entry.ip, `${id}/${name}`)
    }
  }
  for (const [id, station] of entries(lab.stations)) {
    addresses.mac(['stations', id, 'mac'], station.mac, `station ${id}`)
    addresses.ip(['stations', id, 'ip'], station.ip, `station ${id}`)
  }
  for (const [id, vm] of entries(lab.vms)) {
    for (const [name, vnic] of entries(vm.nics)) {
      const owner = `vNIC ${id}/${name}`
      addresses.mac(['vms', id, 'nics', name, 'mac'], vnic.mac, owner)
      addresses.ip(['vms', id, 'nics', name, 'ip'], vnic.ip, owner)
      // anybody's: it is forged
      addresses.readMac(['vms', id, 'nics', name, 'source'], vnic.source)
    }
  }
  checkFunctionMacs(lab, addresses, context)
}
