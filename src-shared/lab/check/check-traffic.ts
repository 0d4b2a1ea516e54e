// Flows, the script of events, and captures.
import { nicModel } from '../../catalogue/nic-models'
import type { Pointer } from '../../api/lab-api'
import { parseIp, subnetOf } from '../addresses'
import { DEFAULTS } from '../defaults'
import { entries, own } from '../maps'
import { DEFAULT_PORTS, parseFunction, pointerOf, resolveEndpoint, resolveProperty } from '../path'
import type { LabIndex } from '../resolve/lab-index'
import { fieldsAt, isOptional, schemaAt } from '../schema-at'
import type { Lab, LabEvent, LabFlow } from '../schema'
import { formatTime, quantityOr, shorten } from '../units'
import type { CheckContext } from './check-context'
import { checkGroup } from './check-addresses'
import { RATE, TIB } from './check-hosts'
import { checkValue } from './check-shape'

const TIME = { min: 0, max: 9e15 }
/** Headers of IPv4 and UDP, or of IPv4 and ICMP. */
const DATAGRAM_HEADERS = 28
const MAX_DATAGRAM = 65_535 - DATAGRAM_HEADERS

/** Which fields mean something for which kind of flow, beside from, to, type, start and stop. */
const FIELDS: Record<LabFlow['type'], readonly string[]> = {
  tcp: ['streams', 'bytes', 'timestamps', 'socketBuffer', 'size'],
  udp: ['rate', 'size', 'arrival', 'sizes', 'group'],
  rr: ['size', 'reply'],
  ping: ['interval', 'size'],
}
const DEFAULT_SIZE = { udp: DEFAULTS.udpSize, rr: DEFAULTS.rrSize, ping: DEFAULTS.pingSize } as const
const ALL_FIELDS = [...new Set(Object.values(FIELDS).flat())]

/** One end of a flow: where it stands in the document, and its address where it has one. */
interface FlowEnd {
  pointer: Pointer
  ip: { address: number; prefix: number } | null
  mtu: number
}

export class TrafficCheck {
  private endpointNames: string[] | undefined

  constructor(
    private readonly lab: Lab,
    private readonly index: LabIndex,
    private readonly context: CheckContext,
    private readonly durationPs: number,
  ) {}

  private endpoints(): string[] {
    this.endpointNames ??= [
      ...entries(this.lab.vms).flatMap(([id, vm]) => Object.keys(vm.nics ?? {}).map((nic) => `${id}/${nic}`)),
      ...Object.keys(this.lab.stations ?? {}),
    ]
    return this.endpointNames
  }

  private end(at: Pointer, text: string): FlowEnd | null {
    const pointer = resolveEndpoint(this.lab, text)
    if (!pointer) {
      const nics = Object.keys(own(this.lab.vms, text)?.nics ?? {})
      this.context.report(
        'unknown-endpoint',
        at,
        nics.length > 1 ? `${text} has several NICs` : `nothing called "${shorten(text)}" can send or receive`,
        nics.length > 1
          ? `Name one: ${nics.map((nic) => `${text}/${nic}`).join(' or ')}.`
          : this.context.suggest(text, this.endpoints(), 'Add a station, or a VM with a NIC, first.'),
      )
      return null
    }
    const station = pointer[0] === 'stations'
    const owner = String(pointer[1])
    const entry = station ? own(this.lab.stations, owner)! : own(own(this.lab.vms, owner)!.nics, String(pointer[3]))!
    const mtu = entry.mtu ?? (station ? DEFAULTS.stationMtu : DEFAULTS.guestMtu)
    if (entry.ip === undefined) {
      this.context.report(
        'no-ip',
        at,
        `${text} has no IP address`,
        `Set "ip" of ${station ? `the station ${owner}` : `the NIC ${owner}/${pointer[3]}`}, such as 10.10.0.11/24.`,
      )
      return { pointer, ip: null, mtu }
    }
    return { pointer, ip: parseIp(entry.ip), mtu }
  }

