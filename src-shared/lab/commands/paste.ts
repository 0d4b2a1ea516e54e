// A fragment into the lab: machines under new names, parts into a host, vSwitch or VM; names, MACs and IPs that are taken
// change, everything inside the fragment goes on referring to each other.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { parseMac } from '../addresses'
import { copyFragment, type Fragment, type FragmentPart, fragmentSchema } from '../canvas-fragment'
import { mapValues, patch, setAt, valueAt } from '../edit'
import { entries, has, own } from '../maps'
import { elementId } from '../path'
import { mapReferences } from '../references'
import { HostIndex } from '../resolve/lab-index'
import type { Lab, LabHost, LabStation, LabVm, LabVnic } from '../schema'
import { firstNetwork } from './add-vm'
import { type Applied, command, done, expectKind, pointerSchema, positionSchema, refused } from './command'
import { FIRST_STATION, FIRST_VM, FIRST_VMKERNEL, FreshIps, freshLike, isMachine } from './fresh'
import { functionOn, sameNetwork } from './move-vm'
import { placedAll } from './place-on-canvas'

/** How far a copy stands from its original. */
const OFFSET = 40

class Paste {
  private lab: Lab
  private readonly created: Pointer[] = []
  private readonly ips: FreshIps
  private readonly macs = new Set<number>()

  constructor(
    lab: Lab,
    private readonly fragment: Fragment,
    private readonly target: Pointer | undefined,
  ) {
    this.lab = lab
    this.ips = new FreshIps(lab)
    for (const text of this.macTexts(lab)) this.macs.add(parseMac(text) ?? 0)
  }

  private *macTexts(lab: Lab): Generator<string> {
    for (const vm of Object.values(lab.vms ?? {}))
      for (const vnic of Object.values(vm.nics ?? {})) if (vnic.mac) yield vnic.mac
    for (const station of Object.values(lab.stations ?? {})) if (station.mac) yield station.mac
    for (const host of Object.values(lab.hosts ?? {})) {
      for (const nic of Object.values(host.nics ?? {}))
        for (const vf of Object.values(nic.vf ?? {})) if (vf.mac) yield vf.mac
    }
  }

  /** An address that somebody has is left out: one is made. */
  private mac(text: string | undefined): string | undefined {
    const mac = text === undefined ? null : parseMac(text)
    if (mac === null || this.macs.has(mac)) return undefined
    this.macs.add(mac)
    return text
  }

  /** In the subnet of the original; none where that is full. */
  private ip(text: string | undefined, first: number): string | undefined {
    if (text === undefined) return undefined
    const fresh = this.ips.isTaken(text) ? this.ips.next(first, text) : text
    this.ips.claim(fresh)
    return fresh
  }

  private host(host: LabHost): LabHost {
    return patch(host, {
      nics: mapValues(host.nics, (nic) =>
        patch(nic, { vf: mapValues(nic.vf, (vf) => patch(vf, { mac: this.mac(vf.mac) })) }),
      ),
      vmkernel: mapValues(host.vmkernel, (entry) =>
        patch(entry, { ip: this.ip(entry.ip, FIRST_VMKERNEL) ?? entry.ip }),
      ),
    })
  }

  /** Networks and functions as they are on `hostId`, a host of the lab. */
  private vnic(vnic: LabVnic, hostId: string): LabVnic {
    const index = new HostIndex(own(this.lab.hosts, hostId)!)
    const network =
      vnic.network === undefined ? undefined : (sameNetwork(index, vnic.network) ?? firstNetwork(this.lab, hostId))
    return patch(vnic, {
      network,
      function: functionOn(this.lab, hostId, vnic.function),
      mac: this.mac(vnic.mac),
      ip: this.ip(vnic.ip, FIRST_VM),
    })
  }

  private station(station: LabStation): LabStation {
    return patch(station, { ip: this.ip(station.ip, FIRST_STATION), mac: this.mac(station.mac) })
  }

  /** New names for the machines of the fragment, all at once, so that they do not run into each other. */
  private names(): Map<string, string> {
    const { lab } = this.fragment
    const names = new Map<string, string>()
    const taken = new Set<string>()
    for (const id of [lab.hosts, lab.vms, lab.switches, lab.stations].flatMap((map) => Object.keys(map ?? {}))) {
      const fresh = freshLike(id, (name) => isMachine(this.lab, name) || taken.has(name))
      taken.add(fresh)
      names.set(id, fresh)
    }
    return names
  }

  /** The host for VMs whose own host is not in the fragment. */
  private hostFor(vm: LabVm): string | null {
    const target = this.target?.[0] === 'hosts' ? String(this.target[1]) : null
    if (target !== null && has(this.lab.hosts, target)) return target
    if (has(this.lab.hosts, vm.host)) return vm.host
    return Object.keys(this.lab.hosts ?? {})[0] ?? null
  }

