// Bytes of frames that a network of two stations really exchanged: ARP, ping, UDP, and TCP that opens, loses and closes.
import { describe, expect, it } from 'vitest'
import { ARP_OPERATION, arp } from '../../../../src-main/engine/header/arp'
import { addWords, fold, pseudoHeader } from '../../../../src-main/engine/header/checksum'
import { dot1q } from '../../../../src-main/engine/header/dot1q'
import { ETHER_TYPE, ethernet } from '../../../../src-main/engine/header/ethernet'
import { FrameBytes } from '../../../../src-main/engine/header/frame-bytes'
import { icmp } from '../../../../src-main/engine/header/icmp'
import { IP_PROTOCOL, ipv4 } from '../../../../src-main/engine/header/ipv4'
import { rarp } from '../../../../src-main/engine/header/rarp'
import { tcp, type TcpHeader } from '../../../../src-main/engine/header/tcp'
import { udp } from '../../../../src-main/engine/header/udp'
import {
  BROADCAST,
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  FRAME_BYTES,
  FRAME_KIND,
  FrameStore,
  KIND,
  PAYLOAD,
  SEQ,
  SRC,
} from '../../../../src-main/engine/kernel/frame-store'
import { MS, SECOND } from '../../../../src-main/engine/kernel/sim-time'
import { isData } from '../guest-stack/tcp-trace'
import { LEFT_IP, RIGHT_IP, TwoStations, type SeenFrame } from '../guest-stack/two-stations'

const bytesOf = (writer: FrameBytes, frame: SeenFrame): Uint8Array => writer.of(frame.fields, 0)

/** Everything is as it should be in an IPv4 frame; returns where the transport header begins and the packet ends. */
function checkIp(bytes: Uint8Array, at: number): { protocol: number; transport: number; end: number } {
  const header = ipv4.parse(bytes, at)!
  expect(header.dontFragment).toBe(true)
  expect(new Set([header.source, header.destination])).toEqual(new Set([LEFT_IP, RIGHT_IP]))
  const transport = at + 20
  const end = at + header.totalLength
  const length = end - transport
  const { protocol, source, destination } = header
  const pseudo = protocol === IP_PROTOCOL.icmp ? 0 : pseudoHeader(source, destination, protocol, length)
  expect(fold(addWords(pseudo, bytes, transport, end))).toBe(0xffff)
  expect(bytes.subarray(end).every((byte) => byte === 0)).toBe(true)
  return { protocol, transport, end }
}

function exchange(options: { vlan?: number; timestamps?: boolean; mtu?: number } = {}): {
  net: TwoStations
  frames: SeenFrame[]
} {
  const { vlan = 0, timestamps = false, mtu = 1500 } = options
  const net = new TwoStations({ left: { vlan, mtu }, right: { vlan, mtu } })
  let data = 0
  net.rightward.lose = (frame) => isData(frame) && [30, 33, 36, 39].includes(++data)
  net.flow('ping', { sizeBytes: 13, intervalPs: 20 * MS, stopPs: 50 * MS })
  net.flow('udp', { sizeBytes: 1, rateBps: 8000, stopPs: 10 * MS })
  net.flow('udp', { sizeBytes: 1001, rateBps: 8e6, stopPs: 10 * MS })
  net.flow('tcp', { bytes: 100_001, timestamps })
  net.run(SECOND)
  return { net, frames: [...net.rightward.seen, ...net.leftward.seen] }
}

