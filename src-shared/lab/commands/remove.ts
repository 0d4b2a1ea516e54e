// Things go, and in the same step what cannot be without them: the VMs of a host, links, flows, events, captures, positions.
// What something else needs to go on working (a network, a function) is refused instead, with the name of who needs it.
import { z } from 'zod'
import type { Pointer } from '../../api/lab-api'
import { filterMap, mapValues, patch, removeAt, valueAt } from '../edit'
import { entries } from '../maps'
import { componentPathOf, elementId, linkPath } from '../path'
import { functionPath, networkPath } from '../references'
import { HostIndex } from '../resolve/lab-index'
import type { Lab, LabEvent, LabHost } from '../schema'
import { withoutUplinks } from './add-host'
import { type Applied, command, done, kindOf, pointerSchema, refused } from './command'
import { withVfs } from './set-vfs'

class Removal {
  /** Component paths of what goes. */
  private readonly roots = new Set<string>()
  readonly flows = new Set<string>()
  readonly lists = {
    links: new Set<number>(),
    events: new Set<number>(),
    captures: new Set<number>(),
    checks: new Set<number>(),
  }

  constructor(
    private readonly lab: Lab,
    pointers: readonly Pointer[],
  ) {
    for (const pointer of pointers) this.add(pointer)
    for (const [id, vm] of entries(lab.vms)) if (this.isGone(vm.host)) this.roots.add(id)
    this.cascade()
  }

  private add(pointer: Pointer): void {
    const [map, id] = pointer
    if (map === 'flows') this.flows.add(String(id))
    else if (typeof id === 'number' && map in this.lists) this.lists[map as keyof typeof this.lists].add(id)
    else {
      const path = componentPathOf(pointer)
      if (path !== null) this.roots.add(path)
    }
  }

  /** The thing itself goes, or what it is in, or the NIC whose function it is. */
  isGone(path: string): boolean {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const part = path.slice(0, end)
      if (this.roots.has(part) || this.roots.has(part.replace(/\.vf\d+$/, ''))) return true
    }
    return false
  }

  private cascade(): void {
    const { lab, lists } = this
    for (const [index, link] of (lab.links ?? []).entries())
      if (link.ends.some((end) => this.isGone(end))) lists.links.add(index)
    for (const [id, flow] of entries(lab.flows)) if (this.isGone(flow.from) || this.isGone(flow.to)) this.flows.add(id)
    const links = (lab.links ?? []).filter((_, index) => !lists.links.has(index))
    const ends = new Set(links.flatMap((link) => [...link.ends, linkPath(link.ends)]))
    const wasEnd = new Set((lab.links ?? []).flatMap((link) => [...link.ends, linkPath(link.ends)]))
    const isLost = (path: string) => wasEnd.has(path) && !ends.has(path)
    for (const [index, event] of (lab.events ?? []).entries()) {
      if (this.isEventGone(event) || (event.link !== undefined && isLost(event.link))) lists.events.add(index)
    }
    for (const [index, { at }] of (lab.captures ?? []).entries()) {
      if (this.isGone(at) || (at.includes('~') && isLost(at))) lists.captures.add(index)
    }
  }

  private isEventGone({ vm, to, path }: LabEvent): boolean {
    return [vm, to, path].some((name) => name !== undefined && this.isGone(name))
  }

  /** Something that stays and needs what goes. */
  blocker(): Applied | null {
    for (const [id, vm] of entries(this.lab.vms)) {
      if (this.isGone(id)) continue
      const host = this.lab.hosts?.[vm.host]
      const index = host && new HostIndex(host)
      for (const [name, vnic] of entries(vm.nics)) {
        const user = `${id}/${name}`
        if (this.isGone(user)) continue
        const at = ['vms', id, 'nics', name]
        const network = index && vnic.network !== undefined ? networkPath(vm.host, index, vnic.network) : null
        if (network !== null && this.isGone(network)) {
          return refused('in-use', `${user} is on the network ${network}. Attach it to another one first.`, at)
        }
        const fn = vnic.function === undefined ? null : functionPath(vm.host, vnic.function)
        if (fn !== null && this.isGone(fn)) {
          return refused('in-use', `${user} uses ${fn}. Give it another function first.`, at)
        }
      }
    }
    for (const [id, host] of entries(this.lab.hosts)) {
      const index = new HostIndex(host)
      for (const [name, entry] of entries(host.vmkernel)) {
        const network = networkPath(id, index, entry.network)
        if (this.isGone(`${id}/${name}`) || network === null || !this.isGone(network)) continue
        return refused('in-use', `${id}/${name} is on the network ${network}. Remove it first.`, [
          'hosts',
          id,
          'vmkernel',
          name,
        ])
      }
    }
    return null
  }

  private host(id: string, host: LabHost): LabHost {
    return patch(host, {
      nics: filterMap(host.nics, (name) => !this.isGone(`${id}/${name}`)),
      vmkernel: filterMap(host.vmkernel, (name) => !this.isGone(`${id}/${name}`)),
      vswitches: mapValues(
        filterMap(host.vswitches, (name) => !this.isGone(`${id}/${name}`)),
        (vswitch, name) =>
          withoutUplinks(
            patch(vswitch, {
              portGroups: filterMap(vswitch.portGroups, (label) => !this.isGone(`${id}/${name}/${label}`)),
            }),
            (nic) => this.isGone(`${id}/${nic}`),
          ),
      ),
    })
  }

  apply(): Lab {
    const { lab, lists } = this
    const keep = <T>(list: T[] | undefined, gone: Set<number>) =>
      gone.size > 0 ? list?.filter((_, i) => !gone.has(i)) : list
    const bare = (id: string) => id.replace(/^(hosts|vms|switches|stations)\//, '')
    const view =
      lab.view &&
      patch(lab.view, {
        positions: filterMap(lab.view.positions, (id) => !this.isGone(bare(id))),
        folded: lab.view.folded?.some((id) => this.isGone(bare(id)))
          ? lab.view.folded.filter((id) => !this.isGone(bare(id)))
          : lab.view.folded,
      })
    return patch(lab, {
      hosts: mapValues(
        filterMap(lab.hosts, (id) => !this.isGone(id)),
        (host, id) => this.host(id, host),
      ),
      vms: mapValues(
        filterMap(lab.vms, (id) => !this.isGone(id)),
        (vm, id) => patch(vm, { nics: filterMap(vm.nics, (name) => !this.isGone(`${id}/${name}`)) }),
      ),
      switches: filterMap(lab.switches, (id) => !this.isGone(id)),
      stations: filterMap(lab.stations, (id) => !this.isGone(id)),
      links: keep(lab.links, lists.links),
      flows: filterMap(lab.flows, (id) => !this.flows.has(id)),
      events: keep(lab.events, lists.events),
      captures: keep(lab.captures, lists.captures),
      checks: keep(lab.checks, lists.checks),
      view,
    })
  }
}

