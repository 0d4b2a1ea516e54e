// The layers of a frame's bytes, field by field: what a person sees of a header.
import { arp } from './arp'
import { dot1q } from './dot1q'
import { ETHER_TYPE, ethernet } from './ethernet'
import { readUint, type HeaderField, type HeaderFormat } from './header-format'
import { icmp } from './icmp'
import { IP_PROTOCOL, ipv4 } from './ipv4'
import { rarp } from './rarp'
import { tcp } from './tcp'
import { udp } from './udp'

export interface Layer {
  name: string
  standard: string
  /** First byte of the layer in the frame. */
  offset: number
  fields: { name: string; value: string }[]
}

type Readable = Pick<HeaderFormat<unknown>, 'name' | 'standard' | 'fields' | 'parse'>

const BY_ETHER_TYPE: Record<number, Readable | undefined> = {
  [ETHER_TYPE.arp]: arp,
  [ETHER_TYPE.rarp]: rarp,
  [ETHER_TYPE.ipv4]: ipv4,
}
const BY_PROTOCOL: Record<number, Readable | undefined> = {
  [IP_PROTOCOL.icmp]: icmp,
  [IP_PROTOCOL.udp]: udp,
  [IP_PROTOCOL.tcp]: tcp,
}

/** From the outermost layer inwards; it ends before the first that is not known or not whole. */
export function dissect(bytes: Uint8Array): Layer[] {
  const layers: Layer[] = []
  const outer = ethernet.parse(bytes, 0)
  if (!outer) return layers
  layers.push(layerOf(ethernet, bytes, 0))
  let { type } = outer
  let at = 14
  if (type === ETHER_TYPE.dot1q) {
    const tag = dot1q.parse(bytes, at)
    if (!tag) return layers
    layers.push(layerOf(dot1q, bytes, at))
    type = tag.type
    at += 4
  }
  const network = BY_ETHER_TYPE[type]
  if (!network?.parse(bytes, at)) return layers
  layers.push(layerOf(network, bytes, at))
  if (type !== ETHER_TYPE.ipv4) return layers
  const transport = BY_PROTOCOL[bytes[at + 9]]
  if (transport?.parse(bytes, at + 20)) layers.push(layerOf(transport, bytes, at + 20))
  return layers
}

function layerOf(format: Readable, bytes: Uint8Array, offset: number): Layer {
  const fields = format.fields.map((field) => ({ name: field.name, value: show(field, bytes, offset) }))
  return { name: format.name, standard: format.standard, offset, fields }
}

function show(field: HeaderField, bytes: Uint8Array, at: number): string {
  const { bits, length, offset } = field
  let value = readUint(bytes, at + offset, length)
  if (bits) value = Math.floor(value / (1 << bits.shift)) % (1 << bits.count)
  const hex = (digits: number): string => value.toString(16).padStart(digits, '0')
  if (field.show === 'mac') return hex(12).replace(/..(?!$)/g, '$&:')
  if (field.show === 'ipv4') return Array.from(bytes.subarray(at + offset, at + offset + 4)).join('.')
  if (field.show === 'hex') return `0x${hex(bits ? 1 : length * 2)}`
  return String(value)
}
