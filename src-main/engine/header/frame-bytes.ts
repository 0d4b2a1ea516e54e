// The exact bytes of a frame, from its fields: what would be on the wire, padded to 60 bytes and without the check sequence.
// Checksums are right, also where an offload has yet to fill them in: a capture marks those (`interop/capture-file.ts`)
// instead of showing an error to whoever has Wireshark check them.
// Sequence numbers start at random ones of the connection. The payload is filler that depends on its position alone.
// Leaves out the contents of beacons, which are not public.
import { optionBytes, WINDOW_SCALE } from '../guest/stack/tcp-segment'
import {
  ACK,
  ARP_SENDER,
  CHECKSUM,
  CHECKSUM_STATE,
  DST,
  DST_IP,
  DST_PORT,
  FCS_BYTES,
  FLAGS,
  FRAME_BYTES,
  FRAME_KIND,
  IP_ID,
  KIND,
  MSS,
  PAYLOAD,
  SACK,
  SEQ,
  SRC,
  SRC_IP,
  SRC_PORT,
  TCP_FLAG,
  TS_ECR,
  TS_VAL,
  VLAN,
  WINDOW,
} from '../kernel/frame-store'
import { RandomStream } from '../kernel/random-stream'
import { ARP_OPERATION, arp } from './arp'
import { addWords, checksum, pseudoHeader } from './checksum'
import { dot1q } from './dot1q'
import { ETHER_TYPE, ethernet } from './ethernet'
import { ICMP_TYPE, icmp } from './icmp'
import { IP_PROTOCOL, ipv4 } from './ipv4'
import { announcement, rarp } from './rarp'
import { tcp, type TcpHeader } from './tcp'
import { udp } from './udp'

const MIN_BYTES = 60
const WORD = 0x100000000
const TIME_TO_LIVE = 64
const LETTERS = 26
const FIRST_LETTER = 97
/** Letters in turn, enough for the largest super-frame from any letter on. */
const FILLER = Uint8Array.from({ length: 0x10000 + LETTERS }, (_, i) => FIRST_LETTER + (i % LETTERS))
/** Microseconds of the model's timestamps in one step of the clock that stands in the option. */
const TIMESTAMP_STEP = 1000

export class FrameBytes {
  /** First sequence numbers, by the direction of a connection. */
  private readonly initial = new Map<string, number>()

  constructor(
    /** Of the lab. */
    private readonly seed: number,
  ) {}

