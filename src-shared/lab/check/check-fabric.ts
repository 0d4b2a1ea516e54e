// The physical network: switches and their ports, stations, links and what they connect.
import type { Pointer } from '../../api/lab-api'
import { parseIp } from '../addresses'
import { maxSpeed, nicModel } from '../../catalogue/nic-models'
import { DEFAULTS } from '../defaults'
import { entries, own } from '../maps'
import { DEFAULT_PORTS } from '../path'
import type { LabIndex } from '../resolve/lab-index'
import type { Lab, LabStation, LabSwitch } from '../schema'
import { formatRate, parseQuantity, shorten } from '../units'
import type { CheckContext } from './check-context'
import { checkCpu, MIN_MTU, RATE, VLAN, VLAN_OR_NONE } from './check-hosts'

const MAX_MTU = 16_000

const isPort = (text: string | undefined, ports: number): boolean =>
  text !== undefined && /^[1-9]\d{0,4}$/.test(text) && Number(text) <= ports

export function checkSwitch(context: CheckContext, id: string, physical: LabSwitch): void {
  const at = ['switches', id]
  const ports = context.whole([...at, 'ports'], physical.ports, { min: 1, max: 1024 }) ?? DEFAULT_PORTS
  context.whole([...at, 'mtu'], physical.mtu, { min: MIN_MTU, max: MAX_MTU })
  context.whole([...at, 'queue'], physical.queue, { min: 1, max: 1_000_000 })
  checkChannels(context, id, physical, ports)
  for (const [port, settings] of entries(physical.vlans)) {
    const place = [...at, 'vlans', port]
    if (!isPort(port, ports)) {
      context.report('bad-port', place, `${id} has no port "${shorten(port)}"`, `Use a port from 1 to ${ports}.`)
    }
    context.whole([...place, 'access'], settings.access, VLAN, 'vlan-range')
    context.whole([...place, 'native'], settings.native, VLAN, 'vlan-range')
    for (const [index, vlan] of (settings.trunk ?? []).entries()) {
      context.whole([...place, 'trunk', index], vlan, VLAN, 'vlan-range')
    }
    if (settings.access !== undefined && (settings.trunk || settings.native !== undefined)) {
      context.report(
        'vlan-conflict',
        [...place, 'access'],
        'the port is an access port and a trunk at once',
        'Keep "access", or "trunk" with "native".',
      )
    }
  }
}

/** A channel has ports of its own, which carry the same VLANs. */
function checkChannels(context: CheckContext, id: string, physical: LabSwitch, count: number): void {
  const taken = new Set<number>()
  for (const [order, ports] of (physical.channels ?? []).entries()) {
    const at = ['switches', id, 'channels', order]
    const settings = new Set<string>()
    for (const [index, port] of ports.entries()) {
      const number = context.whole([...at, index], port, { min: 1, max: count })
      if (number === undefined) continue
      if (taken.has(number)) {
        context.report('channel-conflict', [...at, index], `port ${number} is in a channel already`, 'Name it once.')
      }
      taken.add(number)
      settings.add(JSON.stringify(own(physical.vlans, String(number)) ?? {}))
    }
    if (ports.length === 0) context.report('channel-conflict', at, 'the channel has no ports', 'Name at least one.')
    if (settings.size > 1) {
      const says = 'the ports of the channel carry different VLANs'
      context.report('channel-conflict', at, says, 'Give all of them the same "access", "trunk" and "native".')
    }
  }
}

function checkGateway(context: CheckContext, at: Pointer, station: LabStation): void {
  if (station.gateway === undefined) return
  const gateway = parseIp(`${station.gateway}/32`)
  const own = station.ip === undefined ? null : parseIp(station.ip)
  if (gateway === null) {
    context.report('bad-ip', at, `"${shorten(station.gateway)}" is no address`, 'Write it without a prefix: 10.0.0.1.')
  } else if (own !== null && (own.address ^ gateway.address) >>> (32 - own.prefix) !== 0 && own.prefix > 0) {
    context.report(
      'no-route',
      at,
      `${station.gateway} is not in the subnet of ${station.ip}`,
      'Use the address of a router in the same subnet.',
    )
  }
}