describe('bytes of frames', () => {
  for (const options of [{}, { vlan: 77 }, { timestamps: true }, { vlan: 77, timestamps: true, mtu: 9000 }]) {
    it(`are whole, with right checksums, as long as the frame: ${JSON.stringify(options)}`, () => {
      const { net, frames } = exchange(options)
      const writer = new FrameBytes(net.sim.seed)
      const kinds = new Set<string>()
      for (const frame of frames) {
        const bytes = bytesOf(writer, frame)
        expect(bytes.length).toBe(Math.max(60, frame.field(FRAME_BYTES) - 4))
        const outer = ethernet.parse(bytes, 0)!
        expect(outer.destination).toBe(frame.field(DST))
        expect(outer.source).toBe(frame.field(SRC))
        let { type } = outer
        let at = 14
        if (options.vlan) {
          expect(type).toBe(ETHER_TYPE.dot1q)
          const tag = dot1q.parse(bytes, at)!
          expect(tag.vlan).toBe(options.vlan)
          type = tag.type
          at = 18
        }
        if (type === ETHER_TYPE.arp) {
          const { operation } = arp.parse(bytes, at)!
          kinds.add(operation === ARP_OPERATION.request ? 'request' : 'reply')
          continue
        }
        expect(type).toBe(ETHER_TYPE.ipv4)
        const { protocol, transport, end } = checkIp(bytes, at)
        let headerLength = 8
        if (protocol === IP_PROTOCOL.icmp) expect(icmp.parse(bytes, transport)).not.toBeNull()
        else if (protocol === IP_PROTOCOL.udp) expect(udp.parse(bytes, transport)!.length).toBe(end - transport)
        else headerLength = tcp.length(tcp.parse(bytes, transport)!)
        expect(end - transport - headerLength).toBe(frame.field(PAYLOAD))
        kinds.add(String(protocol))
      }
      expect(kinds).toEqual(new Set(['request', 'reply', '1', '6', '17']))
    })
  }

  it('carry the sequence numbers of a connection, without gaps, in both directions', () => {
    const { net, frames } = exchange({ timestamps: true })
    const writer = new FrameBytes(net.sim.seed)
    const headers = (list: SeenFrame[]): { header: TcpHeader; payload: number; frame: SeenFrame }[] =>
      list
        .filter((frame) => frame.field(KIND) === FRAME_KIND.tcp)
        .map((frame) => ({
          header: tcp.parse(bytesOf(writer, frame), 34)!,
          payload: frame.field(PAYLOAD),
          frame,
        }))
    const forth = headers(net.rightward.seen)
    const back = headers(net.leftward.seen)
    const [syn] = forth
    const [synAck] = back
    expect(syn.header).toMatchObject({ flags: 2, mss: 1460, sackPermitted: true, windowScale: 7, acknowledgement: 0 })
    expect(synAck.header).toMatchObject({ flags: 18, acknowledgement: (syn.header.sequence + 1) >>> 0 })
    expect(forth[1].header.acknowledgement).toBe((synAck.header.sequence + 1) >>> 0)
    // every new segment follows the one before
    let next = (syn.header.sequence + 1) >>> 0
    let again = 0
    for (const { header, payload } of forth.slice(2)) {
      if (header.sequence === next) next = (next + payload + (header.flags & 1)) >>> 0
      else again++
    }
    // four lost ones came again, and the closing acknowledgement has the last number
    expect(again).toBe(4)
    expect(next).toBe((syn.header.sequence + 1 + 100_001 + 1) >>> 0)
    expect(Math.max(...back.map(({ header }) => header.blocks.length))).toBe(3)
    for (const { header } of back) {
      expect(header.timestamps).not.toBeNull()
      for (const { left, right } of header.blocks) {
        expect((left - syn.header.sequence - 1) >>> 0).toBeLessThan(100_001)
        expect((right - left) >>> 0).toBeGreaterThan(0)
      }
    }
    expect(frames.length).toBeGreaterThan(100)
  })

  it('are the same for the same data sent again', () => {
    const { net } = exchange()
    const writer = new FrameBytes(net.sim.seed)
    const sent = new Map<number, string>()
    let compared = 0
    for (const frame of net.rightward.seen.filter(isData)) {
      const payload = bytesOf(writer, frame).subarray(54).join()
      const before = sent.get(frame.field(SEQ))
      if (before !== undefined) {
        expect(payload).toBe(before)
        compared++
      }
      sent.set(frame.field(SEQ), payload)
    }
    expect(compared).toBe(4)
  })

  it('differ between seeds in the sequence numbers of a connection', () => {
    const { net } = exchange()
    const syn = net.rightward.seen.find((frame) => frame.field(KIND) === FRAME_KIND.tcp)!
    const sequence = (seed: number): number => tcp.parse(bytesOf(new FrameBytes(seed), syn), 34)!.sequence
    expect(sequence(1)).not.toBe(sequence(2))
    expect(sequence(1)).toBe(sequence(1))
  })

  it('have right checksums before an offload fills them in, and wrong ones where the frame is damaged', () => {
    const { net } = exchange()
    const frame = net.rightward.seen.find(isData)!
    const writer = new FrameBytes(net.sim.seed)
    const checksumIn = (state: number): number => {
      frame.fields[CHECKSUM] = state
      return tcp.parse(bytesOf(writer, frame), 34)!.checksum
    }
    expect(checksumIn(CHECKSUM_STATE.partial)).toBe(checksumIn(CHECKSUM_STATE.valid))
    expect(checksumIn(CHECKSUM_STATE.bad)).not.toBe(checksumIn(CHECKSUM_STATE.valid))
  })

  it('write RARP and beacons padded to 60 bytes', () => {
    const frames = new FrameStore()
    const writer = new FrameBytes(1)
    const make = (kind: number): Uint8Array => {
      const frame = frames.allocate(kind)
      frames.data[frame + FRAME_BYTES] = 64
      frames.data[frame + DST] = BROADCAST
      frames.data[frame + SRC] = 0x020000000010
      return writer.of(frames.data, frame)
    }
    const announced = make(FRAME_KIND.rarp)
    expect(announced.length).toBe(60)
    expect(rarp.parse(announced, 14)).toMatchObject({ senderMac: 0x020000000010, targetMac: 0x020000000010 })
    expect(ethernet.parse(make(FRAME_KIND.beacon), 0)!.type).toBe(ETHER_TYPE.beacon)
  })
})
