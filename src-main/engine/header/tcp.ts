// TCP with the options that Linux sends: RFC 9293, RFC 2018 (SACK), RFC 7323 (timestamps, window scale). Options stand in the
// order of Linux, padded with no-operations in front. The checksum covers pseudo-header and payload; who writes the packet
// fills it in. Flag bits are those of the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16.
import { readUint, writeUint, type HeaderFormat } from './header-format'

export interface TcpHeader {
  sourcePort: number
  destinationPort: number
  sequence: number
  acknowledgement: number
  flags: number
  /** As it stands in the field, scaled. */
  window: number
  checksum: number
  /** SYN: the four options of a connection's start. Null or absent: no such option. */
  mss: number | null
  sackPermitted: boolean
  windowScale: number | null
  timestamps: { value: number; echo: number } | null
  /** SACK blocks, at most 3 beside timestamps. */
  blocks: readonly { left: number; right: number }[]
}

const OPTION = { end: 0, noOperation: 1, mss: 2, windowScale: 3, sackPermitted: 4, sack: 5, timestamps: 8 } as const
const FIXED = 20

function optionLength(header: TcpHeader): number {
  let length = 0
  if (header.mss !== null) length += 4
  if (header.sackPermitted) length += header.timestamps ? 2 : 4
  if (header.timestamps) length += header.sackPermitted ? 10 : 12
  if (header.windowScale !== null) length += 4
  if (header.blocks.length > 0) length += 4 + 8 * header.blocks.length
  return length
}

export const tcp: HeaderFormat<TcpHeader> = {
  name: 'TCP',
  standard: 'RFC 9293',
  fields: [
    { name: 'source port', offset: 0, length: 2, show: 'number' },
    { name: 'destination port', offset: 2, length: 2, show: 'number' },
    { name: 'sequence', offset: 4, length: 4, show: 'number' },
    { name: 'acknowledgement', offset: 8, length: 4, show: 'number' },
    { name: 'header length', offset: 12, length: 1, bits: { shift: 4, count: 4 }, show: 'number' },
    { name: 'flags', offset: 13, length: 1, show: 'hex' },
    { name: 'window', offset: 14, length: 2, show: 'number' },
    { name: 'checksum', offset: 16, length: 2, show: 'hex' },
    { name: 'urgent pointer', offset: 18, length: 2, show: 'number' },
  ],
  length: (header) => FIXED + optionLength(header),
  parse(bytes, at) {
    if (bytes.length < at + FIXED) return null
    const length = (bytes[at + 12] >> 4) * 4
    if (length < FIXED || bytes.length < at + length) return null
    const header: TcpHeader = {
      sourcePort: readUint(bytes, at, 2),
      destinationPort: readUint(bytes, at + 2, 2),
      sequence: readUint(bytes, at + 4, 4),
      acknowledgement: readUint(bytes, at + 8, 4),
      flags: bytes[at + 13],
      window: readUint(bytes, at + 14, 2),
      checksum: readUint(bytes, at + 16, 2),
      mss: null,
      sackPermitted: false,
      windowScale: null,
      timestamps: null,
      blocks: [],
    }
    return parseOptions(header, bytes, at + FIXED, at + length) ? header : null
  },
  emit(header, bytes, at) {
    writeUint(bytes, at, 2, header.sourcePort)
    writeUint(bytes, at + 2, 2, header.destinationPort)
    writeUint(bytes, at + 4, 4, header.sequence)
    writeUint(bytes, at + 8, 4, header.acknowledgement)
    bytes[at + 12] = (tcp.length(header) / 4) << 4
    bytes[at + 13] = header.flags
    writeUint(bytes, at + 14, 2, header.window)
    writeUint(bytes, at + 16, 2, header.checksum)
    writeUint(bytes, at + 18, 2, 0)
    emitOptions(header, bytes, at + FIXED)
  },
}

/** False where an option does not fit or has a wrong length. */
function parseOptions(header: TcpHeader, bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end && bytes[at] !== OPTION.end) {
    if (bytes[at] === OPTION.noOperation) {
      at++
      continue
    }
    const length = at + 1 < end ? bytes[at + 1] : 0
    if (length < 2 || at + length > end) return false
    const value = at + 2
    if (bytes[at] === OPTION.mss && length === 4) header.mss = readUint(bytes, value, 2)
    else if (bytes[at] === OPTION.windowScale && length === 3) header.windowScale = bytes[value]
    else if (bytes[at] === OPTION.sackPermitted && length === 2) header.sackPermitted = true
    else if (bytes[at] === OPTION.timestamps && length === 10) {
      header.timestamps = { value: readUint(bytes, value, 4), echo: readUint(bytes, value + 4, 4) }
    } else if (bytes[at] === OPTION.sack && length % 8 === 2) {
      header.blocks = Array.from({ length: (length - 2) / 8 }, (_, i) => ({
        left: readUint(bytes, value + 8 * i, 4),
        right: readUint(bytes, value + 8 * i + 4, 4),
      }))
    }
    at += length
  }
  return true
}

function emitOptions(header: TcpHeader, bytes: Uint8Array, at: number): void {
  const put = (...values: number[]): void => {
    bytes.set(values, at)
    at += values.length
  }
  const putWord = (value: number): void => {
    writeUint(bytes, at, 4, value)
    at += 4
  }
  if (header.mss !== null) put(OPTION.mss, 4, header.mss >> 8, header.mss & 255)
  if (header.sackPermitted) {
    // in front of timestamps the pair fills a word, else it is padded to one
    if (!header.timestamps) put(OPTION.noOperation, OPTION.noOperation)
    put(OPTION.sackPermitted, 2)
  }
  if (header.timestamps) {
    if (!header.sackPermitted) put(OPTION.noOperation, OPTION.noOperation)
    put(OPTION.timestamps, 10)
    putWord(header.timestamps.value)
    putWord(header.timestamps.echo)
  }
  if (header.windowScale !== null) put(OPTION.noOperation, OPTION.windowScale, 3, header.windowScale)
  if (header.blocks.length > 0) {
    put(OPTION.noOperation, OPTION.noOperation, OPTION.sack, 2 + 8 * header.blocks.length)
    for (const { left, right } of header.blocks) {
      putWord(left)
      putWord(right)
    }
  }
}
