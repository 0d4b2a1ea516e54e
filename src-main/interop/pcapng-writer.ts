// Capture files for Wireshark: pcapng 1.0, little-endian, one section, times in nanoseconds.
// Blocks: section header, one interface description for each interface, enhanced packets, interface statistics.
// Read first: draft-ietf-opsawg-pcapng.

export interface PcapngInterface {
  /** `web-1/eth0` */
  name: string
  description?: string
  /** 48-bit number. */
  mac?: number
  ip?: { address: number; prefix: number }
  speedBps?: number
  hardware?: string
  /** Bytes kept of a packet; 0: all. */
  snaplen: number
}

export interface PcapngPacket {
  /** As returned by `addInterface`. */
  interface: number
  timePs: number
  /** Without check sequence; cut to the snap length here. */
  bytes: Uint8Array
  /** Bits of epb_flags, see PCAPNG_FLAG; 0: none. */
  flags?: number
  /** The same for one packet at several interfaces; 0: none. */
  packetId?: number
  /** Packets of the interface that were lost since the one before. */
  dropCount?: number
  comments?: readonly string[]
}

export interface PcapngStatistics {
  startPs: number
  endPs: number
  received: number
  dropped: number
}

/** Bits of epb_flags. */
export const PCAPNG_FLAG = {
  inbound: 1,
  outbound: 2,
  unicast: 1 << 2,
  multicast: 2 << 2,
  broadcast: 3 << 2,
  checksumNotReady: 1 << 9,
  checksumValid: 1 << 10,
  superPacket: 1 << 11,
} as const

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const STATISTICS = 5
const ENHANCED_PACKET = 6

const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const ETHERNET = 1
/** Powers of ten of a second. */
const NANOSECONDS = 9
const PS_PER_NS = 1000
const WORD = 0x100000000

const OPTION = {
  end: 0,
  comment: 1,
  application: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  interfaceIp: 4,
  interfaceMac: 6,
  interfaceSpeed: 8,
  interfaceResolution: 9,
  interfaceHardware: 15,
  packetFlags: 2,
  packetDropCount: 4,
  packetId: 5,
  statisticsStart: 2,
  statisticsEnd: 3,
  statisticsReceived: 4,
  statisticsDropped: 5,
} as const

export class PcapngWriter {
  private buffer = new Uint8Array(1 << 16)
  private view = new DataView(this.buffer.buffer)
  private length = 0
  private blockStart = 0
  private readonly snaplens: number[] = []
  private readonly text = new TextEncoder()

  constructor(application: string, comments: readonly string[] = []) {
    this.begin(SECTION)
    this.u32(BYTE_ORDER_MAGIC)
    this.u16(1)
    this.u16(0)
    // length of the section: not known
    this.u32(0xffffffff)
    this.u32(0xffffffff)
    for (const comment of comments) this.textOption(OPTION.comment, comment)
    this.textOption(OPTION.application, application)
    this.end(true)
  }

  /** Before the first packet of the interface. Returns its number. */
  addInterface(item: PcapngInterface): number {
    this.begin(INTERFACE)
    this.u16(ETHERNET)
    this.u16(0)
    this.u32(item.snaplen)
    this.textOption(OPTION.interfaceName, item.name)
    if (item.description) this.textOption(OPTION.interfaceDescription, item.description)
    if (item.ip) {
      const mask = item.ip.prefix === 0 ? 0 : (0xffffffff << (32 - item.ip.prefix)) >>> 0
      this.option(OPTION.interfaceIp, [...bigEndian(item.ip.address, 4), ...bigEndian(mask, 4)])
    }
    if (item.mac !== undefined) this.option(OPTION.interfaceMac, bigEndian(item.mac, 6))
    if (item.speedBps !== undefined) this.wideOption(OPTION.interfaceSpeed, item.speedBps)
    this.option(OPTION.interfaceResolution, [NANOSECONDS])
    if (item.hardware) this.textOption(OPTION.interfaceHardware, item.hardware)
    this.end(true)
    return this.snaplens.push(item.snaplen) - 1
  }

