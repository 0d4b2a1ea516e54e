// Real packets: the example of RFC 1071, the header that every description of the IPv4 checksum uses, a SYN of Linux, and
// vectors of the smoltcp test suite.
import { describe, expect, it } from 'vitest'
import { ARP_OPERATION, arp } from '../../../../src-main/engine/header/arp'
import { addWords, checksum, fold, pseudoHeader } from '../../../../src-main/engine/header/checksum'
import { dissect } from '../../../../src-main/engine/header/dissect'
import { dot1q } from '../../../../src-main/engine/header/dot1q'
import { ETHER_TYPE, ethernet } from '../../../../src-main/engine/header/ethernet'
import type { HeaderFormat } from '../../../../src-main/engine/header/header-format'
import { ICMP_TYPE, icmp } from '../../../../src-main/engine/header/icmp'
import { IP_PROTOCOL, ipv4 } from '../../../../src-main/engine/header/ipv4'
import { announcement, rarp } from '../../../../src-main/engine/header/rarp'
import { tcp, type TcpHeader } from '../../../../src-main/engine/header/tcp'
import { udp } from '../../../../src-main/engine/header/udp'

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/[0-9a-f]{2}/g)!, (byte) => parseInt(byte, 16))

function emit<H>(format: HeaderFormat<H>, header: H): Uint8Array {
  const bytes = new Uint8Array(format.length(header) + 2).fill(0xee)
  format.emit(header, bytes, 1)
  expect([bytes[0], bytes[bytes.length - 1]]).toEqual([0xee, 0xee])
  return bytes.subarray(1, bytes.length - 1)
}

/** The bytes are this header, in both directions, and not one byte less is enough. */
function agree<H>(format: HeaderFormat<H>, header: H, bytes: Uint8Array): void {
  expect(emit(format, header)).toEqual(bytes)
  expect(format.parse(bytes, 0)).toEqual(header)
  expect(format.parse(bytes.subarray(0, bytes.length - 1), 0)).toBeNull()
}

describe('the Internet checksum', () => {
  it('is that of the example in RFC 1071', () => {
    const bytes = hex('0001 f203 f4f5 f6f7')
    expect(fold(addWords(0, bytes, 0, 8))).toBe(0xddf2)
    expect(checksum(addWords(0, bytes, 0, 8))).toBe(0x220d)
  })

  it('takes an odd byte for the high one', () => {
    expect(fold(addWords(0, hex('0001 f2'), 0, 3))).toBe(0xf201)
  })

  it('includes the pseudo-header of TCP and UDP', () => {
    // 192.168.1.1 to 192.168.1.2
    const datagram = hex('bf00 0035 000c 124d aa00 00ff')
    const pseudo = pseudoHeader(0xc0a80101, 0xc0a80102, IP_PROTOCOL.udp, 12)
    expect(fold(addWords(pseudo, datagram, 0, 12))).toBe(0xffff)
    const segment = hex('bf00 0050 0123 4567 0000 0000 5002 0123 7a8d 0000 aa00 00ff')
    const sum = addWords(pseudoHeader(0xc0a80101, 0xc0a80102, IP_PROTOCOL.tcp, 24), segment, 0, 24)
    expect(fold(sum)).toBe(0xffff)
  })
})

