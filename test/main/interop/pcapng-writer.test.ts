// Read back block by block with an independent reader, and with tshark where it is installed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { resolveLab } from '@shared/lab/resolve-lab'
import { SRC, STRIDE } from '../../../src-main/engine/kernel/frame-store'
import { MS, SECOND } from '../../../src-main/engine/kernel/sim-time'
import { captureFile, type CapturedFrames } from '../../../src-main/interop/capture-file'
import { captureInterface } from '../../../src-main/interop/capture-interface'
import { PCAPNG_FLAG, PcapngWriter } from '../../../src-main/interop/pcapng-writer'
import { dissect, hasTshark, MALFORMED, TSHARK } from '../../helper/tshark'
import { isData } from '../engine/guest-stack/tcp-trace'
import { TwoStations, type SeenFrame } from '../engine/guest-stack/two-stations'

interface Block {
  type: number
  body: DataView
  options: Map<number, Uint8Array[]>
}

/** Where the options of each kind of block begin. */
const fixedLength = (type: number, body: DataView): number =>
  type === 0x0a0d0d0a ? 16 : type === 1 ? 8 : type === 5 ? 12 : 20 + Math.ceil(body.getUint32(12, true) / 4) * 4

function readBlocks(file: Uint8Array): Block[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const blocks: Block[] = []
  for (let at = 0; at < file.length;) {
    const type = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    expect(length % 4).toBe(0)
    expect(view.getUint32(at + length - 4, true)).toBe(length)
    const body = new DataView(file.buffer, file.byteOffset + at + 8, length - 12)
    blocks.push({ type, body, options: readOptions(body, fixedLength(type, body)) })
    at += length
  }
  return blocks
}

function readOptions(body: DataView, at: number): Map<number, Uint8Array[]> {
  const options = new Map<number, Uint8Array[]>()
  while (at < body.byteLength) {
    const code = body.getUint16(at, true)
    const length = body.getUint16(at + 2, true)
    if (code === 0) {
      expect([length, at + 4]).toEqual([0, body.byteLength])
      break
    }
    options.set(code, [...(options.get(code) ?? []), new Uint8Array(body.buffer, body.byteOffset + at + 4, length)])
    at += 4 + Math.ceil(length / 4) * 4
  }
  return options
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('a pcapng file', () => {
  const writer = new PcapngWriter('IOV Lab 1', ['a ümlaut', 'two'])
  const web = writer.addInterface({
    name: 'web-1/eth0',
    description: 'vNIC',
    mac: 0x020000000010,
    ip: { address: 0x0a0a000b, prefix: 24 },
    speedBps: 100e9,
    snaplen: 5,
  })
  const wire = writer.addInterface({ name: 'link', snaplen: 0 })
  writer.addPacket({ interface: web, timePs: 4294967296_123_999, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7) })
  writer.addPacket({
    interface: wire,
    timePs: 5000,
    bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7),
    flags: PCAPNG_FLAG.inbound | PCAPNG_FLAG.broadcast | PCAPNG_FLAG.superPacket,
    packetId: 2 ** 40 + 7,
    dropCount: 3,
    comments: ['lost here', 'twice'],
  })
  writer.addStatistics(web, { startPs: 0, endPs: SECOND, received: 1, dropped: 2 ** 33 })
  const blocks = readBlocks(writer.bytes)

  it('has one section, its interfaces before their packets, and statistics last', () => {
    expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, 6, 6, 5])
    const [section] = blocks
    expect(section.body.getUint32(0, true)).toBe(0x1a2b3c4d)
    expect([section.body.getUint16(4, true), section.body.getUint16(6, true)]).toEqual([1, 0])
    expect(section.body.getBigInt64(8, true)).toBe(-1n)
    expect(section.options.get(1)!.map(text)).toEqual(['a ümlaut', 'two'])
    expect(section.options.get(4)!.map(text)).toEqual(['IOV Lab 1'])
  })

  it('describes its interfaces', () => {
    const { body, options } = blocks[1]
    expect([body.getUint16(0, true), body.getUint16(2, true), body.getUint32(4, true)]).toEqual([1, 0, 5])
    expect(text(options.get(2)![0])).toBe('web-1/eth0')
    expect([...options.get(4)![0]]).toEqual([10, 10, 0, 11, 255, 255, 255, 0])
    expect([...options.get(6)![0]]).toEqual([2, 0, 0, 0, 0, 0x10])
    expect(options.get(8)![0].length).toBe(8)
    expect([...options.get(9)![0]]).toEqual([9])
  })

  it('stamps packets in nanoseconds, high word first, and cuts them to the snap length', () => {
    const { body, options } = blocks[3]
    expect(body.getUint32(0, true)).toBe(0)
    const ns = BigInt(body.getUint32(4, true)) * 2n ** 32n + BigInt(body.getUint32(8, true))
    expect(ns).toBe(4294967296_123n)
    expect([body.getUint32(12, true), body.getUint32(16, true)]).toEqual([5, 7])
    expect([...new Uint8Array(body.buffer, body.byteOffset + 20, 8)]).toEqual([1, 2, 3, 4, 5, 0, 0, 0])
    expect(options.size).toBe(0)
  })

  it('writes flags, drops, identity and comments of a packet', () => {
    const { options } = blocks[4]
    const number = (code: number): bigint => {
      const bytes = options.get(code)![0]
      return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n)
    }
    expect(number(2)).toBe(BigInt(1 | (3 << 2) | (1 << 11)))
    expect(number(4)).toBe(3n)
    expect(number(5)).toBe(2n ** 40n + 7n)
    expect(options.get(1)!.map(text)).toEqual(['lost here', 'twice'])
  })

  it('ends with the statistics of an interface', () => {
    const { body, options } = blocks[5]
    expect(body.getUint32(0, true)).toBe(0)
    const [high, low] = [0, 4].map((at) => new DataView(options.get(3)![0].slice().buffer).getUint32(at, true))
    expect(high * 2 ** 32 + low).toBe(1e9)
    expect([...options.get(5)![0]]).toEqual([0, 0, 0, 0, 2, 0, 0, 0])
  })
})