  /** The bytes of the frame whose fields stand in `data` at `frame` (`data[frame + FIELD]`). */
  of(data: Float64Array, frame: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(MIN_BYTES, data[frame + FRAME_BYTES] - FCS_BYTES))
    const kind = data[frame + KIND]
    const tagged = data[frame + VLAN] !== 0
    const type = etherType(kind)
    ethernet.emit(
      { destination: data[frame + DST], source: data[frame + SRC], type: tagged ? ETHER_TYPE.dot1q : type },
      bytes,
      0,
    )
    if (tagged) dot1q.emit({ priority: 0, dropEligible: false, vlan: data[frame + VLAN], type }, bytes, 14)
    const at = tagged ? 18 : 14
    switch (kind) {
      case FRAME_KIND.arpRequest:
      case FRAME_KIND.arpReply:
        this.writeArp(data, frame, bytes, at)
        break
      case FRAME_KIND.rarp:
        rarp.emit(announcement(data[frame + SRC]), bytes, at)
        break
      case FRAME_KIND.beacon:
        break
      default:
        this.writeIp(data, frame, bytes, at)
    }
    return bytes
  }

  private writeArp(d: Float64Array, frame: number, bytes: Uint8Array, at: number): void {
    const isReply = d[frame + KIND] === FRAME_KIND.arpReply
    const header = {
      operation: isReply ? ARP_OPERATION.reply : ARP_OPERATION.request,
      senderMac: d[frame + ARP_SENDER],
      senderIp: d[frame + SRC_IP],
      targetMac: isReply ? d[frame + DST] : 0,
      targetIp: d[frame + DST_IP],
    }
    arp.emit(header, bytes, at)
  }

  private writeIp(d: Float64Array, frame: number, bytes: Uint8Array, at: number): void {
    const kind = d[frame + KIND]
    const payload = d[frame + PAYLOAD]
    const transport = at + 20
    const protocol =
      kind === FRAME_KIND.tcp ? IP_PROTOCOL.tcp : kind === FRAME_KIND.udp ? IP_PROTOCOL.udp : IP_PROTOCOL.icmp
    let length: number
    if (kind === FRAME_KIND.tcp) length = this.writeTcp(d, frame, bytes, transport)
    else if (kind === FRAME_KIND.udp) length = writeUdp(d, frame, bytes, transport)
    else length = writeIcmp(d, frame, bytes, transport)
    const end = transport + length + payload
    const letter = kind === FRAME_KIND.tcp ? d[frame + SEQ] % LETTERS : 0
    bytes.set(FILLER.subarray(letter, letter + payload), transport + length)
    ipv4.emit(
      {
        totalLength: end - at,
        identification: d[frame + IP_ID] % 0x10000,
        dontFragment: true,
        timeToLive: TIME_TO_LIVE,
        protocol,
        source: d[frame + SRC_IP],
        destination: d[frame + DST_IP],
      },
      bytes,
      at,
    )
    writeChecksum(d, frame, protocol, bytes, transport, end)
  }

  private writeTcp(d: Float64Array, frame: number, bytes: Uint8Array, at: number): number {
    const flags = d[frame + FLAGS]
    const syn = (flags & TCP_FLAG.syn) !== 0
    const own = this.initialSequence(d[frame + SRC_IP], d[frame + SRC_PORT], d[frame + DST_IP], d[frame + DST_PORT])
    const peer = this.initialSequence(d[frame + DST_IP], d[frame + DST_PORT], d[frame + SRC_IP], d[frame + SRC_PORT])
    const blocks: { left: number; right: number }[] = []
    for (let i = 0; i < 3 && d[frame + SACK + 2 * i] >= 0; i++) {
      const left = d[frame + SACK + 2 * i]
      const right = d[frame + SACK + 2 * i + 1]
      blocks.push({ left: (peer + 1 + left) % WORD, right: (peer + 1 + right) % WORD })
    }
    const hasTimestamps = d[frame + TS_VAL] >= 0
    const header: TcpHeader = {
      sourcePort: d[frame + SRC_PORT],
      destinationPort: d[frame + DST_PORT],
      // SYN has the number before the first byte
      sequence: (own + 1 + d[frame + SEQ]) % WORD,
      acknowledgement: (flags & TCP_FLAG.ack) === 0 ? 0 : (peer + 1 + d[frame + ACK]) % WORD,
      flags,
      window: syn ? d[frame + WINDOW] : Math.floor(d[frame + WINDOW] / (1 << WINDOW_SCALE)),
      checksum: 0,
      mss: syn ? d[frame + MSS] : null,
      sackPermitted: syn,
      windowScale: syn ? WINDOW_SCALE : null,
      timestamps: hasTimestamps
        ? {
            value: Math.floor(d[frame + TS_VAL] / TIMESTAMP_STEP) % WORD,
            echo: Math.floor(Math.max(0, d[frame + TS_ECR]) / TIMESTAMP_STEP) % WORD,
          }
        : null,
      blocks,
    }
    tcp.emit(header, bytes, at)
    return 20 + optionBytes(syn, hasTimestamps, blocks.length)
  }

  /** Random and the same for all frames of one direction of a connection (RFC 6528 in spirit). */
  private initialSequence(source: number, sourcePort: number, destination: number, destinationPort: number): number {
    const key = `${source}:${sourcePort}-${destination}:${destinationPort}`
    let sequence = this.initial.get(key)
    if (sequence === undefined) {
      sequence = new RandomStream(this.seed, `tcp/${key}`).bits()
      this.initial.set(key, sequence)
    }
    return sequence
  }
}

function etherType(kind: number): number {
  if (kind === FRAME_KIND.arpRequest || kind === FRAME_KIND.arpReply) return ETHER_TYPE.arp
  if (kind === FRAME_KIND.rarp) return ETHER_TYPE.rarp
  return kind === FRAME_KIND.beacon ? ETHER_TYPE.beacon : ETHER_TYPE.ipv4
}

function writeUdp(d: Float64Array, frame: number, bytes: Uint8Array, at: number): number {
  const header = {
    sourcePort: d[frame + SRC_PORT],
    destinationPort: d[frame + DST_PORT],
    length: 8 + d[frame + PAYLOAD],
    checksum: 0,
  }
  udp.emit(header, bytes, at)
  return 8
}

function writeIcmp(d: Float64Array, frame: number, bytes: Uint8Array, at: number): number {
  const isReply = d[frame + KIND] === FRAME_KIND.echoReply
  const header = {
    type: isReply ? ICMP_TYPE.echoReply : ICMP_TYPE.echoRequest,
    checksum: 0,
    identifier: isReply ? d[frame + DST_PORT] : d[frame + SRC_PORT],
    sequence: d[frame + SEQ] % 0x10000,
  }
  icmp.emit(header, bytes, at)
  return 8
}

/** Fills in the checksum of the transport header, which is zero so far. */
function writeChecksum(
  d: Float64Array,
  frame: number,
  protocol: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  const isIcmp = protocol === IP_PROTOCOL.icmp
  const at = from + (protocol === IP_PROTOCOL.tcp ? 16 : protocol === IP_PROTOCOL.udp ? 6 : 2)
  const pseudo = isIcmp ? 0 : pseudoHeader(d[frame + SRC_IP], d[frame + DST_IP], protocol, to - from)
  let value = checksum(addWords(pseudo, bytes, from, to))
  // zero means "none" in UDP
  if (value === 0 && protocol === IP_PROTOCOL.udp) value = 0xffff
  if (d[frame + CHECKSUM] === CHECKSUM_STATE.bad) value ^= 1
  bytes[at] = value >> 8
  bytes[at + 1] = value & 255
}
