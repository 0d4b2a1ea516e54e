// Names and addresses that nothing has yet, chosen the way a person would go on counting.
import { formatIp, parseIp, subnetOf } from '../addresses'
import { entries, has } from '../maps'
import { isIdentifier, looksLikeVf } from '../path'
import type { Lab } from '../schema'
import type { Applied } from './command'
import { refused } from './command'

/** Hosts, VMs, switches and stations share one set of names. */
export const isMachine = (lab: Lab, id: string): boolean =>
  has(lab.hosts, id) || has(lab.vms, id) || has(lab.switches, id) || has(lab.stations, id)

/** `vmnic` to `vmnic0`, `vmnic1`, ...: the first that is free. */
export function countUp(stem: string, first: number, isTaken: (id: string) => boolean): string {
  let number = first
  while (isTaken(stem + number)) number++
  return stem + number
}

/** `web-1` to `web-2`, `prod` to `prod 2`; the name itself where it is free. */
export function freshLike(id: string, isTaken: (id: string) => boolean): string {
  if (!isTaken(id)) return id
  const match = /^(.*?)(\d{1,6})$/.exec(id)
  const stem = match ? match[1] : `${id.slice(0, 58)} `
  return countUp(stem, match ? Number(match[2]) + 1 : 2, isTaken)
}

/** Refuses a name that a person chose and that cannot be; null: it can. */
export function refuseName(id: string, isTaken: (id: string) => boolean): Applied | null {
  if (!isIdentifier(id) || looksLikeVf(id)) {
    return refused(
      'bad-name',
      `"${id}" cannot be a name. Use letters, digits, spaces, dots, underscores and hyphens, and begin with a letter or digit.`,
    )
  }
  return isTaken(id) ? refused('name-taken', `There is something called "${id}" already. Choose another name.`) : null
}

const DEFAULT_SUBNET = '10.10.0.0/24'

export class FreshIps {
  private readonly used = new Set<number>()
  /** An address of the subnet that the lab uses first. */
  private readonly common: string

  constructor(lab: Lab) {
    const vmkernel = entries(lab.hosts).flatMap(([, host]) => entries(host.vmkernel).map(([, entry]) => entry.ip))
    const vnics = entries(lab.vms).flatMap(([, vm]) => entries(vm.nics).map(([, vnic]) => vnic.ip))
    const stations = entries(lab.stations).map(([, station]) => station.ip)
    for (const text of [...vmkernel, ...vnics, ...stations]) this.claim(text)
    const first = [...vnics, ...stations].find((text) => text !== undefined && parseIp(text) !== null)
    this.common = first ?? DEFAULT_SUBNET
  }

  claim(text: string | undefined): void {
    const ip = text === undefined ? null : parseIp(text)
    if (ip) this.used.add(ip.address)
  }

  isTaken(text: string): boolean {
    const ip = parseIp(text)
    return ip !== null && this.used.has(ip.address)
  }

  /** The first free address from the `first` of the subnet of `near` on; undefined: the subnet is full. */
  next(first: number, near: string = this.common): string | undefined {
    const ip = parseIp(near)
    if (!ip || ip.prefix > 30) return undefined
    const start = subnetOf(ip)
    const size = 2 ** (32 - ip.prefix)
    // a large subnet with its first thousands taken is as good as full
    for (let step = 0; step < Math.min(size, 100_000); step++) {
      const offset = (first + step) % size
      const address = start + offset
      if (offset === 0 || offset === size - 1 || this.used.has(address)) continue
      this.used.add(address)
      return `${formatIp(address)}/${ip.prefix}`
    }
    return undefined
  }
}

/** Where people put VMs and stations in a subnet. */
export const FIRST_VM = 11
export const FIRST_STATION = 100
export const FIRST_VMKERNEL = 1
