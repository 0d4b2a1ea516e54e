// Reverse ARP: RFC 903. The same packet as ARP with its own EtherType; hypervisors send the request to tell switches where
// an address is (sender and target are the VM's address, no IP address is known).
import { ARP_OPERATION, arp, type ArpHeader } from './arp'
import type { HeaderFormat } from './header-format'

export const rarp: HeaderFormat<ArpHeader> = {
  ...arp,
  name: 'RARP',
  standard: 'RFC 903',
  parse(bytes, at) {
    const header = arp.parse(bytes, at)
    const { reverseRequest, reverseReply } = ARP_OPERATION
    return header && (header.operation === reverseRequest || header.operation === reverseReply) ? header : null
  },
}

/** The announcement of an address. */
export const announcement = (mac: number): ArpHeader => ({
  operation: ARP_OPERATION.reverseRequest,
  senderMac: mac,
  senderIp: 0,
  targetMac: mac,
  targetIp: 0,
})
