// Frames without objects: a frame is a number, the offset of its fields in one Float64Array. Where a handle is read from a field
// that may hold fractions, write `| 0`: what was once a fraction makes everything behind it compute in floating point.
// Read a field as `frames.data[frame + FIELD]`; never keep `data` in a local across a call, it moves when it grows.
// Who holds a frame must pass it on, `drop`, `deliver`, `filter` (see traffic-ledger.ts) or `release` it exactly once.
import { doubled } from './grow'

// Fields stand in the order of their use, eight to a line of the cache. The first line is all that most machines on the way of a
// frame look at, the second is for those who hold it and for the first look of its receiver, the third for its two ends.
/** What the frame is: one of FRAME_KIND; 0 in a place that holds no frame. */
export const KIND = 0
/** Length from destination MAC to FCS, 802.1Q tag included; of a super-frame, with all its payload and one header. */
export const FRAME_BYTES = 1
/** MAC addresses as 48-bit numbers. */
export const DST = 2
export const SRC = 3
/** 802.1Q VLAN id of the tag that the frame carries; 0: untagged. FRAME_BYTES includes the tag. */
export const VLAN = 4
/** Ethernet frames that this stands for: 1, or more for a TSO super-frame or a merge of LRO. */
export const SEGMENTS = 5
/** CHECKSUM_STATE. */
export const CHECKSUM = 6
/** Id of the component whose `transmitted(frame)` is called when the frame left the machine or was lost in it; -1: none. */
export const OWNER = 7

/** Scratch of the present holder (when it was queued, where it goes). */
export const STAMP = 8
/** Where a switch or vSwitch decided to send it, until the end of its slice. */
export const OUT_PORT = 9
/** Group of copies of one flooded frame in the traffic ledger; 0: the frame is the only one. */
export const PACKET = 10
/** Payload of the transport protocol in bytes. */
export const PAYLOAD = 11
/** Index of the flow, or -1 for what belongs to none (ARP, RARP, beacons, migration traffic has its own flow index). */
export const FLOW = 12
export const DST_IP = 13
export const DST_PORT = 14
/** When the application handed over the data (latency starts here), ps. */
export const SENT_AT = 15

export const SRC_IP = 16
/** 0: from the flow's `from` to its `to`; 1: back (acknowledgements, replies). */
export const DIRECTION = 17
export const SRC_PORT = 18
/** For the owner: which socket or ring. */
export const OWNER_ARG = 19
/** TCP sequence number of the first payload byte, counted from 0 without wrap; ICMP and UDP: sequence of the datagram. */
export const SEQ = 20
/** ARP: the sender's hardware address in the message, which SRC may not be. */
export const ARP_SENDER = SEQ
export const IP_ID = 21
/** Identity of the trace in `observe/packet-life.ts`; 0: not followed. */
export const TRACE = 22

// What follows is for TCP alone; frames of other kinds hold anything there.
/** Payload bytes of the frame as the stack handed it over: a NIC cuts super-frames, the sender's account stays whole. */
export const HANDED = 23
/** TSO: payload bytes of each segment. */
export const MSS = 24
export const ACK = 25
/** TCP_FLAG bits. */
export const FLAGS = 26
export const WINDOW = 27
/** TCP timestamps in microseconds, -1: no option. */
export const TS_VAL = 28
export const TS_ECR = 29
/** Free for the connection that holds the segment. */
export const SCRATCH = 30
/** SACK blocks [left, right) × 3; left < 0 ends the list. */
export const SACK = 31
/** What NICs had written to the machine that holds the frame when it came (host/dma-cache.ts); -1: the CPU wrote it. */
export const LANDED = 37
const COMMON = HANDED
/** Five lines of the cache. */
export const STRIDE = 40

export const FRAME_KIND = {
  tcp: 1,
  udp: 2,
  echoRequest: 3,
  echoReply: 4,
  arpRequest: 5,
  arpReply: 6,
  rarp: 7,
  beacon: 8,
} as const

export const TCP_FLAG = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const

/** valid: on the wire; partial: the pseudo-header only, an offload must fill it; verified: receiver hardware checked it. */
export const CHECKSUM_STATE = { valid: 0, partial: 1, verified: 2, bad: 3 } as const

