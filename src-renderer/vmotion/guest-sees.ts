// What the guest of a VM has seen of a vNIC until a moment: its devices there and then, and what has changed since the start.
import { adapter } from '../../src-shared/catalogue/adapters'
import { DEFAULTS } from '../../src-shared/lab/defaults'
import { entries, own } from '../../src-shared/lab/maps'
import type { Lab } from '../../src-shared/lab/schema'
import { mostAtOnce } from '../../src-shared/result/design-table'
import type { GuestDevice, GuestView } from '../../src-shared/result/result'

export interface GuestSees {
  nic: string
  design: string
  ip: string | null
  /** Devices that are there at the moment. */
  devices: GuestDevice[]
  /** One device with one driver and one MAC address since the start. */
  isSteady: boolean
  says: string
}

export const ROLE_WORDS: Record<GuestDevice['role'], string> = {
  nic: '',
  master: 'the pair',
  primary: 'primary',
  standby: 'standby',
}

export function guestSees(
  lab: Lab | null,
  vm: string,
  views: Readonly<Record<string, GuestView>>,
  at: number,
): GuestSees[] {
  return entries(own(lab?.vms, vm)?.nics ?? {}).flatMap(([name, vnic]) => {
    const view = own(views, `${vm}/${name}`)
    if (!view) return []
    const seen = view.devices.filter((device) => device.from <= at)
    const isThere = ({ until }: GuestDevice): boolean => until === null || until > at
    return {
      nic: name,
      design: adapter(vnic.adapter ?? DEFAULTS.adapter).name,
      ip: vnic.ip ?? null,
      devices: seen.filter(isThere),
      isSteady: seen.length === 1 && seen.every(isThere),
      says: [historyOf(seen, at), view.unpaired?.says].filter(Boolean).join(' '),
    }
  })
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

function historyOf(seen: readonly GuestDevice[], at: number): string {
  if (seen.length === 0) return 'The guest has seen no device yet.'
  const start = Math.min(...seen.map(({ from }) => from))
  const came = seen.filter(({ from }) => from > start).length
  const went = seen.filter(({ until }) => until !== null && until <= at).length
  if (seen.length === 1 && went === 0) return 'One device, one driver, one MAC address since the start.'
  const most = `${count(mostAtOnce(seen), 'device', 'devices')} at most at one time`
  const changes = came + went === 0 ? 'none came or went' : `${came} came and ${went} went while it ran`
  const drivers = new Set(seen.map(({ driver }) => driver))
  return `${most}, ${changes}; ${count(drivers.size, 'driver', 'different drivers')}.`
}