  private ends(at: Pointer, flow: LabFlow, from: FlowEnd | null, to: FlowEnd | null): void {
    if (!from || !to) return
    if (from.pointer.join('/') === to.pointer.join('/')) {
      this.context.report(
        'flow-to-self',
        [...at, 'to'],
        `the flow begins and ends at ${flow.to}`,
        'Choose another end.',
      )
    } else if (from.ip && to.ip) {
      const near = subnetOf(from.ip) === subnetOf({ ...to.ip, prefix: from.ip.prefix })
      const back = subnetOf(to.ip) === subnetOf({ ...from.ip, prefix: to.ip.prefix })
      if ((near || this.hasGateway(flow.from)) && (back || this.hasGateway(flow.to))) return
      this.context.report(
        'no-route',
        at,
        `${flow.from} and ${flow.to} are in different subnets, and nothing here routes`,
        'Give both an address of the same subnet.',
      )
    }
  }

  /** What a sender without fragments is given to send. */
  private datagram(at: Pointer, field: 'size' | 'reply', bytes: number | undefined, name: string, end: FlowEnd): void {
    const most = end.mtu - DATAGRAM_HEADERS
    if (bytes === undefined || bytes <= most) return
    this.context.report(
      'datagram-beyond-mtu',
      [...at, field],
      `${bytes} bytes and ${DATAGRAM_HEADERS} of headers are more than the MTU of ${name}, ${end.mtu}: all are lost`,
      `Use at most ${most}, or an MTU of at least ${bytes + DATAGRAM_HEADERS} along the way.`,
    )
  }

  private datagrams(at: Pointer, flow: LabFlow, from: FlowEnd | null, to: FlowEnd | null): void {
    const { context } = this
    if (context.isBroken([...at, 'type'])) return
    if (flow.type === 'tcp') {
      context.quantity([...at, 'size'], flow.size, 'size', { min: 1, max: TIB / 1024 })
      return
    }
    const range = { min: flow.type === 'ping' ? 0 : 1, max: MAX_DATAGRAM }
    const size = context.quantity([...at, 'size'], flow.size ?? DEFAULT_SIZE[flow.type], 'size', range)
    // exponential sizes end at what the sender can send
    if (from && flow.sizes !== 'exponential') this.datagram(at, 'size', size, flow.from, from)
    if (flow.type !== 'rr') return
    const reply = context.quantity([...at, 'reply'], flow.reply, 'size', range)
    if (to) this.datagram(at, 'reply', reply, flow.to, to)
  }

  private hasGateway(name: string): boolean {
    return own(this.lab.stations, name)?.gateway !== undefined
  }

  flow(id: string, flow: LabFlow): void {
    const at = ['flows', id]
    const { context } = this
    const isTyped = !context.isBroken([...at, 'type'])
    const from = this.end([...at, 'from'], flow.from)
    const to = this.end([...at, 'to'], flow.to)
    this.ends(at, flow, from, to)
    this.datagrams(at, flow, from, to)
    const start = context.quantity([...at, 'start'], flow.start, 'time', TIME) ?? 0
    const stop = context.quantity([...at, 'stop'], flow.stop, 'time', TIME)
    if (stop !== undefined && stop <= start) {
      const says = `it stops at ${formatTime(stop)} and starts at ${formatTime(start)}`
      context.report('stop-before-start', [...at, 'stop'], says, `Use a time after ${formatTime(start)}.`)
    }
    if (start >= this.durationPs) {
      const says = `it starts at ${formatTime(start)}, the run ends at ${formatTime(this.durationPs)}`
      context.report('after-end', [...at, 'start'], says, 'Start it earlier, or make the run longer.')
    }
    context.whole([...at, 'streams'], flow.streams, { min: 1, max: 1024 })
    context.quantity([...at, 'bytes'], flow.bytes, 'size', { min: 1, max: 1024 * TIB })
    context.quantity([...at, 'socketBuffer'], flow.socketBuffer, 'size', { min: 2048, max: TIB / 1024 })
    context.quantity([...at, 'rate'], flow.rate, 'rate', RATE)
    context.quantity([...at, 'interval'], flow.interval, 'time', { min: 1e6, max: 9e15 })
    checkGroup(context, [...at, 'group'], flow.group)
    for (const field of ALL_FIELDS) {
      if (!isTyped || !Object.hasOwn(flow, field) || FIELDS[flow.type].includes(field)) continue
      const remedy = `Remove it; ${flow.type} knows ${FIELDS[flow.type].join(', ')}.`
      context.report('field-ignored', [...at, field], `"${field}" means nothing for a ${flow.type} flow`, remedy)
    }
  }