  private machines(position: readonly [number, number] | undefined): Applied | null {
    const names = this.names()
    const rename = (path: string) => {
      const [first] = path.split('/', 1)
      return (names.get(first) ?? first) + path.slice(first.length)
    }
    const inside = new Set(Object.keys(this.fragment.lab.hosts ?? {}))
    const piece = mapReferences(this.fragment.lab, rename)
    const put = (map: string, id: string, value: unknown) => {
      const at = [map, names.get(id)!]
      this.lab = setAt(this.lab, at, value)
      this.created.push(at)
    }
    for (const [id, host] of entries(piece.hosts)) put('hosts', id, this.host(host))
    for (const [id, physical] of entries(piece.switches)) put('switches', id, physical)
    for (const [id, station] of entries(piece.stations)) put('stations', id, this.station(station))
    for (const [id, vm] of entries(piece.vms)) {
      const original = own(this.fragment.lab.vms, id)!
      const host = inside.has(original.host) ? vm.host : this.hostFor(original)
      if (host === null) return refused('no-target', `There is no host to put ${id} on. Add a host first.`)
      put('vms', id, patch(vm, { host, nics: mapValues(vm.nics, (vnic) => this.vnic(vnic, host)) }))
    }
    if (piece.links) this.lab = setAt(this.lab, ['links'], [...(this.lab.links ?? []), ...piece.links])
    for (const [id, flow] of entries(piece.flows)) {
      const at = ['flows', freshLike(id, (name) => has(this.lab.flows, name))]
      this.lab = setAt(this.lab, at, flow)
      this.created.push(at)
    }
    this.place(piece, position)
    return null
  }

  private place(piece: Lab, position: readonly [number, number] | undefined): void {
    const positions = entries(piece.view?.positions)
    const first = positions[0]?.[1]
    const [dx, dy] = position && first ? [position[0] - first[0], position[1] - first[1]] : [OFFSET, OFFSET]
    const moved = positions.map(([id, [x, y]]): [string, [number, number]] => [id, [x + dx, y + dy]])
    const free = this.created.find(([map]) => map === 'hosts' || map === 'switches' || map === 'stations')
    if (moved.length === 0 && position && free) moved.push([String(free[1]), [position[0], position[1]]])
    if (moved.length > 0) this.lab = placedAll(this.lab, Object.fromEntries(moved))
  }

  /** Where a part goes: into the target if it fits there, else where it came from. */
  private parentOf(part: FragmentPart): Pointer | null {
    const wanted = part.kind === 'vnics' ? 'vms' : 'hosts'
    const length = part.kind === 'portGroups' ? 4 : 2
    for (const candidate of [this.target?.slice(0, length), part.parent.slice(0, length)]) {
      if (!candidate || candidate[0] !== wanted || candidate.length !== length) continue
      if (length === 4 && candidate[2] !== 'vswitches') continue
      if (valueAt(this.lab, candidate) !== undefined) return candidate
    }
    return null
  }

  private part(part: FragmentPart): Applied | null {
    const parent = this.parentOf(part)
    if (!parent) return refused('no-target', `There is no place to put ${part.id}. Select one and paste again.`)
    const isTaken = (id: string) =>
      part.kind === 'portGroups' || part.kind === 'vnics'
        ? has(valueAt(this.lab, [...parent, part.kind === 'vnics' ? 'nics' : part.kind]) as object, id)
        : ['nics', 'vswitches', 'vmkernel'].some((map) => has(valueAt(this.lab, [...parent, map]) as object, id))
    const at = [...parent, part.kind === 'vnics' ? 'nics' : part.kind, freshLike(part.id, isTaken)]
    this.lab = setAt(this.lab, at, this.partValue(part, parent))
    this.created.push(at)
    return null
  }

  private partValue(part: FragmentPart, parent: Pointer): unknown {
    const { value } = part
    switch (part.kind) {
      case 'vnics':
        return this.vnic(value as LabVnic, own(this.lab.vms, String(parent[1]))!.host)
      case 'nics':
        return this.host({ nics: { nic: value as never } }).nics!.nic
      case 'vmkernel':
        return this.host({ vmkernel: { vmk: value as never } }).vmkernel!.vmk
      case 'vswitches':
        // its uplinks are those of the original
        return { ...value, uplinks: { active: [] } }
      case 'portGroups':
        return value
    }
  }

  run(position: readonly [number, number] | undefined): Applied {
    const refusal = this.machines(position)
    if (refusal) return refusal
    for (const part of this.fragment.parts) {
      const bad = this.part(part)
      if (bad) return bad
    }
    return done(this.lab, ...this.created)
  }
}

const countOf = ({ lab, parts }: Fragment): number =>
  [lab.hosts, lab.vms, lab.switches, lab.stations, lab.flows].reduce(
    (sum, map) => sum + Object.keys(map ?? {}).length,
    parts.length,
  )

export const paste = command({
  id: 'paste',
  payload: z.strictObject({
    fragment: z.unknown(),
    /** The host, vSwitch or VM that is selected. */
    target: pointerSchema.optional(),
    position: positionSchema.optional(),
  }),
  label: () => 'Paste',
  apply(lab, { fragment, target, position }) {
    const read = fragmentSchema.safeParse(fragment)
    if (!read.success || countOf(read.data) === 0) {
      return refused('bad-fragment', 'The clipboard holds nothing of a lab.')
    }
    return new Paste(lab, read.data, target).run(position)
  },
})

const COPYABLE = [
  'host',
  'VM',
  'switch',
  'station',
  'NIC',
  'vSwitch',
  'vmkernel interface',
  'port group',
  'vNIC',
  'flow',
]

export const duplicate = command({
  id: 'duplicate',
  payload: z.strictObject({ pointers: z.array(pointerSchema).min(1) }),
  label: ({ pointers }) => (pointers.length === 1 ? `Duplicate ${elementId(pointers[0].slice(-1))}` : 'Duplicate'),
  apply(lab, { pointers }) {
    for (const pointer of pointers) {
      const refusal = expectKind(lab, pointer, ...COPYABLE)
      if (refusal) return refusal
    }
    return new Paste(lab, copyFragment(lab, pointers), undefined).run(undefined)
  },
})
