// IPv4 without options: RFC 791. `emit` writes a valid header checksum.
import { addWords, checksum, fold } from './checksum'
import { readUint, writeUint, type HeaderFormat } from './header-format'

export const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const

export interface Ipv4Header {
  /** Header and payload, at most 65,535. */
  totalLength: number
  identification: number
  dontFragment: boolean
  timeToLive: number
  protocol: number
  source: number
  destination: number
}

export const ipv4: HeaderFormat<Ipv4Header> = {
  name: 'IPv4',
  standard: 'RFC 791',
  fields: [
    { name: 'version', offset: 0, length: 1, bits: { shift: 4, count: 4 }, show: 'number' },
    { name: 'header length', offset: 0, length: 1, bits: { shift: 0, count: 4 }, show: 'number' },
    { name: 'type of service', offset: 1, length: 1, show: 'hex' },
    { name: 'total length', offset: 2, length: 2, show: 'number' },
    { name: 'identification', offset: 4, length: 2, show: 'hex' },
    { name: 'flags', offset: 6, length: 2, bits: { shift: 13, count: 3 }, show: 'hex' },
    { name: 'fragment offset', offset: 6, length: 2, bits: { shift: 0, count: 13 }, show: 'number' },
    { name: 'time to live', offset: 8, length: 1, show: 'number' },
    { name: 'protocol', offset: 9, length: 1, show: 'number' },
    { name: 'header checksum', offset: 10, length: 2, show: 'hex' },
    { name: 'source', offset: 12, length: 4, show: 'ipv4' },
    { name: 'destination', offset: 16, length: 4, show: 'ipv4' },
  ],
  length: () => 20,
  parse(bytes, at) {
    if (bytes.length < at + 20 || bytes[at] !== 0x45 || fold(addWords(0, bytes, at, at + 20)) !== 0xffff) return null
    return {
      totalLength: readUint(bytes, at + 2, 2),
      identification: readUint(bytes, at + 4, 2),
      dontFragment: (bytes[at + 6] & 0x40) !== 0,
      timeToLive: bytes[at + 8],
      protocol: bytes[at + 9],
      source: readUint(bytes, at + 12, 4),
      destination: readUint(bytes, at + 16, 4),
    }
  },
  emit(header, bytes, at) {
    bytes[at] = 0x45
    bytes[at + 1] = 0
    writeUint(bytes, at + 2, 2, header.totalLength)
    writeUint(bytes, at + 4, 2, header.identification)
    writeUint(bytes, at + 6, 2, header.dontFragment ? 0x4000 : 0)
    bytes[at + 8] = header.timeToLive
    bytes[at + 9] = header.protocol
    writeUint(bytes, at + 10, 2, 0)
    writeUint(bytes, at + 12, 4, header.source)
    writeUint(bytes, at + 16, 4, header.destination)
    writeUint(bytes, at + 10, 2, checksum(addWords(0, bytes, at, at + 20)))
  },
}