  private vm(at: Pointer, event: LabEvent): string | null {
    if (event.vm === undefined) {
      this.context.report('missing-field', [...at, 'vm'], `${event.do} needs "vm"`, 'Name the VM.')
    } else if (!this.index.vms.has(event.vm)) {
      this.context.report(
        'unknown-vm',
        [...at, 'vm'],
        `there is no VM "${shorten(event.vm)}"`,
        this.context.suggest(event.vm, [...this.index.vms.keys()], 'Add a VM first.'),
      )
    } else return event.vm
    return null
  }

  private vmotion(at: Pointer, event: LabEvent): void {
    const vm = this.vm(at, event)
    if (event.to === undefined) {
      this.context.report('missing-field', [...at, 'to'], 'vmotion needs "to"', 'Name the host to move to.')
    } else if (!this.index.hosts.has(event.to)) {
      this.context.report(
        'unknown-host',
        [...at, 'to'],
        `there is no host "${shorten(event.to)}"`,
        this.context.suggest(event.to, [...this.index.hosts.keys()], 'Add a host first.'),
      )
    } else if (vm !== null && own(this.lab.vms, vm)!.host === event.to) {
      // it may have moved away by then
      const moved = this.lab.events!.some((other) => other !== event && other.do === 'vmotion' && other.vm === vm)
      if (moved) return
      this.context.report('event-same-host', [...at, 'to'], `${vm} is on ${event.to} already`, 'Name another host.')
    }
  }

  private hotAdd(at: Pointer, event: LabEvent): void {
    this.vm(at, event)
    const { memory } = event
    if (memory === undefined) {
      this.context.report('missing-field', [...at, 'memory'], 'hot-add needs "memory"', 'Say how much, such as 1GiB.')
    } else this.context.quantity([...at, 'memory'], memory, 'size', { min: 4096, max: TIB })
  }

  private linkEvent(at: Pointer, event: LabEvent): void {
    if (event.link === undefined) {
      this.context.report('missing-field', [...at, 'link'], `${event.do} needs "link"`, 'Name an end of the link.')
    } else if (this.index.linkOf(event.link) < 0) {
      this.context.report(
        'unknown-link',
        [...at, 'link'],
        `no link ends at "${shorten(event.link)}"`,
        this.context.suggest(
          event.link,
          (this.lab.links ?? []).flatMap((link) => link.ends),
          'Add a link first.',
        ),
      )
    }
  }

  /** Functions may also be enabled while the lab runs. */
  private vfEvent(at: Pointer, event: LabEvent): void {
    if (event.path === undefined) {
      this.context.report('missing-field', [...at, 'path'], `${event.do} needs "path"`, 'Name a virtual function.')
      return
    }
    const [host, name] = event.path.split('/')
    const fn = name === undefined ? null : parseFunction(name)
    const nic = fn && own(own(this.lab.hosts, host)?.nics, fn.nic)
    if (fn && fn.vf !== null && nic && fn.vf < (nicModel(nic.model)?.usableVfs ?? Infinity)) return
    const says = `"${shorten(event.path)}" is no virtual function`
    this.context.report('unknown-component', [...at, 'path'], says, 'Write it like esx-a/vmnic0.vf0.')
  }

