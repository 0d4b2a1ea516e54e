// ICMP echo: RFC 792. The checksum covers the payload too; who writes the packet fills it in.
import { consecutive, readUint, writeUint, type HeaderFormat } from './header-format'

export const ICMP_TYPE = { echoReply: 0, echoRequest: 8 } as const

export interface IcmpHeader {
  type: number
  checksum: number
  identifier: number
  sequence: number
}

export const icmp: HeaderFormat<IcmpHeader> = {
  name: 'ICMP',
  standard: 'RFC 792',
  fields: consecutive(
    ['type', 1, 'number'],
    ['code', 1, 'number'],
    ['checksum', 2, 'hex'],
    ['identifier', 2, 'number'],
    ['sequence', 2, 'number'],
  ),
  length: () => 8,
  parse(bytes, at) {
    if (bytes.length < at + 8) return null
    const type = bytes[at]
    if ((type !== ICMP_TYPE.echoReply && type !== ICMP_TYPE.echoRequest) || bytes[at + 1] !== 0) return null
    return {
      type,
      checksum: readUint(bytes, at + 2, 2),
      identifier: readUint(bytes, at + 4, 2),
      sequence: readUint(bytes, at + 6, 2),
    }
  },
  emit(header, bytes, at) {
    bytes[at] = header.type
    bytes[at + 1] = 0
    writeUint(bytes, at + 2, 2, header.checksum)
    writeUint(bytes, at + 4, 2, header.identifier)
    writeUint(bytes, at + 6, 2, header.sequence)
  },
}