/** Functions have no entry of their own: taking the last ones away lowers the count. Null: there are none among these. */
function removeFunctions(lab: Lab, pointers: readonly Pointer[]): Applied | null {
  const byNic = new Map<string, { nic: Pointer; numbers: Set<number> }>()
  for (const pointer of pointers) {
    if (kindOf(pointer) !== 'virtual function') continue
    const nic = pointer.slice(0, 4)
    const group = byNic.get(elementId(nic)) ?? { nic, numbers: new Set<number>() }
    group.numbers.add(Number(pointer[5]))
    byNic.set(elementId(nic), group)
  }
  let result = lab
  for (const { nic, numbers } of byNic.values()) {
    const entry = valueAt(result, nic) as { vfs?: number } | undefined
    if (!entry) return refused('not-found', `There is no NIC ${elementId(nic)}.`, nic)
    const count = (entry.vfs ?? 0) - numbers.size
    if ([...numbers].some((number) => number < count || number >= (entry.vfs ?? 0))) {
      return refused(
        'not-last',
        `Only the last virtual functions of a NIC can be removed: from .vf${Math.max(count, 0)} on.`,
        nic,
      )
    }
    const applied = withVfs(result, nic, count)
    if (!applied.ok) return applied
    result = applied.lab
  }
  return byNic.size > 0 ? done(result) : null
}

export const remove = command({
  id: 'remove',
  payload: z.strictObject({ pointers: z.array(pointerSchema).min(1) }),
  label({ pointers }) {
    if (pointers.length > 1) return `Remove ${pointers.length} things`
    const name = pointers[0][pointers[0].length - 1]
    return `Remove ${kindOf(pointers[0]) ?? ''}${typeof name === 'string' ? ` ${name}` : ''}`
  },
  apply(lab, { pointers }) {
    const functions = pointers.filter((pointer) => kindOf(pointer) === 'virtual function')
    const ports = pointers.filter((pointer) => kindOf(pointer) === 'switch port')
    const things = pointers.filter((pointer) => !functions.includes(pointer) && !ports.includes(pointer))
    for (const pointer of things) {
      if (kindOf(pointer) === null)
        return refused('wrong-kind', `${elementId(pointer)} is no thing that can be removed.`, pointer)
      if (valueAt(lab, pointer) === undefined) {
        return refused('not-found', `There is no ${kindOf(pointer)} ${pointer[pointer.length - 1]}.`, pointer)
      }
    }
    const removal = new Removal(lab, things)
    const blocked = removal.blocker()
    if (blocked) return blocked
    let result = removal.apply()
    // of a port only its settings can go
    for (const port of ports) result = removeAt(result, port)
    const left = functions.filter((pointer) => valueAt(result, pointer.slice(0, 4)) !== undefined)
    return removeFunctions(result, left) ?? done(result)
  },
})