class Seen implements CapturedFrames {
  constructor(
    private readonly frames: readonly SeenFrame[],
    private readonly mac: number,
    readonly missed = 0,
  ) {}

  get count(): number {
    return this.frames.length
  }

  forEach(visit: Parameters<CapturedFrames['forEach']>[0]): void {
    for (const { at, fields } of this.frames) {
      // not at the start of the array, as in a real capture
      const data = new Float64Array(3 * STRIDE)
      data.set(fields, STRIDE)
      visit(at, data, STRIDE, fields[SRC] === this.mac ? 'to-wire' : 'from-wire', null)
    }
  }
}

/** ARP, ping, UDP, and TCP with losses, cuts and merges, as seen at the right. */
function capture(vlan: number, timestamps: boolean): Uint8Array {
  const net = new TwoStations({ left: { vlan }, right: { vlan } })
  let data = 0
  net.rightward.lose = (frame) => isData(frame) && [30, 33, 36, 39].includes(++data)
  net.flow('ping', { sizeBytes: 56, intervalPs: 20 * MS, stopPs: 50 * MS })
  net.flow('udp', { sizeBytes: 1001, rateBps: 8e6, stopPs: 10 * MS })
  net.flow('rr', { sizeBytes: 10, replyBytes: 20, stopPs: MS / 10 })
  net.flow('tcp', { bytes: 300_001, timestamps, streams: 2 })
  net.run(SECOND)
  const frames = [...net.rightward.seen.filter((frame) => !frame.lost), ...net.leftward.seen]
  frames.sort((a, b) => a.at - b.at)
  const place = { name: 'right', mac: net.right.nic.mac, speedBps: 10e9, snaplen: 0 }
  return captureFile({ interface: place, frames: new Seen(frames, place.mac) }, net.sim.seed, net.sim.now, 'IOV Lab')
}

describe('a capture of a run', () => {
  it('says in its statistics how many frames passed when it was full', () => {
    const place = { name: 'right', snaplen: 0 }
    const bytes = captureFile({ interface: place, frames: new Seen([], 0, 7) }, 1, SECOND, 'IOV Lab')
    const { options } = readBlocks(bytes).find(({ type }) => type === 5)!
    expect([options.get(4)![0][0], options.get(5)![0][0]]).toEqual([7, 7])
  })

  it('is that of a port which runs at the speed of its link', () => {
    const model = resolveLab({
      format: 'iov-lab/1',
      name: 'slow link',
      hosts: { a: { nics: { fast: { model: 'intel-82599' }, free: { model: 'intel-82599' } } } },
      switches: { tor: {} },
      links: [{ ends: ['a/fast', 'tor/1'], speed: '1Gbps' }],
    })
    const speeds = ['a/fast', 'tor/1', 'a/fast~tor/1', 'a/free', 'tor/2'].map(
      (at) => captureInterface(model, at, 0).speedBps,
    )
    expect(speeds).toEqual([1e9, 1e9, 1e9, 10e9, undefined])
  })

  it('marks the direction of every packet', () => {
    const packets = readBlocks(capture(0, false)).filter(({ type }) => type === 6)
    const directions = packets.map(({ options }) => options.get(2)![0][0] & 3)
    expect(directions.filter((d) => d === 1).length).toBeGreaterThan(400)
    expect(directions.filter((d) => d === 2).length).toBeGreaterThan(50)
    expect(directions.every((d) => d !== 0)).toBe(true)
  })
})

describe.skipIf(!hasTshark)(TSHARK, () => {
  const folder = mkdtempSync(join(tmpdir(), 'iov-lab-capture-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [vlan, timestamps] of [
    [0, false],
    [30, true],
  ] as const) {
    it(`finds nothing wrong in a capture ${vlan ? 'with tags and timestamps' : 'without'}`, () => {
      const file = join(folder, `run-${vlan}.pcapng`)
      const bytes = capture(vlan, timestamps)
      writeFileSync(file, bytes)
      const packets = readBlocks(bytes).filter(({ type }) => type === 6).length
      expect(dissect(file).length).toBe(packets)
      const wrong = [
        MALFORMED,
        // warnings and errors, but for its notice of what was lost on the way
        '(_ws.expert.severity >= 6291456 && !tcp.analysis.lost_segment)',
      ].join(' || ')
      expect(dissect(file, '-Y', wrong)).toEqual([])
      expect(dissect(file, '-Y', 'tcp.analysis.lost_segment').length).toBe(4)
      expect(dissect(file, '-Y', 'tcp.analysis.retransmission').length).toBe(4)
      const protocols = new Set(dissect(file, '-T', 'fields', '-e', '_ws.col.Protocol'))
      expect(protocols).toEqual(new Set(['ARP', 'ICMP', 'TCP', 'UDP']))
      const streams = dissect(file, '-Y', 'tcp.flags.fin == 1', '-T', 'fields', '-e', 'tcp.stream', '-e', 'tcp.seq')
      expect(streams.filter((line) => line.endsWith('\t300002')).length).toBe(2)
    })
  }
})