describe('header formats', () => {
  it('Ethernet', () => {
    const header = { destination: 0x010203040506, source: 0x111213141516, type: ETHER_TYPE.ipv4 }
    agree(ethernet, header, hex('010203040506 111213141516 0800'))
  })

  it('802.1Q', () => {
    agree(dot1q, { priority: 5, dropEligible: true, vlan: 0xabc, type: 0x0806 }, hex('babc 0806'))
  })

  it('ARP', () => {
    const header = {
      operation: ARP_OPERATION.request,
      senderMac: 0x111213141516,
      senderIp: 0x21222324,
      targetMac: 0x313233343536,
      targetIp: 0x41424344,
    }
    agree(arp, header, hex('0001 0800 06 04 0001 111213141516 21222324 313233343536 41424344'))
  })

  it('ARP of other networks is not ARP', () => {
    expect(arp.parse(hex(`0006 0800 06 04 0001 ${'00'.repeat(20)}`), 0)).toBeNull()
  })

  it('RARP, as hypervisors announce an address', () => {
    const bytes = hex('0001 0800 06 04 0003 020000000010 00000000 020000000010 00000000')
    agree(rarp, announcement(0x020000000010), bytes)
    expect(rarp.parse(hex('0001 0800 06 04 0001 020000000010 00000000 020000000010 00000000'), 0)).toBeNull()
  })

  it('IPv4', () => {
    const header = {
      totalLength: 0x73,
      identification: 0,
      dontFragment: true,
      timeToLive: 64,
      protocol: IP_PROTOCOL.udp,
      source: 0xc0a80001,
      destination: 0xc0a800c7,
    }
    agree(ipv4, header, hex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7'))
  })

  it('IPv4 with a wrong checksum or another version is refused', () => {
    expect(ipv4.parse(hex('4500 0073 0000 4000 4011 b862 c0a8 0001 c0a8 00c7'), 0)).toBeNull()
    expect(ipv4.parse(hex('6500 0073 0000 4000 4011 9861 c0a8 0001 c0a8 00c7'), 0)).toBeNull()
  })

  it('ICMP echo', () => {
    const bytes = hex('08 00 8efe 1234 abcd')
    agree(icmp, { type: ICMP_TYPE.echoRequest, checksum: 0x8efe, identifier: 0x1234, sequence: 0xabcd }, bytes)
    expect(fold(addWords(0, hex('08 00 8efe 1234 abcd aa00 00ff'), 0, 12))).toBe(0xffff)
  })

  it('UDP', () => {
    const header = { sourcePort: 48_896, destinationPort: 53, length: 12, checksum: 0x124d }
    agree(udp, header, hex('bf00 0035 000c 124d'))
  })

  const plain: TcpHeader = {
    sourcePort: 48_896,
    destinationPort: 80,
    sequence: 0x01234567,
    acknowledgement: 0,
    flags: 2,
    window: 0x123,
    checksum: 0x7a8d,
    mss: null,
    sackPermitted: false,
    windowScale: null,
    timestamps: null,
    blocks: [],
  }

  it('TCP without options', () => {
    agree(tcp, plain, hex('bf00 0050 0123 4567 0000 0000 50 02 0123 7a8d 0000'))
  })

  it('TCP with the options of a SYN of Linux, with and without timestamps', () => {
    const syn: TcpHeader = { ...plain, mss: 1460, sackPermitted: true, windowScale: 7 }
    agree(
      tcp,
      { ...syn, timestamps: { value: 0x5a1b2c3d, echo: 0 } },
      hex('bf00 0050 0123 4567 0000 0000 a0 02 0123 7a8d 0000 020405b4 0402080a 5a1b2c3d 00000000 01030307'),
    )
    agree(tcp, syn, hex('bf00 0050 0123 4567 0000 0000 80 02 0123 7a8d 0000 020405b4 01010402 01030307'))
  })

  it('TCP with timestamps and SACK blocks', () => {
    const header: TcpHeader = {
      ...plain,
      flags: 16,
      timestamps: { value: 1, echo: 2 },
      blocks: [
        { left: 0xfffffff0, right: 0x10 },
        { left: 0x20, right: 0x30 },
      ],
    }
    const bytes = `bf00 0050 0123 4567 0000 0000 d0 10 0123 7a8d 0000 0101080a 00000001 00000002
      01010512 fffffff0 00000010 00000020 00000030`
    agree(tcp, header, hex(bytes))
  })

  it('TCP with an option that does not end is refused', () => {
    expect(tcp.parse(hex('bf00 0050 0123 4567 0000 0000 60 02 0123 7a8d 0000 02ff05b4'), 0)).toBeNull()
    expect(tcp.parse(hex('bf00 0050 0123 4567 0000 0000 60 02 0123 7a8d 0000 01010100'), 0)).not.toBeNull()
    expect(tcp.parse(hex('bf00 0050 0123 4567 0000 0000 60 02 0123 7a8d 0000 01010102'), 0)).toBeNull()
  })

  it('have tables that cover every byte of their fixed part once', () => {
    for (const [format, length] of [
      [ethernet, 14],
      [dot1q, 4],
      [arp, 28],
      [rarp, 28],
      [ipv4, 20],
      [icmp, 8],
      [udp, 8],
      [tcp, 20],
    ] as const) {
      const bits = new Array<number>(length * 8).fill(0)
      for (const field of format.fields) {
        const width = field.bits?.count ?? field.length * 8
        const from = field.offset * 8 + field.length * 8 - (field.bits?.shift ?? 0) - width
        for (let i = from; i < from + width; i++) bits[i]++
      }
      // the low half of the byte with TCP's header length is reserved
      const expected = bits.map((_, i) => (format.name === 'TCP' && i >= 100 && i < 104 ? 0 : 1))
      expect(bits, format.name).toEqual(expected)
    }
  })
})

describe('dissection', () => {
  const frame = hex(`020000000002 020000000001 8100 601e 0800
    4500 0020 0001 4000 4011 26ca 0a000001 0a000002 9091 c350 000c 0000 61626364`)

  it('names the layers and shows the fields', () => {
    const layers = dissect(frame)
    expect(layers.map(({ name, offset }) => [name, offset])).toEqual([
      ['Ethernet', 0],
      ['802.1Q', 14],
      ['IPv4', 18],
      ['UDP', 38],
    ])
    const value = (layer: number, name: string) => layers[layer].fields.find((field) => field.name === name)!.value
    expect(value(0, 'source')).toBe('02:00:00:00:00:01')
    expect(value(1, 'priority')).toBe('3')
    expect(value(1, 'VLAN')).toBe('30')
    expect(value(2, 'destination')).toBe('10.0.0.2')
    expect(value(2, 'identification')).toBe('0x0001')
    expect(value(3, 'destination port')).toBe('50000')
  })

  it('ends where the bytes end', () => {
    expect(dissect(frame.subarray(0, 40)).map(({ name }) => name)).toEqual(['Ethernet', '802.1Q', 'IPv4'])
    expect(dissect(frame.subarray(0, 10))).toEqual([])
  })
})
