// Ethernet II: IEEE 802.3 clause 3.2.6, type interpretation. The check sequence is not part of what is written.
import { consecutive, readUint, writeUint, type HeaderFormat } from './header-format'

export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, rarp: 0x8035, dot1q: 0x8100, beacon: 0x8922 } as const

export interface EthernetHeader {
  destination: number
  source: number
  type: number
}

export const ethernet: HeaderFormat<EthernetHeader> = {
  name: 'Ethernet',
  standard: 'IEEE 802.3',
  fields: consecutive(['destination', 6, 'mac'], ['source', 6, 'mac'], ['type', 2, 'hex']),
  length: () => 14,
  parse(bytes, at) {
    if (bytes.length < at + 14) return null
    return {
      destination: readUint(bytes, at, 6),
      source: readUint(bytes, at + 6, 6),
      type: readUint(bytes, at + 12, 2),
    }
  },
  emit(header, bytes, at) {
    writeUint(bytes, at, 6, header.destination)
    writeUint(bytes, at + 6, 6, header.source)
    writeUint(bytes, at + 12, 2, header.type)
  },
}
