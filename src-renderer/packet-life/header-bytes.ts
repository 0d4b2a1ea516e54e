// The header of a frame from its bytes, layer by layer and field by field: Ethernet, 802.1Q, ARP and RARP, IPv4, ICMP, UDP,
// TCP. Left out: options, and whatever stands behind the transport header.

export interface HeaderField {
  layer: string
  name: string
  value: string
  /** First byte, and how many. */
  at: number
  length: number
}

/** Null: the text is not bytes in hexadecimal. */
export function parseHex(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '')
  if (digits === '' || digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return null
  return Uint8Array.from({ length: digits.length / 2 }, (_, k) => Number.parseInt(digits.slice(2 * k, 2 * k + 2), 16))
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const ETHER_TYPES: Record<number, string> = { 0x0800: 'IPv4', 0x0806: 'ARP', 0x8035: 'RARP', 0x8100: '802.1Q' }
const PROTOCOLS: Record<number, string> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP' }
const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

class Reader {
  readonly fields: HeaderField[] = []
  at = 0

  constructor(private readonly bytes: Uint8Array) {}

  has(length: number): boolean {
    return this.at + length <= this.bytes.length
  }

  number(length: number): number {
    let value = 0
    for (let k = 0; k < length; k++) value = value * 256 + (this.bytes[this.at + k] ?? 0)
    return value
  }

  /** Reads `length` bytes as a field and goes on behind it. */
  take(layer: string, name: string, length: number, show: (value: number) => string = String): number {
    const value = this.number(length)
    this.fields.push({ layer, name, value: show(value), at: this.at, length })
    this.at += length
    return value
  }

  bytesAs(layer: string, name: string, length: number, separator: ':' | '.'): void {
    const parts = [...this.bytes.subarray(this.at, this.at + length)]
    const value = parts.map((byte) => (separator === ':' ? hex(byte, 2) : String(byte))).join(separator)
    this.fields.push({ layer, name, value, at: this.at, length })
    this.at += length
  }
}

const named = (names: Record<number, string>, digits: number) => (value: number) =>
  names[value] ? `${names[value]} (0x${hex(value, digits)})` : `0x${hex(value, digits)}`

export function headerFields(bytes: Uint8Array): HeaderField[] {
  const reader = new Reader(bytes)
  if (!reader.has(14)) return []
  reader.bytesAs('Ethernet', 'destination', 6, ':')
  reader.bytesAs('Ethernet', 'source', 6, ':')
  let type = reader.take('Ethernet', 'type', 2, named(ETHER_TYPES, 4))
  if (type === 0x8100 && reader.has(4)) {
    reader.take('802.1Q', 'VLAN', 2, (value) => `${value & 0xfff}, priority ${value >> 13}`)
    type = reader.take('802.1Q', 'type', 2, named(ETHER_TYPES, 4))
  }
  if ((type === 0x0806 || type === 0x8035) && reader.has(28)) readArp(reader, type === 0x0806 ? 'ARP' : 'RARP')
  else if (type === 0x0800 && reader.has(20)) readIpv4(reader)
  return reader.fields
}

function readArp(reader: Reader, layer: string): void {
  reader.take(layer, 'hardware and protocol', 6, (value) => `0x${hex(value, 12)}`)
  const names: Record<number, string> = { 1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply' }
  reader.take(layer, 'operation', 2, named(names, 4))
  reader.bytesAs(layer, 'sender', 6, ':')
  reader.bytesAs(layer, 'sender IP', 4, '.')
  reader.bytesAs(layer, 'target', 6, ':')
  reader.bytesAs(layer, 'target IP', 4, '.')
}

function readIpv4(reader: Reader): void {
  const start = reader.at
  const first = reader.take('IPv4', 'version, header', 1, (value) => `${value >> 4}, ${(value & 15) * 4} bytes`)
  reader.take('IPv4', 'service', 1, (value) => `0x${hex(value, 2)}`)
  reader.take('IPv4', 'total length', 2)
  reader.take('IPv4', 'identification', 2)
  reader.take('IPv4', 'fragment', 2, (value) => (value & 0x4000 ? 'do not fragment' : `0x${hex(value, 4)}`))
  reader.take('IPv4', 'time to live', 1)
  const protocol = reader.take('IPv4', 'protocol', 1, named(PROTOCOLS, 2))
  reader.take('IPv4', 'checksum', 2, (value) => `0x${hex(value, 4)}`)
  reader.bytesAs('IPv4', 'source', 4, '.')
  reader.bytesAs('IPv4', 'destination', 4, '.')
  reader.at = start + (first & 15) * 4
  if (protocol === 6 && reader.has(20)) readTcp(reader)
  else if (protocol === 17 && reader.has(8)) readUdp(reader)
  else if (protocol === 1 && reader.has(8)) readIcmp(reader)
}

function readTcp(reader: Reader): void {
  reader.take('TCP', 'source port', 2)
  reader.take('TCP', 'destination port', 2)
  reader.take('TCP', 'sequence', 4)
  reader.take('TCP', 'acknowledgement', 4)
  reader.take('TCP', 'header, flags', 2, (value) => {
    const flags = TCP_FLAGS.filter((_, bit) => value & (1 << bit))
    return `${(value >> 12) * 4} bytes, ${flags.join(' ') || 'none'}`
  })
  reader.take('TCP', 'window', 2)
  reader.take('TCP', 'checksum', 2, (value) => `0x${hex(value, 4)}`)
  reader.take('TCP', 'urgent', 2)
}

function readUdp(reader: Reader): void {
  reader.take('UDP', 'source port', 2)
  reader.take('UDP', 'destination port', 2)
  reader.take('UDP', 'length', 2)
  reader.take('UDP', 'checksum', 2, (value) => `0x${hex(value, 4)}`)
}

function readIcmp(reader: Reader): void {
  const names: Record<number, string> = { 0: 'echo reply', 8: 'echo request' }
  reader.take('ICMP', 'type', 1, named(names, 2))
  reader.take('ICMP', 'code', 1)
  reader.take('ICMP', 'checksum', 2, (value) => `0x${hex(value, 4)}`)
  reader.take('ICMP', 'identifier', 2)
  reader.take('ICMP', 'sequence', 2)
}

export interface ChangedField extends HeaderField {
  /** What it was before; null: it was not there; undefined: it has not changed. */
  was?: string | null
}

/** The fields, and of each that differs from `before` what it was. */
export function changedFields(bytes: Uint8Array, before: Uint8Array | null): ChangedField[] {
  const fields = headerFields(bytes)
  if (before === null) return fields
  const known = new Map(headerFields(before).map(({ layer, name, value }) => [`${layer} ${name}`, value]))
  return fields.map((field) => {
    const was = known.get(`${field.layer} ${field.name}`) ?? null
    return was === field.value ? field : { ...field, was }
  })
}

/** Layers of `before` that are not there any more. */
export function layersGone(bytes: Uint8Array, before: Uint8Array | null): string[] {
  if (before === null) return []
  const here = new Set(headerFields(bytes).map(({ layer }) => layer))
  return [...new Set(headerFields(before).map(({ layer }) => layer))].filter((layer) => !here.has(layer))
}