export const BROADCAST = 0xffffffffffff

/** True for broadcast and multicast addresses (the group bit). */
export const isGroup = (mac: number): boolean => ((mac / 2 ** 40) & 1) === 1

/** Bytes on the wire beside the frame: preamble 7, start delimiter 1, inter-frame gap 12. */
export const WIRE_OVERHEAD = 20
/** Ethernet header and FCS. */
export const ETHERNET_BYTES = 18
export const VLAN_TAG_BYTES = 4
export const MIN_FRAME_BYTES = 64
/** Frame check sequence: counters of bytes leave it out. */
export const FCS_BYTES = 4

export class FrameStore {
  data = new Float64Array(STRIDE * 4096)
  /** Frames that are held by somebody. */
  live = 0
  /** Places that held frames, the one that was left last on top. */
  private free = new Int32Array(64)
  private freeCount = 0
  private used = 0

  /** A frame of `kind` (not 0) with the fields zero but FLOW -1, OWNER -1, SEGMENTS 1, timestamps -1. */
  allocate(kind: number): number {
    const frame = this.freeCount > 0 ? this.free[--this.freeCount] : this.makePlace()
    const d = this.data
    // one by one: a loop over the fields would cost more than everything else here
    d[frame + KIND] = kind
    d[frame + FRAME_BYTES] = 0
    d[frame + DST] = 0
    d[frame + SRC] = 0
    d[frame + VLAN] = 0
    d[frame + SEGMENTS] = 1
    d[frame + CHECKSUM] = 0
    d[frame + OWNER] = -1
    d[frame + STAMP] = 0
    d[frame + OUT_PORT] = 0
    d[frame + PACKET] = 0
    d[frame + PAYLOAD] = 0
    d[frame + FLOW] = -1
    d[frame + DIRECTION] = 0
    d[frame + OWNER_ARG] = 0
    d[frame + SENT_AT] = 0
    d[frame + SRC_IP] = 0
    d[frame + DST_IP] = 0
    d[frame + SRC_PORT] = 0
    d[frame + DST_PORT] = 0
    d[frame + SEQ] = 0
    d[frame + IP_ID] = 0
    d[frame + TRACE] = 0
    if (kind === FRAME_KIND.tcp) {
      for (let i = COMMON; i < STRIDE; i++) d[frame + i] = 0
      d[frame + TS_VAL] = -1
      d[frame + TS_ECR] = -1
      d[frame + SACK] = -1
      d[frame + LANDED] = -1
    }
    this.live++
    return frame
  }

  /** A second frame with the same content, in no list and owned by nobody. */
  clone(frame: number): number {
    const kind = this.data[frame + KIND]
    const copy = this.allocate(kind)
    this.data.copyWithin(copy, frame, frame + (kind === FRAME_KIND.tcp ? STRIDE : COMMON))
    this.data[copy + OWNER] = -1
    return copy
  }

  /** Ends a frame. Accounting is done before (traffic-ledger.ts). */
  release(frame: number): void {
    if (this.data[frame + KIND] === 0) throw new Error(`frame ${frame / STRIDE} released twice`)
    this.data[frame + KIND] = 0
    if (this.freeCount === this.free.length) this.free = doubled(this.free, Int32Array)
    this.free[this.freeCount++] = frame
    this.live--
  }

  isLive(frame: number): boolean {
    return this.data[frame + KIND] !== 0
  }

  /** Whether there is such a frame among those that are held by somebody. */
  someLive(test: (frame: number) => boolean): boolean {
    for (let frame = 0; frame < this.used; frame += STRIDE) {
      if (this.data[frame + KIND] !== 0 && test(frame)) return true
    }
    return false
  }

  /** Every frame that is held by somebody, for the balance at the end of a run. */
  forEachLive(visit: (frame: number) => void): void {
    this.someLive((frame) => {
      visit(frame)
      return false
    })
  }

  /** A place that no frame was in yet. */
  private makePlace(): number {
    const place = this.used
    this.used += STRIDE
    if (this.used > this.data.length) this.data = doubled(this.data, Float64Array)
    return place
  }
}
