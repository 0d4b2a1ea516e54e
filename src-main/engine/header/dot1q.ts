// The 802.1Q tag, behind the type 0x8100 of the Ethernet header: IEEE 802.1Q clause 9.6. `type` is that of the payload.
import { readUint, writeUint, type HeaderFormat } from './header-format'

export interface Dot1qHeader {
  priority: number
  dropEligible: boolean
  vlan: number
  type: number
}

export const dot1q: HeaderFormat<Dot1qHeader> = {
  name: '802.1Q',
  standard: 'IEEE 802.1Q',
  fields: [
    { name: 'priority', offset: 0, length: 2, bits: { shift: 13, count: 3 }, show: 'number' },
    { name: 'drop eligible', offset: 0, length: 2, bits: { shift: 12, count: 1 }, show: 'number' },
    { name: 'VLAN', offset: 0, length: 2, bits: { shift: 0, count: 12 }, show: 'number' },
    { name: 'type', offset: 2, length: 2, show: 'hex' },
  ],
  length: () => 4,
  parse(bytes, at) {
    if (bytes.length < at + 4) return null
    const control = readUint(bytes, at, 2)
    return {
      priority: control >> 13,
      dropEligible: (control & 0x1000) !== 0,
      vlan: control & 0xfff,
      type: readUint(bytes, at + 2, 2),
    }
  },
  emit(header, bytes, at) {
    writeUint(bytes, at, 2, (header.priority << 13) | (header.dropEligible ? 0x1000 : 0) | header.vlan)
    writeUint(bytes, at + 2, 2, header.type)
  },
}
