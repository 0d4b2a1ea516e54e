// UDP: RFC 768. The checksum covers pseudo-header and payload; who writes the packet fills it in.
import { consecutive, readUint, writeUint, type HeaderFormat } from './header-format'

export interface UdpHeader {
  sourcePort: number
  destinationPort: number
  /** Header and payload. */
  length: number
  checksum: number
}

export const udp: HeaderFormat<UdpHeader> = {
  name: 'UDP',
  standard: 'RFC 768',
  fields: consecutive(
    ['source port', 2, 'number'],
    ['destination port', 2, 'number'],
    ['length', 2, 'number'],
    ['checksum', 2, 'hex'],
  ),
  length: () => 8,
  parse(bytes, at) {
    if (bytes.length < at + 8) return null
    const length = readUint(bytes, at + 4, 2)
    if (length < 8) return null
    return {
      sourcePort: readUint(bytes, at, 2),
      destinationPort: readUint(bytes, at + 2, 2),
      length,
      checksum: readUint(bytes, at + 6, 2),
    }
  },
  emit(header, bytes, at) {
    writeUint(bytes, at, 2, header.sourcePort)
    writeUint(bytes, at + 2, 2, header.destinationPort)
    writeUint(bytes, at + 4, 2, header.length)
    writeUint(bytes, at + 6, 2, header.checksum)
  },
}
