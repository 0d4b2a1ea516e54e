// ARP for IPv4 over Ethernet: RFC 826.
import { consecutive, readUint, writeUint, type HeaderFormat } from './header-format'

export const ARP_OPERATION = { request: 1, reply: 2, reverseRequest: 3, reverseReply: 4 } as const

export interface ArpHeader {
  operation: number
  senderMac: number
  senderIp: number
  targetMac: number
  targetIp: number
}

const ETHERNET = 1
const IPV4 = 0x0800

export const arp: HeaderFormat<ArpHeader> = {
  name: 'ARP',
  standard: 'RFC 826',
  fields: consecutive(
    ['hardware type', 2, 'number'],
    ['protocol type', 2, 'hex'],
    ['hardware length', 1, 'number'],
    ['protocol length', 1, 'number'],
    ['operation', 2, 'number'],
    ['sender MAC', 6, 'mac'],
    ['sender IP', 4, 'ipv4'],
    ['target MAC', 6, 'mac'],
    ['target IP', 4, 'ipv4'],
  ),
  length: () => 28,
  parse(bytes, at) {
    if (bytes.length < at + 28) return null
    const types = readUint(bytes, at, 6)
    if (types !== readUint(Uint8Array.of(0, ETHERNET, IPV4 >> 8, IPV4 & 255, 6, 4), 0, 6)) return null
    return {
      operation: readUint(bytes, at + 6, 2),
      senderMac: readUint(bytes, at + 8, 6),
      senderIp: readUint(bytes, at + 14, 4),
      targetMac: readUint(bytes, at + 18, 6),
      targetIp: readUint(bytes, at + 24, 4),
    }
  },
  emit(header, bytes, at) {
    writeUint(bytes, at, 2, ETHERNET)
    writeUint(bytes, at + 2, 2, IPV4)
    bytes[at + 4] = 6
    bytes[at + 5] = 4
    writeUint(bytes, at + 6, 2, header.operation)
    writeUint(bytes, at + 8, 6, header.senderMac)
    writeUint(bytes, at + 14, 4, header.senderIp)
    writeUint(bytes, at + 18, 6, header.targetMac)
    writeUint(bytes, at + 24, 4, header.targetIp)
  },
}