export function checkStation(context: CheckContext, id: string, station: LabStation): void {
  const at = ['stations', id]
  context.whole([...at, 'mtu'], station.mtu, { min: MIN_MTU, max: MAX_MTU })
  context.whole([...at, 'vlan'], station.vlan, VLAN_OR_NONE, 'vlan-range')
  checkGateway(context, [...at, 'gateway'], station)
  checkCpu(context, [...at, 'cpu'], station.cpu)
  const cores = station.cpu ? (station.cpu.cores ?? DEFAULTS.hostCores) : 1
  context.whole([...at, 'nic', 'rss'], station.nic?.rss, { min: 1, max: cores }, 'queue-limit')
  context.quantity([...at, 'nic', 'moderation'], station.nic?.moderation, 'time', { min: 0, max: 1e11 })
}

/** Groups of switches that are connected with each other (union-find). */
class Groups {
  private readonly parent = new Map<string, string>()

  private find(id: string): string {
    let root = id
    while (this.parent.has(root)) root = this.parent.get(root)!
    // path compression keeps long chains short
    for (let next = id; next !== root;) {
      const after = this.parent.get(next)!
      this.parent.set(next, root)
      next = after
    }
    return root
  }

  /** False: they were connected already. */
  join(a: string, b: string): boolean {
    const [first, second] = [this.find(a), this.find(b)]
    if (first === second) return false
    this.parent.set(first, second)
    return true
  }
}

type End = { machine: string; kind: 'nic' | 'switch' | 'station'; speedBps: number | null }

class LinkCheck {
  private readonly used = new Map<string, number>()
  private readonly groups = new Groups()
  /** What the links of the document end at. */
  private taken: Set<string> | undefined

  constructor(
    private readonly lab: Lab,
    private readonly index: LabIndex,
    private readonly context: CheckContext,
  ) {}

  private nicEnd(pointer: Pointer, host: string, nic: string | undefined): End | null {
    const nics = this.index.host(host)!.nics
    if (nic !== undefined && nics.has(nic)) {
      const entry = own(own(this.lab.hosts, host)!.nics, nic)!
      const stated = entry.speed === undefined ? null : parseQuantity(entry.speed, 'rate')
      const model = nicModel(entry.model)
      return { machine: host, kind: 'nic', speedBps: stated?.ok ? stated.value : model ? maxSpeed(model) : null }
    }
    const ends = [...nics.keys()].map((id) => `${host}/${id}`)
    this.context.report(
      'unknown-end',
      pointer,
      nic === undefined
        ? `"${host}" is a host; a link ends at one of its NICs`
        : `${host} has no NIC "${shorten(nic)}"`,
      this.context.suggest(nic === undefined ? '' : `${host}/${nic}`, ends, 'Add a NIC to the host first.'),
    )
    return null
  }

  private portEnd(pointer: Pointer, id: string, port: string | undefined): End | null {
    const ports = own(this.lab.switches, id)!.ports ?? DEFAULT_PORTS
    if (isPort(port, ports)) return { machine: id, kind: 'switch', speedBps: null }
    this.context.report(
      'bad-port',
      pointer,
      port === undefined
        ? `"${id}" is a switch; a link ends at one of its ports`
        : `${id} has no port "${shorten(port)}"`,
      `Use ${id}/1 to ${id}/${ports}.`,
    )
    return null
  }

  private end(pointer: Pointer, text: string): End | null {
    const [machine, part, more] = text.split('/')
    if (more === undefined) {
      if (this.index.hosts.has(machine)) return this.nicEnd(pointer, machine, part)
      if (this.index.switches.has(machine)) return this.portEnd(pointer, machine, part)
      if (this.index.stations.has(machine) && part === undefined) {
        return { machine, kind: 'station', speedBps: null }
      }
    }
    const isStation = this.index.stations.has(machine)
    this.context.report(
      'unknown-end',
      pointer,
      isStation
        ? `"${machine}" is a station; a link ends at it as a whole`
        : `"${shorten(text)}" is no NIC, switch port or station`,
      isStation
        ? `Write "${machine}".`
        : this.context.suggest(text, this.endNames(part), 'Add a host with a NIC, a switch or a station first.'),
    )
    return null
  }

