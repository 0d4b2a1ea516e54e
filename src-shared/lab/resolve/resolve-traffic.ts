// Flows and the script of events.
import { parseIp } from '../addresses'
import { DEFAULTS } from '../defaults'
import type { EndpointRef, EventModel, FlowModel } from '../lab-model'
import { resolveEndpoint } from '../path'
import type { FlowType, LabEvent, LabFlow, Quantity } from '../schema'
import { quantityOr } from '../units'
import type { LabIndex } from './lab-index'

function resolveEnd(text: string, index: LabIndex): EndpointRef {
  const pointer = resolveEndpoint(index.lab, text)!
  const owner = String(pointer[1])
  if (pointer[0] === 'stations') return { kind: 'station', station: index.stations.get(owner)! }
  return { kind: 'vnic', vm: index.vms.get(owner)!, nic: index.vnic(owner, String(pointer[3]))! }
}

const DEFAULT_SIZE: Record<FlowType, number> = {
  tcp: DEFAULTS.tcpSize,
  udp: DEFAULTS.udpSize,
  rr: DEFAULTS.rrSize,
  ping: DEFAULTS.pingSize,
}

const size = (text: Quantity | undefined, fallback: number) => quantityOr(text, 'size', fallback)

export function resolveFlow(id: string, flow: LabFlow, index: LabIndex): FlowModel {
  return {
    id,
    type: flow.type,
    from: resolveEnd(flow.from, index),
    to: resolveEnd(flow.to, index),
    startPs: quantityOr(flow.start ?? DEFAULTS.flowStart, 'time', 0),
    stopPs: quantityOr(flow.stop, 'time', Infinity),
    streams: flow.streams ?? DEFAULTS.tcpStreams,
    bytes: size(flow.bytes, Infinity),
    timestamps: flow.timestamps ?? DEFAULTS.timestamps,
    socketBufferBytes: size(flow.socketBuffer ?? DEFAULTS.socketBuffer, 0),
    rateBps: quantityOr(flow.rate ?? DEFAULTS.udpRate, 'rate', 0),
    sizeBytes: size(flow.size, DEFAULT_SIZE[flow.type]),
    arrival: flow.arrival ?? DEFAULTS.arrival,
    sizes: flow.sizes ?? DEFAULTS.sizes,
    group: flow.group === undefined ? null : parseIp(flow.group)!.address,
    replyBytes: size(flow.reply, DEFAULTS.rrReply),
    intervalPs: quantityOr(flow.interval ?? DEFAULTS.pingInterval, 'time', 0),
  }
}

function resolveEvent(event: LabEvent, order: number, index: LabIndex): EventModel {
  const atPs = quantityOr(event.at, 'time', 0)
  switch (event.do) {
    case 'vmotion':
      return { atPs, index: order, do: 'vmotion', vm: index.vms.get(event.vm!)!, to: index.hosts.get(event.to!)! }
    case 'hot-add':
      return { atPs, index: order, do: 'hot-add', vm: index.vms.get(event.vm!)!, bytes: size(event.memory, 0) }
    case 'link-down':
    case 'link-up':
      return { atPs, index: order, do: event.do, link: index.linkOf(event.link!) }
    case 'vf-failure':
    case 'vf-recovery':
      return { atPs, index: order, do: event.do, path: event.path! }
    case 'set':
      return { atPs, index: order, do: 'set', path: event.path!, value: event.value }
    default:
      return { atPs, index: order, do: event.do, vm: index.vms.get(event.vm!)! }
  }
}

/** By time; what is due at the same time in the order of the document. */
export function resolveEvents(events: readonly LabEvent[], index: LabIndex): EventModel[] {
  return events
    .map((event, order) => resolveEvent(event, order, index))
    .sort((a, b) => a.atPs - b.atPs || a.index - b.index)
}