  private setEvent(at: Pointer, event: LabEvent): void {
    for (const field of ['path', 'value'] as const) {
      if (Object.hasOwn(event, field)) continue
      this.context.report('missing-field', [...at, field], `set needs "${field}"`, `Add "${field}".`)
    }
    if (event.path === undefined) return
    const place = resolveProperty(this.lab, event.path)
    if (!place) {
      const says = `"${shorten(event.path)}" is no property of a component`
      this.context.report('unknown-component', [...at, 'path'], says, 'Write it like esx-a/vmnic0.vf0/trust.')
      return
    }
    const property = [...place.pointer, ...place.property]
    const schema = schemaAt(property)
    // a group that may be absent, such as shaping, is taken away
    if (event.value === null && schema && isOptional(schema) && fieldsAt(property).length > 0) return
    if (!schema) {
      const known = fieldsAt([...place.pointer, ...place.property.slice(0, -1)])
      const name = place.property[place.property.length - 1]
      this.context.report(
        'unknown-property',
        [...at, 'path'],
        `the component has no property "${shorten(place.property.join('/'))}"`,
        this.context.suggest(name, known, ''),
      )
    } else if (Object.hasOwn(event, 'value')) checkValue(schema, event.value, [...at, 'value'], this.context)
  }

  event(order: number, event: LabEvent): void {
    const at = ['events', order]
    const time = this.context.quantity([...at, 'at'], event.at, 'time', TIME)
    if (time !== undefined && time > this.durationPs) {
      const says = `it is due at ${formatTime(time)}, the run ends at ${formatTime(this.durationPs)}`
      this.context.report('after-end', [...at, 'at'], says, 'Use an earlier time, or make the run longer.')
    }
    if (this.context.isBroken([...at, 'do'])) return
    switch (event.do) {
      case 'vmotion':
        return this.vmotion(at, event)
      case 'hot-add':
        return this.hotAdd(at, event)
      case 'link-down':
      case 'link-up':
        return this.linkEvent(at, event)
      case 'vf-failure':
      case 'vf-recovery':
        return this.vfEvent(at, event)
      case 'set':
        return this.setEvent(at, event)
      default:
        return void this.vm(at, event)
    }
  }

  /** Where frames pass: a NIC, function, vNIC, vSwitch, port group, vmkernel interface, switch port, station or link. */
  capturePoint(at: Pointer, path: string): void {
    const pointer = pointerOf(this.lab, path)
    const whole = pointer && pointer.length === 2 && pointer[0] !== 'stations' && pointer[0] !== 'links'
    if (pointer && !whole) return
    const ports = pointer?.[0] === 'switches' ? [`${path}/1 to ${path}/${DEFAULT_PORTS}`] : this.endpoints()
    this.context.report(
      'unknown-component',
      at,
      whole ? `"${path}" is a whole machine` : `there is nothing called "${shorten(path)}"`,
      whole ? 'Name one of its NICs or ports.' : this.context.suggest(path, ports, 'Add a component with a NIC first.'),
    )
  }
}

const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,118}[A-Za-z0-9_-])?$/
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

function checkCaptures(lab: Lab, traffic: TrafficCheck, context: CheckContext): void {
  const files = new Set<string>()
  for (const [order, capture] of (lab.captures ?? []).entries()) {
    const at = ['captures', order]
    traffic.capturePoint([...at, 'at'], capture.at)
    context.whole([...at, 'snaplen'], capture.snaplen, { min: 14, max: 262_144 })
    if (!FILE_NAME.test(capture.file) || RESERVED.test(capture.file)) {
      const says = `"${shorten(capture.file)}" is not a plain file name`
      context.report('bad-file-name', [...at, 'file'], says, 'Write a name without folders, like web-1.pcapng.')
    } else if (files.has(capture.file.toLowerCase())) {
      const says = `another capture writes ${capture.file}`
      context.report('duplicate-file', [...at, 'file'], says, 'Choose another name.')
    }
    files.add(capture.file.toLowerCase())
  }
}

export function checkTraffic(lab: Lab, index: LabIndex, context: CheckContext): void {
  const stated = context.quantity(['duration'], lab.duration, 'time', { min: 1e6, max: 9e15 })
  const durationPs = stated ?? quantityOr(DEFAULTS.duration, 'time', 0)
  const traffic = new TrafficCheck(lab, index, context, durationPs)
  for (const [id, flow] of entries(lab.flows)) traffic.flow(id, flow)
  for (const [order, event] of (lab.events ?? []).entries()) traffic.event(order, event)
  checkCaptures(lab, traffic, context)
}