  addPacket(packet: PcapngPacket): void {
    const snaplen = this.snaplens[packet.interface]
    const captured = snaplen > 0 ? Math.min(snaplen, packet.bytes.length) : packet.bytes.length
    const { comments = [], dropCount = 0, flags = 0, packetId = 0 } = packet
    this.begin(ENHANCED_PACKET)
    this.u32(packet.interface)
    this.time(packet.timePs)
    this.u32(captured)
    this.u32(packet.bytes.length)
    this.put(packet.bytes.subarray(0, captured))
    this.pad()
    for (const comment of comments) this.textOption(OPTION.comment, comment)
    if (flags !== 0) {
      this.optionHeader(OPTION.packetFlags, 4)
      this.u32(flags)
    }
    if (dropCount > 0) this.wideOption(OPTION.packetDropCount, dropCount)
    if (packetId > 0) this.wideOption(OPTION.packetId, packetId)
    this.end(comments.length > 0 || flags !== 0 || dropCount > 0 || packetId > 0)
  }

  /** Normally last, one for each interface. */
  addStatistics(index: number, statistics: PcapngStatistics): void {
    this.begin(STATISTICS)
    this.u32(index)
    this.time(statistics.endPs)
    this.optionHeader(OPTION.statisticsStart, 8)
    this.time(statistics.startPs)
    this.optionHeader(OPTION.statisticsEnd, 8)
    this.time(statistics.endPs)
    this.wideOption(OPTION.statisticsReceived, statistics.received)
    this.wideOption(OPTION.statisticsDropped, statistics.dropped)
    this.end(true)
  }

  /** The file so far. */
  get bytes(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }

  private begin(type: number): void {
    this.blockStart = this.length
    this.u32(type)
    this.u32(0)
  }

  private end(hasOptions: boolean): void {
    if (hasOptions) this.optionHeader(OPTION.end, 0)
    const total = this.length - this.blockStart + 4
    this.u32(total)
    this.view.setUint32(this.blockStart + 4, total, true)
  }

  private optionHeader(code: number, length: number): void {
    this.u16(code)
    this.u16(length)
  }

  private option(code: number, value: ArrayLike<number>): void {
    this.optionHeader(code, value.length)
    this.put(value)
    this.pad()
  }

  private textOption(code: number, value: string): void {
    this.option(code, this.text.encode(value))
  }

  /** A 64-bit number, low word first. */
  private wideOption(code: number, value: number): void {
    this.optionHeader(code, 8)
    this.u32(value % WORD)
    this.u32(Math.floor(value / WORD))
  }

  /** A time is one 64-bit count, written as its high word and its low word. */
  private time(ps: number): void {
    const ns = Math.floor(ps / PS_PER_NS)
    this.u32(Math.floor(ns / WORD))
    this.u32(ns % WORD)
  }

  private pad(): void {
    while ((this.length - this.blockStart) % 4 !== 0) this.put([0])
  }

  private u16(value: number): void {
    this.reserve(2)
    this.view.setUint16(this.length, value, true)
    this.length += 2
  }

  private u32(value: number): void {
    this.reserve(4)
    this.view.setUint32(this.length, value, true)
    this.length += 4
  }

  private put(values: ArrayLike<number>): void {
    this.reserve(values.length)
    this.buffer.set(values, this.length)
    this.length += values.length
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const bigger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes))
    bigger.set(this.buffer.subarray(0, this.length))
    this.buffer = bigger
    this.view = new DataView(bigger.buffer)
  }
}

function bigEndian(value: number, length: number): number[] {
  const bytes: number[] = []
  for (let i = 0; i < length; i++) {
    bytes.unshift(value % 256)
    value = Math.floor(value / 256)
  }
  return bytes
}