  /** All that a link can end at, free ends first; of a switch the port that was written, else a free one. */
  private endNames(port: string | undefined): string[] {
    this.taken ??= new Set(this.lab.links!.flatMap(({ ends }) => ends))
    const { taken, lab, index } = this
    const nics = entries(lab.hosts).flatMap(([host, { nics: all }]) =>
      Object.keys(all ?? {}).map((nic) => `${host}/${nic}`),
    )
    const ports = entries(lab.switches).map(([id, physical]) => {
      const count = physical.ports ?? DEFAULT_PORTS
      if (isPort(port, count)) return `${id}/${port}`
      let free = 1
      while (free < count && taken.has(`${id}/${free}`)) free++
      return `${id}/${free}`
    })
    const names = [...new Set([...nics, ...ports, ...index.stations.keys()])]
    return [...names.filter((name) => !taken.has(name)), ...names.filter((name) => taken.has(name))]
  }

  private claim(pointer: Pointer, text: string, order: number): void {
    const other = this.used.get(text)
    if (other === undefined) this.used.set(text, order)
    else if (other !== order) {
      const remedy = 'Use another port or NIC, or remove one of the links.'
      this.context.report('end-used', pointer, `link ${other + 1} ends at ${text} already`, remedy)
    }
  }

  check(order: number): void {
    const link = this.lab.links![order]
    const at = ['links', order]
    this.context.quantity([...at, 'delay'], link.delay, 'time', { min: 0, max: 1e13 })
    this.context.number([...at, 'loss'], link.loss, { min: 0, max: 1 })
    const speed = this.context.quantity([...at, 'speed'], link.speed, 'rate', RATE)
    const ends = link.ends.map((text, side) => this.end([...at, 'ends', side], text))
    for (const [side, end] of ends.entries()) if (end) this.claim([...at, 'ends', side], link.ends[side], order)
    const [a, b] = ends
    if (!a || !b) return
    if (link.ends[0] === link.ends[1]) {
      this.context.report('link-to-self', [...at, 'ends', 1], `both ends are ${link.ends[0]}`, 'Choose another end.')
      return
    }
    if (a.kind === 'switch' && b.kind === 'switch' && !this.groups.join(a.machine, b.machine)) {
      this.context.report(
        'switch-loop',
        [...at, 'ends'],
        a.machine === b.machine
          ? `${a.machine} is connected with itself`
          : `${a.machine} and ${b.machine} are connected by another way already`,
        'Remove the link: without a spanning tree, frames would circulate for ever.',
      )
    }
    const slowest = Math.min(a.speedBps ?? Infinity, b.speedBps ?? Infinity)
    if (speed !== undefined && speed > slowest) {
      this.context.report(
        'link-beyond-nic',
        [...at, 'speed'],
        `${formatRate(speed)} is more than the NIC at its end can do`,
        `Use at most ${formatRate(slowest)}, or remove it.`,
      )
    } else if (speed !== undefined) {
      for (const [side, end] of [a, b].entries()) {
        if (end.kind === 'nic') this.rates(link.ends[side], speed, end.speedBps ?? Infinity)
      }
    }
  }

  /** Limits of functions that their port could keep (`most`), and its link makes useless. */
  private rates(end: string, speed: number, most: number): void {
    const [host, nic] = end.split('/')
    for (const [key, { rate }] of entries(own(own(this.lab.hosts, host)!.nics, nic)!.vf)) {
      const limit = rate === undefined ? null : parseQuantity(rate, 'rate')
      if (!limit?.ok || limit.value <= speed || limit.value > most) continue
      this.context.report(
        'rate-beyond-link',
        ['hosts', host, 'nics', nic, 'vf', key, 'rate'],
        `${formatRate(limit.value)} is above the ${formatRate(speed)} of the link that ends at ${end}`,
        `Use less than ${formatRate(speed)}, or remove it.`,
      )
    }
  }
}

export function checkLinks(lab: Lab, index: LabIndex, context: CheckContext): void {
  const check = new LinkCheck(lab, index, context)
  for (const order of (lab.links ?? []).keys()) check.check(order)
}
