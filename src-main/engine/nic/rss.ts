// Receive-side scaling: which of several receive queues gets a frame, by a hash over its addresses and ports, so that a flow
// stays on one queue and in order. Read first: Microsoft, "Verifying the RSS Hash Calculation" (the key and its test vectors).
// IPv4 with ports for TCP and UDP; addresses alone for ICMP; what is not IP has no hash and goes by the first entry of the table.
import { DST_IP, DST_PORT, FRAME_KIND, KIND, SRC_IP, SRC_PORT } from '../kernel/frame-store'

/** The key that Microsoft publishes and that drivers use by default. */
const KEY = [
  0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b,
  0xcb, 0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac,
  0x01, 0xfa,
]

/** Bytes of input: two addresses and two ports. */
const INPUT_BYTES = 12
/** Entries of an indirection table, as an 82599 and a vmxnet3 have it. */
const TABLE_ENTRIES = 128

/** 32 bits of the key from `bit` on. */
function keyWindow(bit: number): number {
  const byte = bit >> 3
  const shift = bit & 7
  const word = (KEY[byte] << 24) | (KEY[byte + 1] << 16) | (KEY[byte + 2] << 8) | KEY[byte + 3]
  return shift === 0 ? word : (word << shift) | (KEY[byte + 4] >> (8 - shift))
}

/** What a byte adds to the hash, by its place in the input and its value: a Toeplitz hash is linear. */
const CONTRIBUTION = new Int32Array(INPUT_BYTES * 256)
for (let place = 0; place < INPUT_BYTES; place++) {
  for (let value = 0; value < 256; value++) {
    let hash = 0
    for (let bit = 0; bit < 8; bit++) if ((value & (0x80 >> bit)) !== 0) hash ^= keyWindow(place * 8 + bit)
    CONTRIBUTION[place * 256 + value] = hash
  }
}

function hashWord(word: number, place: number): number {
  const at = place * 256
  return (
    CONTRIBUTION[at + (word >>> 24)] ^
    CONTRIBUTION[at + 256 + ((word >>> 16) & 255)] ^
    CONTRIBUTION[at + 512 + ((word >>> 8) & 255)] ^
    CONTRIBUTION[at + 768 + (word & 255)]
  )
}

/** The Toeplitz hash over two IPv4 addresses, unsigned. */
export function hashAddresses(from: number, to: number): number {
  return (hashWord(from, 0) ^ hashWord(to, 4)) >>> 0
}

/** The Toeplitz hash over two IPv4 addresses and two ports, unsigned. */
export function hashEndpoints(from: number, to: number, fromPort: number, toPort: number): number {
  return (hashWord(from, 0) ^ hashWord(to, 4) ^ hashWord(((fromPort << 16) | toPort) >>> 0, 8)) >>> 0
}

/** An indirection table over `queues` queues, filled in turn as drivers do by default. */
export class Rss {
  private readonly table = new Uint8Array(TABLE_ENTRIES)

  constructor(readonly queues: number) {
    for (let i = 0; i < TABLE_ENTRIES; i++) this.table[i] = i % queues
  }

  /** The queue of a hash: its low seven bits choose the entry. */
  queueOfHash(hash: number): number {
    return this.table[hash & (TABLE_ENTRIES - 1)]
  }

  queueOf(d: Float64Array, frame: number): number {
    const kind = d[frame + KIND]
    if (kind === FRAME_KIND.tcp || kind === FRAME_KIND.udp) {
      return this.queueOfHash(
        hashEndpoints(d[frame + SRC_IP], d[frame + DST_IP], d[frame + SRC_PORT], d[frame + DST_PORT]),
      )
    }
    const isEcho = kind === FRAME_KIND.echoRequest || kind === FRAME_KIND.echoReply
    return this.queueOfHash(isEcho ? hashAddresses(d[frame + SRC_IP], d[frame + DST_IP]) : 0)
  }
}
