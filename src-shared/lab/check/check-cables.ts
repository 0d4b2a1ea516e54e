// Flows that need a port at which no link ends: what is sent there is lost, or waits for an answer for ever.
// Left out: VMs that the script moves, which may leave or find such a port, and whether links lead to the other end at all.
import type { Pointer } from '../../api/lab-api'
import { adapter } from '../../catalogue/adapters'
import { DEFAULTS } from '../defaults'
import { entries, own } from '../maps'
import { parseFunction, resolveEndpoint } from '../path'
import type { LabIndex } from '../resolve/lab-index'
import type { Lab, LabVnic } from '../schema'
import type { CheckContext } from './check-context'

/** How an end of a flow is connected: by a function, by a vSwitch, or as a station. */
type Way =
  | { kind: 'station'; pointer: Pointer; id: string }
  | { kind: 'function'; pointer: Pointer; host: string; vnic: LabVnic }
  | { kind: 'vswitch'; host: string; vswitch: string }

/** A place that flows need, and why it gives them nothing. */
interface Gap {
  code: 'link-missing' | 'uplink-missing'
  pointer: Pointer
  says: string
  remedy: string
  flows: string[]
}

const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`

class CableCheck {
  private readonly gaps = new Map<string, Gap>()
  private readonly moved: Set<string | undefined>

  constructor(
    private readonly lab: Lab,
    private readonly index: LabIndex,
    private readonly context: CheckContext,
  ) {
    const moves = (lab.events ?? []).filter((event) => event.do === 'vmotion')
    this.moved = new Set(moves.map(({ vm }) => vm))
  }

  flow(id: string, from: string, to: string): void {
    const ways = [this.way(from), this.way(to)]
    const [a, b] = ways
    const isLocal = a?.kind === 'vswitch' && b?.kind === 'vswitch' && a.host === b.host && a.vswitch === b.vswitch
    if (!isLocal) for (const way of ways) if (way !== null) this.need(id, way)
  }

  private way(text: string): Way | null {
    const pointer = resolveEndpoint(this.lab, text)
    if (pointer === null) return null
    const id = String(pointer[1])
    if (pointer[0] === 'stations') return { kind: 'station', pointer, id }
    const vm = own(this.lab.vms, id)!
    const host = this.index.host(vm.host)
    if (host === undefined || this.moved.has(id)) return null
    const vnic = own(vm.nics, String(pointer[3]))!
    if (adapter(vnic.adapter ?? DEFAULTS.adapter).function !== 'none' && vnic.function !== undefined) {
      return { kind: 'function', pointer, host: vm.host, vnic }
    }
    const place = vnic.network === undefined ? undefined : host.network(vnic.network)
    if (place === undefined) return null
    return { kind: 'vswitch', host: vm.host, vswitch: [...host.vswitches.keys()][place.vswitch] }
  }

  private hasLink(end: string): boolean {
    return this.index.linkOf(end) >= 0
  }

  private need(flow: string, way: Way): void {
    switch (way.kind) {
      case 'station':
        if (!this.hasLink(way.id)) this.miss(flow, way.pointer, `no link ends at ${way.id}`, way.id)
        return
      case 'function':
        return this.needFunction(flow, way.pointer, way.host, way.vnic.function!)
      case 'vswitch':
        return this.needUplink(flow, way.host, way.vswitch)
    }
  }

  /** Frames between functions of one port stay in the NIC, which passes none while the port has no link. */
  private needFunction(flow: string, pointer: Pointer, host: string, text: string): void {
    const { nics } = this.index.host(host)!
    if (text === 'auto') {
      const ends = [...nics.keys()].map((nic) => `${host}/${nic}`)
      if (ends.length === 0 || ends.some((end) => this.hasLink(end))) return
      this.miss(flow, pointer, `no link ends at a NIC of ${host}, and a function needs its port up`, ends[0])
      return
    }
    const name = parseFunction(text)
    if (name === null || (name.host !== null && name.host !== host) || !nics.has(name.nic)) return
    const end = `${host}/${name.nic}`
    if (this.hasLink(end)) return
    const says = `no link ends at ${end}: a port that is down passes nothing, not even between its own functions`
    this.miss(flow, ['hosts', host, 'nics', name.nic], says, end)
  }

  private needUplink(flow: string, host: string, id: string): void {
    const vswitch = own(own(this.lab.hosts, host)!.vswitches, id)!
    const pointer = ['hosts', host, 'vswitches', id]
    const ends = [...(vswitch.uplinks?.active ?? []), ...(vswitch.uplinks?.standby ?? [])].map(
      (nic) => `${host}/${nic}`,
    )
    if (ends.some((end) => this.hasLink(end))) return
    if (ends.length > 0) {
      this.miss(flow, pointer, `no link ends at an uplink of ${host}/${id} (${list(ends)})`, ends[0])
      return
    }
    const says = `${host}/${id} has no uplink`
    const remedy = `Name a NIC of ${host} among its uplinks, and add a link that ends there.`
    this.add({ code: 'uplink-missing', pointer, says, remedy, flows: [flow] })
  }

  private miss(flow: string, pointer: Pointer, says: string, end: string): void {
    const remedy = `Add a link that ends at ${end}.`
    this.add({ code: 'link-missing', pointer, says, remedy, flows: [flow] })
  }

  private add(gap: Gap): void {
    const key = gap.pointer.join('/')
    const known = this.gaps.get(key)
    if (known === undefined) this.gaps.set(key, gap)
    else if (!known.flows.includes(gap.flows[0])) known.flows.push(gap.flows[0])
  }

  report(): void {
    for (const { code, pointer, says, remedy, flows } of this.gaps.values()) {
      const need = flows.length === 1 ? `flow ${flows[0]} needs it` : `flows ${list(flows)} need it`
      this.context.report(code, pointer, `${says}; ${need}`, remedy)
    }
  }
}

/** A link that leads nowhere may be the one that is missed: that is to be mended first. */
export function checkCables(lab: Lab, index: LabIndex, context: CheckContext): void {
  if (context.problems.some(({ path }) => path.startsWith('links/'))) return
  const check = new CableCheck(lab, index, context)
  for (const [id, { from, to }] of entries(lab.flows)) check.flow(id, from, to)
  check.report()
}
